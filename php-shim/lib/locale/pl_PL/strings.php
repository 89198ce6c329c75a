<?php

// LMS merges these over its own strings: a word that LMS may have too carries <!metroport>, which LMS does not print.

$_LANG['Metroport: MetroTV and F-Secure for LMS customers'] = 'Metroport: MetroTV i F-Secure dla klientów LMS';

// Menu and rights
$_LANG['Metroport services: MetroTV and F-Secure'] = 'Usługi Metroport: MetroTV i F-Secure';
$_LANG['<!metroport>Customers list'] = 'Lista klientów';
$_LANG['Customers in MMS and whom they are linked to in LMS'] = 'Klienci w systemie MMS i ich powiązania z klientami LMS';
$_LANG['<!metroport>Connection test'] = 'Test połączenia';
$_LANG['Tries everything the plugin needs to work with MMS'] = 'Sprawdza wszystko, czego wtyczka potrzebuje do pracy z systemem MMS';
$_LANG['Metroport: MMS: see customers and their services'] = 'Metroport: MMS: dostęp do listy klientów i usług';
$_LANG['Metroport: MMS: test the connection'] = 'Metroport: MMS: wykonywanie testu połączenia';
$_LANG['Metroport: MMS: add and change customers'] = 'Metroport: MMS: dodawanie i edycja danych klientów';
$_LANG['Metroport: F-Secure: see operations'] = 'Metroport: F-Secure: wyświetlanie listy operacji';
$_LANG['Metroport: F-Secure: see products'] = 'Metroport: F-Secure: wyświetlanie listy produktów';
$_LANG['Metroport: F-Secure: see customers with services'] = 'Metroport: F-Secure: wyświetlanie listy wydanych usług';
$_LANG['Metroport: F-Secure: add, change, suspend and remove services'] = 'Metroport: F-Secure: dodawanie, zmiana, zawieszanie i usuwanie usług';
$_LANG['Metroport: MetroTV: add, change, block and remove services'] = 'Metroport: MetroTV: dodawanie, zmiana, blokowanie i usuwanie usług';

// State of the plugin
$_LANG['The PHP extension "metroport" is not loaded in this PHP ($a). Run: make install LMS_DIR=$b'] = 'Rozszerzenie PHP „metroport” nie jest załadowane w tym PHP ($a). Uruchom: make install LMS_DIR=$b';
$_LANG['The PHP extension "metroport" has version $a, the plugin $b. Run: make install LMS_DIR=$c and restart PHP ($d).'] = 'Rozszerzenie PHP „metroport” jest w wersji $a, a wtyczka w wersji $b. Uruchom: make install LMS_DIR=$c i zrestartuj PHP ($d).';
$_LANG['The tables of the plugin have version $a, version $b is needed. Make a backup and run: php $c/devel/upgradedb.php'] = 'Tabele wtyczki są w wersji $a, a potrzebna jest wersja $b. Zrób kopię zapasową i uruchom: php $c/devel/upgradedb.php';
$_LANG['The connection with MMS is not configured. Set in Configuration - Settings or in lms.ini: $a'] = 'Połączenie z systemem MMS nie jest skonfigurowane. Ustaw w Konfiguracja → Ustawienia albo w lms.ini: $a';
$_LANG['The plugin is ready; Metroport - Connection test shows whether MMS can be reached.'] = 'Wtyczka jest gotowa do pracy; Metroport → Test połączenia pokaże, czy MMS jest osiągalny.';

// Pages
$_LANG['Metroport: customers in MMS'] = 'Metroport: klienci w systemie MMS';
$_LANG['Surname or company'] = 'Nazwisko lub nazwa firmy';
$_LANG['<!metroport>First name'] = 'Imię';
$_LANG['<!metroport>City'] = 'Miejscowość';
$_LANG['<!metroport>E-mail'] = 'E-mail';
$_LANG['<!metroport>PESEL / NIP'] = 'PESEL / NIP';
$_LANG['Customer in LMS'] = 'Klient w LMS';
$_LANG['<!metroport>MMS ID'] = 'ID w MMS';
$_LANG['Link with LMS'] = 'Powiązanie z LMS';
$_LANG['<!metroport>— all —'] = '— wszystkie —';
$_LANG['<!metroport>linked'] = 'powiązani';
$_LANG['<!metroport>not linked'] = 'niepowiązani';
$_LANG['not linked with LMS'] = 'brak powiązania';
$_LANG['<!metroport>Search'] = 'Szukaj';
$_LANG['name, e-mail, address, MMS ID, PESEL, NIP'] = 'nazwa, e-mail, adres, ID w MMS, PESEL, NIP';
$_LANG['<!metroport>private person'] = 'osoba fizyczna';
$_LANG['<!metroport>company'] = 'firma';
$_LANG['Customer\'s card in LMS'] = 'Karta klienta w LMS';
$_LANG['There are no such customers in MMS.'] = 'Nie ma takich klientów w systemie MMS.';
$_LANG['<!metroport>Page:'] = 'Strona:';
$_LANG['<!metroport>records $a - $b of $c'] = 'rekordy $a - $b z $c';
$_LANG['<!metroport>Total: $a'] = 'Razem: $a';
$_LANG['Waiting for MMS…'] = 'Czekam na odpowiedź MMS…';
$_LANG['MMS says:'] = 'Odpowiedź MMS:';
$_LANG['<!metroport>Try again'] = 'Spróbuj ponownie';
$_LANG['The server of LMS did not answer. Check your network and try again.'] = 'Serwer LMS nie odpowiedział. Sprawdź swoje połączenie z siecią i spróbuj ponownie.';
$_LANG['Your session in LMS has ended. Log in again.'] = 'Twoja sesja w LMS wygasła. Zaloguj się ponownie.';
$_LANG['The server of LMS gave no usable answer. Its PHP error log says why.'] = 'Serwer LMS nie dał zrozumiałej odpowiedzi. Przyczyna jest w dzienniku błędów PHP.';

// Connection test
$_LANG['Metroport: connection test'] = 'Metroport: test połączenia';
$_LANG['<!metroport>none'] = 'brak';
$_LANG['Server of MMS'] = 'Serwer MMS';
$_LANG['<!metroport>Plugin'] = 'Wtyczka';
$_LANG['<!metroport>PHP extension'] = 'Rozszerzenie PHP';
$_LANG['<!metroport>PHP'] = 'PHP';
$_LANG['Tables of the plugin'] = 'Tabele wtyczki';
$_LANG['$a (needed: $b)'] = '$a (potrzebna: $b)';
$_LANG['The value of $a makes no sense; $b is used instead.'] = 'Wartość $a jest niepoprawna; zamiast niej używana jest $b.';
$_LANG['The address of MMS (metroport.serwer_url) begins with http://: the password and personal data can be read on the way. Use https://.'] = 'Adres MMS (metroport.serwer_url) zaczyna się od http:// – hasło i dane osobowe można po drodze podejrzeć. Użyj https://.';
$_LANG['What is tried'] = 'Co jest sprawdzane';
$_LANG['<!metroport>Result'] = 'Wynik';
$_LANG['<!metroport>Time'] = 'Czas';
$_LANG['Test again'] = 'Sprawdź ponownie';
$_LANG['Nothing could be tried.'] = 'Niczego nie udało się sprawdzić.';
$_LANG['<!metroport>works'] = 'działa';
$_LANG['<!metroport>does not work'] = 'nie działa';
$_LANG['<!metroport>Settings'] = 'Ustawienia';
$_LANG['Connection with the server of MMS'] = 'Połączenie z serwerem MMS';
$_LANG['Login to MMS'] = 'Logowanie do MMS';
$_LANG['Database of LMS'] = 'Baza danych LMS';

// Failures
$_LANG['MMS cannot be reached. Check the address (metroport.serwer_url) and the network of this server.'] = 'Serwer MMS jest nieosiągalny. Sprawdź adres (metroport.serwer_url) i sieć tego serwera.';
$_LANG['MMS did not answer in time. Try again in a moment.'] = 'MMS nie odpowiedział na czas. Spróbuj ponownie za chwilę.';
$_LANG['No secure connection with MMS. Check the address (metroport.serwer_url), the clock and the certificates of this server.'] = 'Nie udało się nawiązać bezpiecznego połączenia z MMS. Sprawdź adres (metroport.serwer_url) oraz zegar i certyfikaty tego serwera.';
$_LANG['MMS is out of order at the moment. Try again later.'] = 'MMS chwilowo nie działa. Spróbuj ponownie później.';
$_LANG['MMS does not accept the login or the password. Check metroport.api_login and metroport.api_pass.'] = 'MMS nie przyjmuje loginu lub hasła. Sprawdź metroport.api_login i metroport.api_pass.';
$_LANG['MMS ended the session. Try again.'] = 'MMS zakończył sesję. Spróbuj ponownie.';
$_LANG['MMS refused.'] = 'MMS odmówił.';
$_LANG['MMS does not have it (any more). Load the list again.'] = 'MMS nie ma (już) tego obiektu. Odśwież listę.';
$_LANG['The answer of MMS was not understood. Report it to the authors of the plugin.'] = 'Odpowiedź MMS jest niezrozumiała. Zgłoś to autorom wtyczki.';
$_LANG['It is not known whether MMS did it. Look at the present state before you repeat it.'] = 'Nie wiadomo, czy MMS wykonał operację. Zanim ją powtórzysz, sprawdź aktualny stan.';
$_LANG['The plugin cannot connect with the database of LMS. Check [database] in lms.ini.'] = 'Wtyczka nie może połączyć się z bazą danych LMS. Sprawdź sekcję [database] w lms.ini.';
$_LANG['The session with MMS could not be shared through the database of LMS. Try again; if it stays so, run the connection test.'] = 'Nie udało się współdzielić sesji MMS przez bazę danych LMS. Spróbuj ponownie; jeśli to nie pomoże, uruchom test połączenia.';
$_LANG['The database refused a query of the plugin. The log of the database says why.'] = 'Baza danych odrzuciła zapytanie wtyczki. Przyczyna jest w dzienniku bazy danych.';
$_LANG['The tables of the plugin do not fit its version. Make a backup and run: php devel/upgradedb.php'] = 'Tabele wtyczki nie pasują do jej wersji. Zrób kopię zapasową i uruchom: php devel/upgradedb.php';
$_LANG['This customer is linked to another one already. Remove that link first.'] = 'Ten klient jest już powiązany z innym. Najpierw usuń tamto powiązanie.';
$_LANG['Nothing was changed: more customers would be locked or released at once than metroport.lock_limit_percent allows. Check the list of debtors; if it is right, raise the limit for one run.'] = 'Niczego nie zmieniono: jednorazowo zablokowanych lub odblokowanych zostałoby więcej klientów, niż pozwala metroport.lock_limit_percent. Sprawdź listę dłużników; jeżeli jest poprawna, zwiększ limit na jedno uruchomienie.';
$_LANG['Nothing was changed: another run is at work. Try again when it has ended.'] = 'Niczego nie zmieniono: trwa inne uruchomienie. Spróbuj ponownie, gdy się skończy.';
$_LANG['This is not a valid PESEL.'] = 'To nie jest poprawny PESEL.';
$_LANG['This is not a valid NIP.'] = 'To nie jest poprawny NIP.';
$_LANG['This is not a MAC address.'] = 'To nie jest adres MAC.';
$_LANG['The price must be a number from 0 to 99999.99.'] = 'Cena musi być liczbą od 0 do 99999,99.';
$_LANG['Something went wrong in the plugin. The PHP error log says where.'] = 'Wystąpił błąd we wtyczce. Miejsce błędu jest w dzienniku błędów PHP.';
$_LANG['The page has been open for too long. Load it again and repeat.'] = 'Strona była otwarta zbyt długo. Wczytaj ją ponownie i powtórz operację.';
$_LANG['You have no right to do this.'] = 'Nie masz uprawnień do tej operacji.';
$_LANG['This address takes data from the pages of the plugin only.'] = 'Ten adres przyjmuje dane tylko ze stron wtyczki.';
$_LANG['A setting of the plugin is missing or wrong ($a). Check metroport.* and [database].'] = 'Brakuje ustawienia wtyczki lub jest ono błędne ($a). Sprawdź metroport.* i [database].';
$_LANG['It did not work (code $a).'] = 'Operacja nie powiodła się (kod $a).';

// lms-notify
$_LANG['<!metroport>Metroport: $a'] = 'Metroport: $a';
$_LANG['Metroport: the run broke off. $a'] = 'Metroport: przebieg został przerwany. $a';
$_LANG['$a The next run will try again. Customers: $b'] = '$a Następny przebieg spróbuje ponownie. Klienci: $b';
$_LANG['Customer: #$a: $b'] = 'Klient: #$a: $b';
$_LANG['Customer: #$a, service: #$b: $c'] = 'Klient: #$a, usługa: #$b: $c';
$_LANG['<!metroport>blocked'] = 'zablokowano';
$_LANG['<!metroport>unblocked'] = 'odblokowano';
$_LANG['<!metroport>would be blocked'] = 'do zablokowania';
$_LANG['<!metroport>would be unblocked'] = 'do odblokowania';
$_LANG['MMS refused, it will be tried again: $a'] = 'MMS odmówił, próba zostanie powtórzona: $a';
$_LANG['failed, it will be tried again: $a'] = 'niepowodzenie, próba zostanie powtórzona: $a';
$_LANG['Metroport: changed: $a, failed: $b, customers without change: $c.'] = 'Metroport: zmieniono: $a, niepowodzenia: $b, klienci bez zmian: $c.';
$_LANG['Metroport: trial run, nothing was changed. To be changed: $a, failed: $b, customers without change: $c.'] = 'Metroport: próba na sucho, niczego nie zmieniono. Do zmiany: $a, niepowodzenia: $b, klienci bez zmian: $c.';
