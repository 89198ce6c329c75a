<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** lms-payments bills what is tied to a service only while the service is not locked. */
final class PaymentsTest extends PanelTestCase
{
    private const ACTIONS = ['-q', '-a', 'metrotv-locks,metrofsecure-locks'];

    /** A debtor of the stand-in's customers. */
    private const CUSTOMER = 11;

    private Instance $panel;

    /** @return iterable<string, array{string}> */
    public static function databases(): iterable
    {
        yield 'PostgreSQL' => ['postgres'];
        yield 'MariaDB' => ['mysql'];
    }

    private function sql(string $statement): void
    {
        $this->panel->sql()->exec($statement);
    }

    /** Tariffs 901 (television), 902 (F-Secure), 903 (Internet), a liability of each for the customer, due today. */
    private function bill(): void
    {
        $tax = $this->panel->sql()->query('SELECT MIN(id) FROM taxes')->fetchColumn();
        $customer = self::CUSTOMER;
        // LMS's day.
        $today = new DateTimeImmutable('now', new DateTimeZone('Europe/Warsaw'));
        $day = $today->format('j') === $today->format('t') ? 0 : $today->format('j');
        $this->sql("DELETE FROM assignments WHERE customerid = $customer");
        foreach ([901 => 'Telewizja', 902 => 'Ochrona', 903 => 'Internet'] as $tariff => $name) {
            $this->sql("INSERT INTO tariffs (id, name, type, value, netvalue, period, taxid, currency) VALUES ($tariff, '$name', 5, 50, 40.65, 3, $tax, 'PLN')");
            $this->sql("INSERT INTO assignments (id, tariffid, customerid, period, at, invoice) VALUES ($tariff, $tariff, $customer, 3, $day, 1)");
        }
        foreach ([['metrotv', 310, 901], ['fsecure', 51, 902]] as [$service, $item, $tariff]) {
            $this->sql("INSERT INTO metroport_tariff_ties (service, item_id, tariff_id, tied_at, tied_by) VALUES ('$service', $item, $tariff, 0, 'test')");
        }
    }

    private static function midnight(): int
    {
        return (new DateTimeImmutable('today', new DateTimeZone('Europe/Warsaw')))->getTimestamp();
    }

    /** @return list<string> what the customer was billed for by one run */
    private function payments(): array
    {
        $this->sql('DELETE FROM cash WHERE customerid = ' . self::CUSTOMER . ' AND time > ' . self::midnight());
        $command = [PHP_BINARY, "{$this->panel->directory}/bin/lms-payments.php", '-q', '-C', $this->panel->ini(), '--customerid=' . self::CUSTOMER];
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['pipe', 'w']], $pipes, $this->panel->directory);
        $said = stream_get_contents($pipes[1]) . stream_get_contents($pipes[2]);
        self::assertSame([0, ''], [proc_close($process), $said]);
        $billed = 'SELECT comment FROM cash WHERE customerid = ' . self::CUSTOMER . ' AND time > ' . self::midnight() . ' AND value < 0 ORDER BY 1';
        return $this->panel->sql()->query($billed)->fetchAll(PDO::FETCH_COLUMN);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhatIsLockedIsNotBilledAndWhatIsReleasedIs(string $database): void
    {
        $simulator = $this->simulator();
        $this->panel = $this->panel($database, 'after_june_2026', [
            'serwer_url' => $simulator->url, 'api_login' => 'operator', 'api_pass' => 'sekret',
            'metrotv_suspend_billing' => '1', 'fsecure_suspend_billing' => '1', 'lock_limit_percent' => '100',
        ]);
        $world = $simulator->world();
        $active = static fn (string $kind, string $column, mixed $value): array =>
            array_column(array_filter($world[$kind], static fn (array $row): bool => $row[$column] == $value), 'userid');
        $users = array_intersect($active('accounts', 'blocked', false), $active('services', 'status', 'active'));
        $this->sql('INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES (' . self::CUSTOMER . ', ' . current($users) . ')');
        $this->bill();
        $all = ['Internet', 'Ochrona', 'Telewizja'];
        self::assertSame($all, $this->payments());

        self::assertSame([0, ''], array_slice($this->notify($this->panel, '-c', 'block', ...self::ACTIONS), 0, 2));
        self::assertSame(['Internet'], $this->payments());
        $this->sql("UPDATE uiconfig SET value = '0' WHERE section = 'metroport' AND var = 'fsecure_suspend_billing'");
        self::assertSame(['Internet', 'Ochrona'], $this->payments());
        // Everything else that a customer has is billed, also when nothing of it is.
        $this->sql('DELETE FROM assignments WHERE id IN (902, 903)');
        self::assertSame([], $this->payments());

        $this->sql('UPDATE cash SET value = 100000 WHERE customerid = ' . self::CUSTOMER . ' AND id = (SELECT * FROM (SELECT MIN(id) FROM cash WHERE customerid = ' . self::CUSTOMER . ') first)');
        self::assertSame([0, ''], array_slice($this->notify($this->panel, '-c', 'unblock', ...self::ACTIONS), 0, 2));
        self::assertSame(['Telewizja'], $this->payments());
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testItNeedsNeitherTheExtensionNorMms(string $database): void
    {
        $this->panel = $this->panel($database, 'after_june_2026', ['metrotv_suspend_billing' => '1', 'fsecure_suspend_billing' => '1'], false);
        $this->bill();
        $customer = self::CUSTOMER;
        $this->sql("INSERT INTO metroport_customers (lms_user_id, metroport_user_id, metrotv_suspend, metrotv_suspend_billing, metro_fsecure_suspend) VALUES ($customer, 100011, 1, 1, 1)");
        self::assertSame(['Internet', 'Ochrona'], $this->payments(), 'F-Secure is billed by hand');
        $this->sql("DELETE FROM metroport_tariff_ties WHERE service = 'metrotv'");
        self::assertSame(['Internet', 'Ochrona', 'Telewizja'], $this->payments(), 'nothing says what it is for');
        $this->sql("INSERT INTO metroport_liabilities (service, mms_id, lms_user_id, assignment_id, tied_at, tied_by) VALUES ('metrotv', 700001, $customer, 901, 0, 'test')");
        self::assertSame(['Internet', 'Ochrona'], $this->payments(), 'recorded with its service');
        // Not locked, and blocked by hand.
        $this->sql("UPDATE metroport_customers SET metrotv_suspend = 0 WHERE lms_user_id = $customer");
        self::assertContains('Telewizja', $this->payments());
        $this->sql("INSERT INTO metroport_services (service, mms_id, mms_user_id, item_id, active, seen_at) VALUES ('metrotv', 700001, 100011, 310, 0, 1)");
        self::assertNotContains('Telewizja', $this->payments());
        // What was recorded before with one that is gone does not matter.
        $this->sql("INSERT INTO metroport_services (service, mms_id, mms_user_id, item_id, active, seen_at, gone_at) VALUES ('metrotv', 700000, 100011, 310, 1, 1, 1)");
        $this->sql("INSERT INTO metroport_liabilities (service, mms_id, lms_user_id, assignment_id, tied_at, tied_by) VALUES ('metrotv', 700000, $customer, 901, 0, 'test')");
        self::assertNotContains('Telewizja', $this->payments());
        // Tables of an older version, and none at all.
        $this->sql("UPDATE dbinfo SET keyvalue = '2026112203' WHERE keytype = 'dbversion_LMSMetroportPlugin'");
        $this->sql('DROP TABLE metroport_tariff_ties');
        self::assertContains('Telewizja', $this->payments());
    }
}
