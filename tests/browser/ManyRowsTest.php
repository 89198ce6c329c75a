<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** What a clerk does with many rows at once: marked ones of a list, and a pasted list of decoders. */
final class ManyRowsTest extends BrowserTestCase
{
    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testMarkedAccountsAreBlockedAndEachSaysWhatCameOfIt(string $database): void
    {
        $this->start($database);
        [$first, $second, $third] = $accounts = $this->accountsOfLinked(3);
        $list = $this->list('metroportmetrotvclientslist')->search('Zbiorowy-3');
        self::assertFalse($this->button('block')->isEnabled(), 'nothing is marked yet');

        $this->browser->see('[data-mark-all]')->click();
        self::assertStringContainsString('(3)', $this->button('block')->text());
        $this->mms->control('faults', ['method' => 'PUT', 'path' => "/Iptv/Accounts/$second/blockAccount", 'fault' => [
            'kind' => 'status', 'status' => 422, 'when' => 'before', 'body' => json_encode(['error' => '<b>Konto w windykacji</b>']),
        ]]);
        $dialog = $this->ask('block', 'Zablokuj');
        self::assertSame(0, $this->mms->counters()['changing'], 'nothing is done before it is confirmed');
        $said = $this->finished($dialog);
        self::assertStringContainsString('Zrobiono 3 z 3; nie udało się: 1', $said);
        self::assertStringContainsString('<b>Konto w windykacji</b>', $said);
        $dialog->submit();
        $list->loaded();
        self::assertSame([$first => 0, $second => 1, $third => 0], $this->activity($accounts));

        // The list shows it, and marks are gone: who is blocked cannot be blocked again, the others are left out.
        self::assertFalse($this->button('block')->isEnabled());
        $this->mms->control('faults', method: 'DELETE');
        $this->browser->see('[data-mark-all]')->click();
        $dialog = $this->ask('block', 'Zablokuj');
        self::assertStringContainsString('pominięte, bo ta czynność ich nie dotyczy: 2', $dialog->text());
        self::assertStringContainsString('Zrobiono 1 z 1; nie udało się: 0', $this->finished($dialog));
        $dialog->submit();
        $list->loaded();
        self::assertSame([0, 0, 0], array_values($this->activity($accounts)));

        $this->browser->see('[data-mark-all]')->click();
        $this->browser->see('[data-mass="metroport-mass-block"]')->click();
        Dialog::seen($this->browser, 'Nie wykonano operacji')->submit();
        $dialog = $this->ask('unblock', 'Odblokuj');
        $this->finished($dialog);
        $dialog->submit();
        self::assertSame([1, 1, 1], array_values($this->activity($accounts)));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testStopBeginsNothingMore(string $database): void
    {
        $this->start($database);
        $accounts = $this->accountsOfLinked(8);
        $list = $this->list('metroportmetrotvclientslist')->search('Zbiorowy-8');
        $this->browser->see('[data-mark-all]')->click();
        $dialog = $this->ask('block', 'Zablokuj');
        $said = $this->stopped($dialog);
        self::assertStringContainsString('Przerwano po', $said);
        $dialog->submit();
        $list->loaded();
        $blocked = count(array_keys($this->activity($accounts), 0, true));
        self::assertGreaterThan(0, $blocked);
        self::assertLessThan(count($accounts), $blocked);
        self::assertStringContainsString("Przerwano po $blocked z " . count($accounts), $said);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testStopWhileTheLastOnesAreUnderWayLeavesNothingAlone(string $database): void
    {
        $this->start($database);
        $this->accountsOfLinked(2);
        $this->list('metroportmetrotvclientslist')->search('Zbiorowy-2');
        $this->browser->see('[data-mark-all]')->click();
        $dialog = $this->ask('block', 'Zablokuj');
        $said = $this->stopped($dialog);
        self::assertStringContainsString('Zrobiono 2 z 2; nie udało się: 0', $said);
        $dialog->submit();
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testOnlyMarkedRowsAreExported(string $database): void
    {
        $this->start($database);
        $list = $this->list('metroportmetrotvstblist');
        $rows = $list->column('[data-text=mac]');
        foreach ([1, 3] as $row) {
            $list->rows()[$row]->find('[data-mark]')->click();
        }
        $directory = sys_get_temp_dir() . '/many_rows_' . getmypid();
        is_dir($directory) || mkdir($directory);
        $file = $list->export($directory);
        self::assertSame([$rows[1], $rows[3]], array_column(array_slice($file, 1), 1));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testAPastedListOfDecodersIsCheckedThenAddedAndDeletedAgain(string $database): void
    {
        $this->start($database);
        $list = $this->list('metroportmetrotvstblist');
        $there = $this->mms->world()['stbs'][0]['mac'];
        $this->browser->see('[data-intake]')->click();
        $dialog = Dialog::seen($this->browser, 'Dodaj wiele dekoderów do magazynu');
        $model = array_key_first($dialog->options('model'));
        $text = "MAC;Numer seryjny\n00:1A:79:EE:00:01;PASTED1\n00:1A:79:EE:00:01;PASTED2\n$there;PASTED3\n<b>;PASTED4\n001a79ee0002,PASTED5";
        $dialog->fill(['model' => $model]);
        $this->browser->run('arguments[0].value = arguments[1]', $dialog->field('text'), $text);
        $dialog->button()->click();

        Waiting::for(fn (): bool => $this->browser->all('[data-text=problem]') !== [], 'the wrong lines');
        $dialog = Dialog::seen($this->browser, 'Dodaj wiele dekoderów do magazynu');
        self::assertStringContainsString('Poprawne wiersze: 2. Błędne wiersze: 3.', $dialog->text());
        self::assertSame(['3', '4', '5'], array_map(
            static fn (Element $cell): string => $cell->text(),
            $this->browser->all('.metroport-mass [data-text=line]'),
        ));
        self::assertSame(0, $this->mms->counters()['changing']);
        self::assertSame('Dodaj: 2', $dialog->button()->text());
        self::assertStringContainsString('Zrobiono 2 z 2; nie udało się: 0', $this->finished($dialog));
        $dialog->submit();
        self::assertSame(2, $this->mms->calls('POST /Iptv/Stbs'));

        $list->search('PASTED');
        self::assertEqualsCanonicalizing(['PASTED1', 'PASTED5'], $list->column('[data-text=serial]'));
        $this->browser->see('[data-mark-all]')->click();
        $dialog = $this->ask('delete', 'Usuń');
        self::assertStringContainsString('Zrobiono 2 z 2', $this->finished($dialog));
        $dialog->submit();
        Waiting::for(fn (): bool => $list->column('[data-text=state]') === ['usunięte', 'usunięte'], 'both to be deleted');

        // Its history is in the journal.
        $this->browser->see('[data-history]')->click();
        $dialog = Dialog::seen($this->browser, 'Historia dekodera');
        $said = Waiting::for(static fn (): ?string => str_contains($dialog->text(), 'Czas') ? $dialog->text() : null, 'the history');
        self::assertMatchesRegularExpression('/usunięcie dekodera.*dodanie dekodera do magazynu/', $said);
        self::assertStringContainsString('ola operator', strtolower($said));
        [$above, $below] = $this->browser->run(
            'var box = document.querySelector(".ui-dialog.lms-ui-modal-dialog-wrapper").getBoundingClientRect(); return [box.top, innerHeight - box.bottom]',
        );
        self::assertEqualsWithDelta($above, $below, 3.0, 'the dialog is in the middle although it has grown');
        $dialog->submit();
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhatHasChangedInLmsIsSentForManyCustomers(string $database): void
    {
        $this->start($database);
        [$first, $second] = [$this->linkedCustomer(), $this->linkedCustomer()];
        foreach ([$first, $second] as $customer) {
            $this->panel->sql()->exec("UPDATE customercontacts SET contact = 'wielu$customer@example.net' WHERE customerid = $customer AND contact = 'klient$customer@example.net'");
        }
        $list = $this->list('metroportclientlist')->filter('linked');
        $this->browser->see('[data-mark-all]')->click();
        $dialog = $this->ask('update', 'Zaktualizuj dane');
        self::assertStringContainsString('nie udało się: 0', $said = $this->finished($dialog));
        self::assertStringContainsString('e-mail', $said);
        $dialog->submit();
        $list->loaded();
        $emails = array_column($this->mms->world()['customers'], 'email', 'id');
        foreach ([$first, $second] as $customer) {
            self::assertSame("wielu$customer@example.net", $emails[self::mmsId($customer)]);
        }
    }

    private function button(string $mass): Element
    {
        return $this->browser->see("[data-mass=\"metroport-mass-$mass\"]");
    }

    private function ask(string $mass, string $title): Dialog
    {
        $this->button($mass)->click();
        return Dialog::seen($this->browser, $title);
    }

    /** Begins it, and gives what the dialog says when it is over. */
    private function finished(Dialog $dialog): string
    {
        $dialog->button()->click();
        return $this->closable($dialog);
    }

    private function closable(Dialog $dialog): string
    {
        Waiting::for(static fn (): bool => $dialog->button()->text() === 'Zamknij', 'the end');
        return $dialog->text();
    }

    private function list(string $module): ListPage
    {
        return ListPage::open($this->browser, $this->panel->url(), $module);
    }

    /** Begins, stops when the first one is under way, and gives what is said at the end. */
    private function stopped(Dialog $dialog): string
    {
        $this->mms->control('latency', ['ms' => 400]);
        try {
            $dialog->button()->click();
            Waiting::for(fn (): bool => $this->mms->calls('PUT /Iptv/Accounts/{id}/blockAccount') > 0, 'the first one');
            $dialog->button()->click();
            return $this->closable($dialog);
        } finally {
            $this->mms->control('latency', ['ms' => 0]);
        }
    }
}
