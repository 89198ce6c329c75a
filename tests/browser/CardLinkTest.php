<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** Who the customer is in MMS. */
final class CardLinkTest extends CardTestCase
{
    private const MATCH = 'Dodaj klienta do Metroport';
    private const UPDATE = 'Zaktualizuj dane w Metroport';
    private const CHOOSE = 'Którym klientem w MMS jest ten klient?';

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhoIsNotInMmsIsAdded(string $database): void
    {
        $this->start($database);
        $customer = $this->someone(known: false);
        $card = $this->card($customer);
        self::assertSame('klienta nie ma jeszcze w MMS albo nie jest powiązany.', $card->text('link'));
        self::assertSame('Klient nie jest powiązany z MMS.', $card->text('metrotv'));

        $card->do($card->ask('link', self::MATCH));

        $mms = $this->linkOf($customer);
        self::assertSame("Klient został dodany do MMS pod numerem #$mms.", $card->notice('link'));
        self::assertStringContainsString("klient w MMS: #$mms", $card->text('link'));
        self::assertSame('Klient nie ma kont MetroTV.', $card->text('metrotv'));
        self::assertSame(1, $this->mms->calls('POST /Users/users'));
        $added = array_column($this->mms->world()['customers'], null, 'id')[$mms];
        self::assertSame([$this->number($customer), "klient$customer@example.net"], [$added['pesel'], $added['email']]);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhoIsInMmsIsLinked(string $database): void
    {
        $this->start($database);
        foreach ([false, true] as $company) {
            $customer = $this->someone(company: $company);
            $card = $this->card($customer);
            $card->do($card->ask('link', self::MATCH));

            $mms = self::mmsId($customer);
            self::assertSame($mms, $this->linkOf($customer));
            self::assertSame("Klient był już w MMS i jest teraz powiązany z #$mms.", $card->notice('link'));
        }
        self::assertSame(0, $this->mms->counters()['changing']);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWithoutNumberItSaysWhatToFillIn(string $database): void
    {
        $this->start($database);
        foreach ([[false, 'ssn', 'Edytuj → PESEL'], [true, 'ten', 'Edytuj → NIP']] as [$company, $column, $where]) {
            $customer = $this->someone(company: $company);
            $this->panel->sql()->exec("UPDATE customers SET $column = '' WHERE id = $customer");
            $card = $this->card($customer);
            self::assertStringContainsString($where, $card->text('link'));
            self::assertSame([], $this->browser->all('[data-card="link-buttons"] [data-ask]'));
        }
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testOfSeveralTheClerkChooses(string $database): void
    {
        $this->start($database);
        $customer = $this->someone();
        $other = $this->someone();
        $first = self::mmsId($customer);
        $second = $this->sameNumber($customer, 'Żółta');
        $this->panel->sql()->exec("INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES ($other, $first)");

        $card = $this->card($customer);
        $card->ask('link', self::MATCH)->button()->click();
        $choice = Dialog::seen($this->browser, self::CHOOSE);
        self::assertStringContainsString("powiązany: {$this->nameOf($other)} (#$other)", $choice->text());
        self::assertStringContainsString('Żółta 7/2', $choice->text());
        self::assertFalse($choice->find("[name=mms_id][value='$first']")->isEnabled());
        self::assertSame('mms_id', $choice->wrongField(), 'nobody was chosen');
        $choice->find("[name=mms_id][value='$second']")->click();
        $card->do($choice);

        self::assertSame("Klient został powiązany z klientem #$second w MMS.", $card->notice('link'));
        self::assertSame([$second, $first], [$this->linkOf($customer), $this->linkOf($other)]);
        self::assertSame(0, $this->mms->counters()['changing']);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testTheOnlyOneIsSomebodyElses(string $database): void
    {
        $this->start($database);
        $customer = $this->someone();
        $other = $this->someone();
        $mms = self::mmsId($customer);
        $this->panel->sql()->exec("INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES ($other, $mms)");

        $card = $this->card($customer);
        $card->ask('link', self::MATCH)->button()->click();
        $choice = Dialog::seen($this->browser, self::CHOOSE);
        self::assertStringContainsString("powiązany: {$this->nameOf($other)} (#$other)", $choice->text());
        self::assertFalse($choice->find('[name=mms_id]')->isEnabled());
        $choice->cancel();

        self::assertNull($this->linkOf($customer));
        self::assertStringContainsString('nie jest powiązany', $card->text('link'));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testUpdateSaysWhatChanged(string $database): void
    {
        $this->start($database);
        $customer = $this->linkedCustomer();
        $card = $this->card($customer);
        $card->do($card->ask('link', self::UPDATE));
        self::assertSame('MMS ma już aktualne dane; niczego nie wysłano.', $card->notice('link'));
        self::assertSame(0, $this->mms->counters()['changing']);

        $sql = $this->panel->sql();
        $sql->exec("UPDATE customers SET lastname = 'Brzęczyszczykiewicz' WHERE id = $customer");
        $sql->exec("UPDATE customercontacts SET contact = 'nowy@example.net' WHERE contact = 'klient$customer@example.net'");
        $card->do($card->ask('link', self::UPDATE));
        self::assertSame('Zmieniono w MMS: nazwisko lub nazwa, e-mail.', $card->notice('link'));
        $now = array_column($this->mms->world()['customers'], null, 'id')[self::mmsId($customer)];
        self::assertSame(['Brzęczyszczykiewicz', 'nowy@example.net'], [$now['lastname'], $now['email']]);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testAnUnlinkedCustomerHasNothingOnHisCard(string $database): void
    {
        $this->start($database);
        $customer = $this->linkedCustomer();
        $mms = self::mmsId($customer);
        $this->visit('metroportclientlist');
        $this->browser->see('[data-metroport] [name=search]')->type($mms . WebDriver::ENTER);
        Waiting::for(fn (): bool => count($this->browser->all('[data-metroport] tr.highlight')) === 1, 'the one row');
        $this->browser->see('[data-ask="metroport-unlink"]')->click();
        Dialog::seen($this->browser, 'Usuń powiązanie')->submit();
        $this->browser->see('[data-ask="metroport-link"]');

        self::assertNull($this->linkOf($customer));
        $card = $this->card($customer);
        self::assertStringContainsString('nie jest powiązany', $card->text('link'));
        self::assertSame('Klient nie jest powiązany z MMS.', $card->text('fsecure'));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhoIsGoneFromMmsIsAddedAgain(string $database): void
    {
        $this->start($database);
        $customer = $this->linkedCustomer();
        $gone = self::mmsId($customer);
        $this->mms->control('edit', ['kind' => 'customer', 'id' => $gone, 'remove' => true]);
        $card = $this->card($customer);
        self::assertStringContainsString("W MMS nie ma już klienta #$gone", $card->text('link'));

        $card->do($card->ask('link', self::MATCH));
        self::assertNotSame($gone, $this->linkOf($customer));
        self::assertSame("Klient został dodany do MMS pod numerem #{$this->linkOf($customer)}.", $card->notice('link'));
    }

    private function linkOf(int $customer): ?int
    {
        $mms = $this->panel->sql()->query("SELECT metroport_user_id FROM metroport_customers WHERE lms_user_id = $customer")->fetchColumn();
        return $mms === false || $mms === null ? null : (int) $mms;
    }

    private function number(int $customer): string
    {
        return $this->panel->sql()->query("SELECT ssn FROM customers WHERE id = $customer")->fetchColumn();
    }

    /** As LMS writes it. */
    private function nameOf(int $customer): string
    {
        [$lastname, $name] = $this->panel->sql()->query("SELECT lastname, name FROM customers WHERE id = $customer")->fetch(PDO::FETCH_NUM);
        return "$lastname $name";
    }

    /** Gives MMS one more user with the customer's PESEL. @return int his id */
    private function sameNumber(int $customer, string $street): int
    {
        return $this->mms->control('edit', ['kind' => 'customer', 'set' => [
            'customertype' => 2, 'name' => 'Jan', 'lastname' => 'Podwójny', 'pesel' => $this->number($customer),
            'city1' => 'Łódź', 'zip1' => '90-001', 'streetname1' => $street, 'streetno1' => '7', 'local1' => '2',
        ]])['ids'][0];
    }
}
