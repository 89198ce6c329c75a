<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** What a month brought, and one position for what no liability pays for, as a clerk sees it. */
final class SettlementTest extends BrowserTestCase
{
    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testAMonthIsReadAndItsPositionAddedOnce(string $database): void
    {
        $this->start($database);
        $sql = $this->panel->sql();
        $sql->exec("UPDATE users SET rights = CONCAT(rights, ',metroportbillinglist,metroportbillingaction') WHERE login = 'klerk' AND rights NOT LIKE '%metroportbilling%'");
        $customer = $this->someone();
        $mms = $this->link($customer);
        $sql->exec("DELETE FROM assignments WHERE customerid = $customer");
        $since = (new DateTimeImmutable('first day of last month'))->modify('-1 month')->getTimestamp();
        $sql->exec('INSERT INTO metroport_services (service, mms_id, mms_user_id, account_id, item_id, name, pkg_group, price, currency, active, since, seen_at) '
            . "VALUES ('metrotv', 7001, $mms, 700, 310, 'Pakiet <b>Duży</b>', 1, 49.90, 'PLN', 1, $since, " . time() . ')');
        $script = "{$this->panel->directory}/plugins/LMSMetroportPlugin/bin/metroport_settlement.php";
        exec(implode(' ', array_map('escapeshellarg', [PHP_BINARY, $script, '-C', $this->panel->ini(), '-q'])) . ' 2>&1', $said, $status);
        self::assertSame([0, []], [$status, $said]);

        $list = ListPage::open($this->browser, $this->panel->url(), 'metroportsettlementlist')->search((string) $customer);
        self::assertStringContainsString('Pakiet <b>Duży</b>', $list->texts()[0]);
        $list->filter('customer');
        self::assertStringContainsString('49,90 PLN', $list->texts()[0]);
        $list->ask('metroport-position', 'Dodaj pozycję do następnej faktury')->submit();
        self::assertStringContainsString('dodano pozycję', $list->loaded()->texts()[0]);
        self::assertSame([], $this->browser->all('[data-ask="metroport-position"]'), 'once only');
        $made = $sql->query("SELECT l.value FROM assignments a JOIN liabilities l ON l.id = a.liabilityid WHERE a.customerid = $customer")->fetchAll(PDO::FETCH_COLUMN);
        self::assertSame([49.9], array_map(floatval(...), $made));
        self::assertSame(0, $this->mms->counters()['changing']);
    }
}
