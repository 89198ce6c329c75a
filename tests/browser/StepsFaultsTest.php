<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** What has several steps without being a plan fails in the middle: the screen says what there is, and doing it again ends clean. */
final class StepsFaultsTest extends CardTestCase
{
    private const HOME = ['street' => 'Prosta', 'house' => '1', 'flat' => '', 'zip' => '90-001', 'city' => 'Łódź'];
    private const LOST = 'Serwer LMS nie odpowiedział.';

    private LmsFault $lms;

    private function begin(string $database): void
    {
        $this->start($database);
        $this->lms = new LmsFault($this->panel);
        $this->sql("UPDATE users SET rights = CONCAT(rights, ',metroportbillinglist,metroportbillingaction') WHERE login = 'klerk' AND rights NOT LIKE '%metroportbilling%'");
    }

    protected function tearDown(): void
    {
        isset($this->lms) && $this->lms->over();
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testAMassActionIsKilledInTheMiddle(string $database): void
    {
        $this->begin($database);
        $accounts = $this->accountsOfLinked(5);
        $list = ListPage::open($this->browser, $this->panel->url(), 'metroportmetrotvclientslist')->search('Zbiorowy-5');
        $ids = array_map(intval(...), $list->column('[data-text=id]'));
        self::assertEqualsCanonicalizing($accounts, $ids);
        $block = static fn (int $account, array $fault): array =>
            ['method' => 'PUT', 'path' => "/Iptv/Accounts/$account/blockAccount", 'fault' => $fault];
        $this->mms->control('faults', [
            $block($ids[0], ['kind' => 'status', 'status' => 422, 'when' => 'before', 'body' => 'Nie <dziś>']),
            $block($ids[1], ['kind' => 'cut', 'at' => 'after']) + ['count' => 1],
            $block($ids[3], ['kind' => 'hang', 'when' => 'after']),
        ]);
        $dialog = $this->mass('block', 'Zablokuj');
        $dialog->button()->click();
        Waiting::for(fn (): bool => in_array('hang', array_column($this->mms->control('log'), 'fault'), true), 'the fourth one');
        $this->panel->dies();
        $rows = $this->results($dialog);
        self::assertStringContainsString('Nie <dziś>', $rows[0]);
        self::assertStringContainsString('zrobione', $rows[1], 'a lost answer is looked up');
        self::assertStringContainsString('zrobione', $rows[2]);
        self::assertStringContainsString(self::LOST, $rows[3]);
        $activity = $this->activity($accounts);
        self::assertSame([1, 0, 0, 0], array_map(static fn (int $id): int => $activity[$id], array_slice($ids, 0, 4)));
        $done = count(preg_grep('/zrobione/', $rows));
        self::assertStringContainsString('Zrobiono 5 z 5; nie udało się: ' . (5 - $done), $dialog->text());
        self::assertSame(str_contains($rows[4], 'zrobione') ? 0 : $activity[$ids[4]], $activity[$ids[4]], 'what is said to be done is done');
        $dialog->submit();
        $this->mms->control('faults', method: 'DELETE');

        $list->loaded();
        $this->browser->see('[data-mark-all]')->click();
        $this->browser->see('[data-mass="metroport-mass-block"]')->click();
        $again = Dialog::seen($this->browser, 'Zablokuj');
        $again->button()->click();
        self::assertSame([], preg_grep('/zrobione/', $this->results($again), PREG_GREP_INVERT));
        $again->submit();
        self::assertSame([0, 0, 0, 0, 0], array_values($this->activity($accounts)));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testAPackageWhoseLiabilityFails(string $database): void
    {
        $this->begin($database);
        foreach (['refused', 'killed before', 'killed after MMS'] as $failure) {
            $customer = $this->linkedCustomer();
            $this->sql("DELETE FROM assignments WHERE customerid = $customer");
            $card = $this->card($customer);
            $account = $card->ask('metrotv', 'Dodaj konto MetroTV');
            $network = array_key_first(array_diff_key($account->options('network_id'), ['' => '']));
            $card->do($account->fill(['network_id' => (string) $network] + self::HOME));
            $package = $card->askFor('metrotv', 'konto', 'Wydaj pakiet podstawowy');
            $package->options('package_id');
            $package->fill(['package_id' => '311']);
            $package->field('liability')->click();
            $tariff = array_key_first($package->options('tariff_id'));
            $package->fill(['tariff_id' => (string) $tariff]);
            match ($failure) {
                'refused' => $this->lms->refuse(),
                'killed before' => $this->lms->stopBefore(),
                'killed after MMS' => $this->mms->control('faults', ['method' => 'POST', 'path' => '/Iptv/Orders', 'fault' => ['kind' => 'hang', 'when' => 'after']]),
            };
            $this->mms->control('reset-counters', []);
            $package->button()->click();
            if ($failure === 'refused') {
                Dialog::allClosed($this->browser);
            } else {
                $failure === 'killed before' ? $this->lms->kill() : $this->killedInMms();
                self::assertStringStartsWith(self::LOST, $package->problem(), $failure);
                $package->cancel();
            }
            $this->lms->over();
            $this->mms->control('faults', method: 'DELETE');
            $card->loaded();
            if ($failure === 'refused') {
                self::assertSame('MMS wydał pakiet, ale zobowiązania nie udało się dodać. Dodaj je w LMS ręcznie.', $card->notice('metrotv'));
            }
            // The card shows the package, and does not offer it again.
            self::assertCount(1, preg_grep('/podstawowy/', $card->rows('metrotv')), $failure);
            self::assertNotContains('Wydaj pakiet podstawowy', $card->offered('metrotv', 'konto'), $failure);
            self::assertSame(0, $this->number("SELECT COUNT(*) FROM assignments WHERE customerid = $customer"), $failure);
        }
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testAnIntakeIsKilledInTheMiddleAndPastedAgain(string $database): void
    {
        $this->begin($database);
        ListPage::open($this->browser, $this->panel->url(), 'metroportmetrotvstblist');
        $text = "00:1A:79:EF:00:01;KILLED1\n00:1A:79:EF:00:02;KILLED2\n00:1A:79:EF:00:03;KILLED3";
        $dialog = $this->intake($text);
        $stbs = ['method' => 'POST', 'path' => '/Iptv/Stbs'];
        // What meets the first one is not counted by the second.
        $this->mms->control('faults', [
            $stbs + ['nth' => 2, 'count' => 1, 'fault' => ['kind' => 'status', 'status' => 422, 'when' => 'before', 'body' => 'Nie <dziś>']],
            $stbs + ['nth' => 2, 'fault' => ['kind' => 'hang', 'when' => 'after']],
        ]);
        $this->mms->control('reset-counters', []);
        $dialog->button()->click();
        $this->killedInMms('hang');
        $rows = $this->results($dialog);
        self::assertStringContainsString('zrobione', $rows[0]);
        self::assertStringContainsString('Nie <dziś>', $rows[1]);
        self::assertStringContainsString(self::LOST, $rows[2]);
        $dialog->submit();
        $this->mms->control('faults', method: 'DELETE');
        $added = static fn (array $world): array => array_values(preg_grep('/^KILLED/', array_column($world['stbs'], 'serialnumber')));
        self::assertSame(['KILLED1', 'KILLED3'], $added($this->mms->world()));

        $dialog = $this->intake($text);
        self::assertStringContainsString('Poprawne wiersze: 1. Błędne wiersze: 2.', $dialog->text());
        $dialog->button()->click();
        self::assertStringContainsString('zrobione', $this->results($dialog)[0]);
        $dialog->submit();
        self::assertEqualsCanonicalizing(['KILLED1', 'KILLED2', 'KILLED3'], $added($this->mms->world()));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testMendingIsRefusedAndKilled(string $database): void
    {
        $this->begin($database);
        // Television: a name without digits, which a search for a customer's id would find.
        $tariff = 2;
        $this->sql('DELETE FROM metroport_tariff_ties');
        $this->sql("INSERT INTO metroport_tariff_ties (service, item_id, tariff_id, tied_at, tied_by) VALUES ('metrotv', 311, $tariff, 0, 'test')");
        $price = $this->panel->sql()->query("SELECT value FROM tariffs WHERE id = $tariff")->fetchColumn();
        foreach (['refused', 'killed before', 'killed after'] as $failure) {
            [$customer, $order] = $this->customerWith(311, (string) round((float) $price, 2));
            $list = ListPage::open($this->browser, $this->panel->url(), 'metroportbillinglist')->search((string) $customer);
            // What MMS has now is looked at first.
            $list->total() === 0 && self::fail("nothing to mend: $order");
            $mend = $list->ask('metroport-mend', 'Poprawienie zobowiązania');
            match ($failure) {
                'refused' => $this->lms->refuse(),
                'killed before' => $this->lms->stopBefore(),
                'killed after' => $this->lms->stopAt('metroport_liabilities', 'INSERT'),
            };
            $mend->button()->click();
            $failure === 'refused' || $this->lms->kill();
            self::assertStringStartsWith($failure === 'refused' ? 'LMS tego nie wykonał.' : self::LOST, $mend->problem(), $failure);
            $mend->cancel();
            $this->lms->over();
            $list->loaded();
            $made = "SELECT COUNT(*) FROM assignments WHERE customerid = $customer AND tariffid = $tariff";
            self::assertSame($failure === 'killed after' ? 1 : 0, $this->number($made), $failure);
            self::assertSame($failure === 'killed after' ? 0 : 1, $list->total(), "$failure: what is shown is what there is");
            if ($failure !== 'killed after') {
                $list->ask('metroport-mend', 'Poprawienie zobowiązania')->submit();
                self::assertSame(0, $list->loaded()->total(), $failure);
                self::assertSame(1, $this->number($made), $failure);
            }
        }
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testAPositionOfASettlementIsRefusedAndKilled(string $database): void
    {
        $this->begin($database);
        $title = 'Dodaj pozycję do następnej faktury';
        foreach (['refused', 'killed before', 'killed after'] as $failure) {
            [$customer] = $this->customerWith(310, '49.90');
            $script = "{$this->panel->directory}/plugins/LMSMetroportPlugin/bin/metroport_settlement.php";
            exec(implode(' ', array_map('escapeshellarg', [PHP_BINARY, $script, '-C', $this->panel->ini(), '-q'])) . ' 2>&1', $said, $status);
            self::assertSame([0, []], [$status, $said]);
            $list = ListPage::open($this->browser, $this->panel->url(), 'metroportsettlementlist')->search((string) $customer);
            $list->filter('customer');
            match ($failure) {
                'refused' => $this->lms->refuse(),
                'killed before' => $this->lms->stopBefore(),
                'killed after' => $this->lms->stopAt('metroport_settlement_positions', 'UPDATE'),
            };
            $position = $list->ask('metroport-position', $title);
            $position->button()->click();
            $failure === 'refused' || $this->lms->kill();
            self::assertStringStartsWith($failure === 'refused' ? 'LMS tego nie wykonał.' : self::LOST, $position->problem(), $failure);
            $position->cancel();
            $this->lms->over();
            $made = "SELECT COUNT(*) FROM assignments WHERE customerid = $customer AND period = 0";
            self::assertSame($failure === 'killed after' ? 1 : 0, $this->number($made), $failure);
            $shown = $list->loaded()->texts()[0];
            self::assertStringNotContainsString('dodano pozycję', $shown, $failure);
            self::assertSame($failure !== 'refused', str_contains($shown, 'pozycja jest dodawana albo zostało to przerwane'), "$failure: $shown");
            if ($failure !== 'refused') {
                // Somebody may still be at it.
                $position = $list->ask('metroport-position', $title);
                self::assertStringContainsString('po dziesięciu minutach', $position->refused(), $failure);
                $position->cancel();
                $this->sql("UPDATE metroport_settlement_positions SET made_at = made_at - 601 WHERE lms_user_id = $customer");
                $list->loaded();
            }
            $list->ask('metroport-position', $title)->submit();
            self::assertStringContainsString('dodano pozycję', $list->loaded()->texts()[0], $failure);
            self::assertSame(1, $this->number($made), $failure);
        }
    }

    /**
     * A customer with an account and one package, as MMS has it and as it was seen, whom LMS bills for nothing.
     *
     * @return array{int, int} customer and order
     */
    private function customerWith(int $package, string $price): array
    {
        $customer = $this->linkedCustomer();
        $mms = self::mmsId($customer);
        $this->sql("DELETE FROM assignments WHERE customerid = $customer");
        $add = fn (string $kind, array $row): int => $this->mms->control('edit', ['kind' => $kind, 'set' => $row])['ids'][0];
        $network = $this->mms->world()['networks'][0]['id'];
        $account = $add('account', ['userid' => $mms, 'iptv_networkid' => $network, 'activedate' => 1_700_000_000]);
        $order = $add('order', ['accountid' => $account, 'pkg_id' => $package, 'pricebrutto' => $price]);
        $since = (new DateTimeImmutable('first day of last month'))->modify('-1 month')->getTimestamp();
        $this->sql('INSERT INTO metroport_services (service, mms_id, mms_user_id, account_id, item_id, name, pkg_group, price, currency, active, since, seen_at) '
            . "VALUES ('metrotv', $order, $mms, $account, $package, 'Pakiet', 1, $price, 'PLN', 1, $since, " . time() . ')');
        return [$customer, $order];
    }

    /** Kills PHP when a change has met a fault in MMS. */
    private function killedInMms(string $fault = ''): void
    {
        Waiting::for(fn (): bool => array_filter(
            array_column($this->mms->control('log'), 'fault'),
            static fn (?string $met): bool => $met !== null && str_contains($met, $fault),
        ) !== [], 'the fault to strike');
        $this->panel->dies();
    }

    private function mass(string $mass, string $title): Dialog
    {
        $this->browser->see('[data-mark-all]')->click();
        $this->browser->see("[data-mass=\"metroport-mass-$mass\"]")->click();
        return Dialog::seen($this->browser, $title);
    }

    private function intake(string $text): Dialog
    {
        $this->browser->see('[data-intake]')->click();
        $dialog = Dialog::seen($this->browser, 'Dodaj wiele dekoderów do magazynu');
        $dialog->fill(['model' => array_key_first($dialog->options('model'))]);
        $this->browser->run('arguments[0].value = arguments[1]', $dialog->field('text'), $text);
        $dialog->button()->click();
        Waiting::for(fn (): bool => $this->browser->all('.metroport-mass') !== [], 'the lines');
        return Dialog::seen($this->browser, 'Dodaj wiele dekoderów do magazynu');
    }

    /** @return list<string> what each row says when all is over */
    private function results(Dialog $dialog): array
    {
        Waiting::for(static fn (): bool => $dialog->button()->text() === 'Zamknij', 'the end');
        return $this->browser->run(
            'var tables = document.querySelectorAll(".metroport-mass"); return Array.from(tables[tables.length - 1].querySelectorAll("tr.highlight"), row => row.innerText)',
        );
    }

    private function sql(string $statement): void
    {
        $this->panel->sql()->exec($statement);
    }

    private function number(string $query): int
    {
        return (int) $this->panel->sql()->query($query)->fetchColumn();
    }
}
