<?php

declare(strict_types=1);

use LMSMetroportPlugin\Rights;
use PHPUnit\Framework\Attributes\DataProvider;

/** Services and liabilities: what differs is listed, and mended in LMS by a clerk without full access. */
final class BillingTest extends RoutesTestCase
{
    private const RIGHTS = ['customer_management', 'finances_management', Rights::READ, Rights::BILLING, Rights::BILLING_ACTIONS];

    private Instance $panel;
    private Simulator $mms;
    private Browser $clerk;
    private string $token;

    /** Customers 1 and 2 have the package 310 for 49.90 and nothing else, the others have nothing. */
    private function start(string $database): void
    {
        [$this->panel, $this->mms, $users] = $this->world($database, ['metrotv_suspend_billing' => '1']);
        $world = $this->mms->world();
        foreach (['orders' => 'order', 'services' => 'service'] as $table => $kind) {
            foreach ($world[$table] as $row) {
                $this->mms->control('edit', ['kind' => $kind, 'id' => $row['id'], 'remove' => true]);
            }
        }
        foreach ([1 => $users[0], 2 => $users[1]] as $customer => $user) {
            $accounts = array_filter($world['accounts'], static fn (array $account): bool => $account['userid'] === $user && !$account['blocked']);
            $this->mms->control('edit', ['kind' => 'order', 'set' => ['id' => 700000 + $customer, 'accountid' => current($accounts)['id'],
                'pkg_id' => 310, 'pricebrutto' => '49.90']]);
        }
        $tax = $this->sql('SELECT MIN(id) FROM taxes')->fetchColumn();
        foreach ([901 => 49.90, 902 => 59.90] as $id => $price) {
            $this->sql("INSERT INTO tariffs (id, name, type, value, netvalue, period, taxid, currency) VALUES ($id, 'TV <b>$id', 5, $price, 1, 3, $tax, 'PLN')");
        }
        $this->sql('DELETE FROM assignments WHERE customerid IN (1, 2, 5, 10)');
        self::give($this->panel, self::RIGHTS);
        $this->clerk = Browser::of($this->panel, 'klerk');
        $this->token = self::token($this->clerk);
        foreach (['metrotv_packages', 'fsecure_packages', 'services'] as $script) {
            self::assertSame([0, ''], $this->script("metroport_{$script}_update.php"), $script);
        }
        foreach ([901, 902] as $tariff) {
            $this->action(['action' => 'tie', 'service' => 'metrotv', 'item_id' => '310', 'tariff_id' => (string) $tariff]);
        }
    }

    private function sql(string $statement, int|string ...$values): PDOStatement
    {
        $prepared = $this->panel->sql()->prepare($statement);
        $prepared->execute($values);
        return $prepared;
    }

    /** @return array{int, string} exit status and all that is said */
    private function script(string $name): array
    {
        $command = [PHP_BINARY, "{$this->panel->directory}/plugins/LMSMetroportPlugin/bin/$name", '-q', '-C', $this->panel->ini()];
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['pipe', 'w']], $pipes, '/');
        $said = stream_get_contents($pipes[1]) . stream_get_contents($pipes[2]);
        return [proc_close($process), $said];
    }

    private function action(array $fields, bool $done = true): array
    {
        $answer = $this->clerk->post('?m=metroportbillingaction&api=1', $fields + ['token' => $this->token])->json();
        if ($done) {
            self::assertArrayNotHasKey('error', $answer, json_encode($fields + $answer, JSON_UNESCAPED_UNICODE));
        }
        return $answer;
    }

    /** @return array<string, array<string, mixed>> rows of these customers by what is different */
    private function rows(int ...$customers): array
    {
        $rows = $this->clerk->post('?m=metroportbillinglist&api=1', ['token' => $this->token])->json()['rows'];
        // As a person reads amounts.
        array_walk_recursive($rows, static fn (mixed &$value) => $value = is_string($value) ? str_replace("\u{a0}", ' ', $value) : $value);
        return array_column(array_filter($rows, static fn (array $row): bool => in_array($row['customer_id'], $customers, true)), null, 'what');
    }

    private function mend(array $row): void
    {
        $fields = array_intersect_key($row, array_flip(['customer_id', 'key', 'how', 'tariff_id']));
        $this->action(['action' => 'mend'] + array_map(strval(...), $fields));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhatDiffersIsMendedUntilItAgrees(string $database): void
    {
        $this->start($database);
        $today = (new DateTimeImmutable('today', new DateTimeZone('Europe/Warsaw')))->getTimestamp();
        $this->sql('INSERT INTO assignments (id, customerid, tariffid, period, at) VALUES (990, 1, 902, 3, 7), (991, 5, 901, 3, 1)');
        $this->sql('INSERT INTO assignments (id, customerid, tariffid, period, at, datefrom) VALUES (992, 10, 901, 3, 1, ?)', $today + 10 * 86400);

        // Another price: the tariff is changed.
        $row = $this->rows(1)['inna cena'];
        self::assertSame(['49,90 PLN', '59,90 PLN', '10,00 PLN', 'change'], [$row['due'], $row['billed'], $row['monthly'], $row['how']]);
        self::assertStringContainsString('TV <b>901', $row['mend']);
        $this->mend($row);
        self::assertSame('901', (string) $this->sql('SELECT tariffid FROM assignments WHERE id = 990')->fetchColumn());
        self::assertSame([], $this->rows(1));
        self::assertSame('990', (string) $this->sql('SELECT assignment_id FROM metroport_liabilities WHERE mms_id = 700001')->fetchColumn());

        // No liability: one is added, and it shows on the customer's next invoices.
        $row = $this->rows(2)['usługa bez zobowiązania'];
        self::assertSame('-49,90 PLN', $row['monthly']);
        $this->mend($row);
        $made = $this->sql('SELECT tariffid, period, datefrom, dateto, invoice FROM assignments WHERE customerid = 2')->fetchAll(PDO::FETCH_NUM);
        self::assertEquals([[901, 3, $today, 0, 1]], $made);
        self::assertSame([], $this->rows(2));
        // What is done already is not done again.
        $again = $this->action(['action' => 'mend'] + array_map(strval(...), array_intersect_key($row, array_flip(['customer_id', 'key', 'how', 'tariff_id']))), false);
        self::assertSame('mend.changed', $again['error']['code']);

        // Suspended on one side only, the one way and the other; and an end.
        $this->sql('UPDATE assignments SET suspended = 1 WHERE id = 990');
        $this->mend($this->rows(1)['działa w MMS, zawieszona w LMS']);
        self::assertSame('0', (string) $this->sql('SELECT suspended FROM assignments WHERE id = 990')->fetchColumn());
        $account = $this->sql('SELECT account_id FROM metroport_services WHERE mms_id = 700001')->fetchColumn();
        $this->mms->control('edit', ['kind' => 'account', 'id' => (int) $account, 'set' => ['blocked' => true]]);
        // lms-payments leaves out what is recorded with a service that is blocked; of a tariff alone it does not know which it is for.
        self::assertStringContainsString('są zgodne', $this->action(['action' => 'look', 'customer_id' => '1'])['notice']);
        $this->mms->control('edit', ['kind' => 'account', 'id' => (int) $account, 'set' => ['blocked' => false]]);
        $this->action(['action' => 'look', 'customer_id' => '1']);
        $this->sql('DELETE FROM metroport_liabilities WHERE assignment_id = 990');
        $this->mms->control('edit', ['kind' => 'account', 'id' => (int) $account, 'set' => ['blocked' => true]]);
        self::assertSame([], $this->rows(1), 'nobody has looked');
        self::assertStringContainsString('różnic: 1', $this->action(['action' => 'look', 'customer_id' => '1'])['notice']);
        $this->mend($this->rows(1)['zablokowana w MMS, naliczana w LMS']);
        self::assertSame('1', (string) $this->sql('SELECT suspended FROM assignments WHERE id = 990')->fetchColumn());
        $this->sql('UPDATE assignments SET dateto = ? WHERE customerid = 2', $today + 10 * 86400);
        $this->mend($this->rows(2)['zobowiązanie wkrótce się kończy']);
        self::assertSame('0', (string) $this->sql('SELECT dateto FROM assignments WHERE customerid = 2')->fetchColumn());

        // Liabilities for nothing end, or go if they have not begun. The clerk sees division 1 and 2 alike here.
        foreach ($this->rows(5, 10) as $row) {
            self::assertSame('end', $row['how']);
        }
        self::give($this->panel, self::RIGHTS, 'admin');
        $this->mend($this->rowOf(5));
        self::assertEquals($today - 1, $this->sql('SELECT dateto FROM assignments WHERE id = 991')->fetchColumn());
        $this->mend($this->rowOf(10));
        self::assertFalse($this->sql('SELECT id FROM assignments WHERE id = 992')->fetchColumn());
        self::assertSame([], $this->rows(1, 2, 5, 10));
    }

    private function rowOf(int $customer): array
    {
        $rows = $this->rows($customer);
        self::assertCount(1, $rows);
        return current($rows);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhenMmsIsAwayThePageIsThereAndNothingIsMended(string $database): void
    {
        $this->start($database);
        $this->sql("UPDATE uiconfig SET value = 'http://127.0.0.1:1' WHERE section = 'metroport' AND var = 'serwer_url'");
        $row = $this->rowOf(2);
        $fields = ['action' => 'mend'] + array_map(strval(...), array_intersect_key($row, array_flip(['customer_id', 'key', 'how', 'tariff_id'])));
        self::assertSame('mms.unreachable', $this->action($fields, false)['error']['code']);
        self::assertSame([], $this->sql('SELECT id FROM assignments WHERE customerid = 2')->fetchAll());
        [$status, $said] = $this->script('metroport_services_update.php');
        self::assertSame(1, $status);
        self::assertStringContainsString('metroport.serwer_url', $said);
        self::assertStringContainsString('TV <b>901', $this->clerk->post('?m=metroportbillinglist&api=1', ['token' => $this->token, 'csv' => '1'])->json()['text']);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testAMonthIsSettledAndBilledOnce(string $database): void
    {
        $this->start($database);
        $this->sql('UPDATE metroport_metrotv_packages SET pricebrutto_provider = 30 WHERE id = 310');
        $this->sql('INSERT INTO assignments (id, customerid, tariffid, period, at) VALUES (990, 1, 901, 3, 7)');
        self::assertSame([0, ''], $this->script('metroport_settlement.php'));
        $month = (new DateTimeImmutable('first day of last month'))->format('Y-m');
        $load = fn (string $by): array => $this->clerk->post('?m=metroportsettlementlist&api=1', ['token' => $this->token, 'state' => $by, 'month' => $month])->json();
        $rows = array_column($load('customer')['rows'], null, 'customer_id');
        ksort($rows);
        self::assertSame([1, 2], array_keys($rows));
        self::assertSame(['', '1'], array_column($rows, 'billable'), 'a liability pays for the first one');
        self::assertStringContainsString('39,80', $load('item')['note']);

        $position = ['action' => 'position', 'customer_id' => '2', 'month' => $month];
        $this->action($position);
        $made = $this->sql('SELECT a.period, a.invoice, l.value FROM assignments a JOIN liabilities l ON l.id = a.liabilityid WHERE a.customerid = 2')->fetchAll(PDO::FETCH_NUM);
        self::assertEquals([[0, 1, 49.9]], $made);
        self::assertSame('settlement.done', $this->action($position, false)['error']['code']);
        self::assertSame('settlement.nothing', $this->action(['customer_id' => '1'] + $position, false)['error']['code']);
        self::assertCount(1, $this->sql('SELECT id FROM assignments WHERE customerid = 2')->fetchAll());
        self::assertStringContainsString('dodano pozycję', array_column($load('customer')['rows'], 'position', 'customer_id')[2]);
        $file = $this->clerk->post('?m=metroportsettlementlist&api=1', ['token' => $this->token, 'csv' => '1', 'month' => $month])->json()['text'];
        self::assertSame(3, substr_count($file, "\n"), $file);
    }
}
