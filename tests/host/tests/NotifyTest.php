<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/HostTestCase.php';

/** lms-notify around a plugin's action. Of the forty customers those with id % 8 = 3 owe for two months. */
final class NotifyTest extends HostTestCase
{
    private const DEBTORS = ['3', '11', '19', '27', '35'];

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testBlockAndUnblock(string $dialect): void
    {
        $host = $this->instance($dialect);
        $notify = static fn (string ...$options): string => $host->script('bin/lms-notify.php', '-t', 'debtors', ...$options);

        $output = $notify('-d', '-c', 'block', '-a', 'probe(a,b),customer-status');
        self::assertSame(5, substr_count($output, '[block/customer-status]'));
        $records = self::recorded($host);
        self::assertSame(
            ['constructor', 'sleeping loadLocales', 'lms_initialized', 'smarty_initialized', 'get_supported_actions', 'division_set_after', 'notification_blocks'],
            self::hooks($records)
        );
        self::assertTrue($records[0]['lms']);
        self::assertNull($records[0]['user']);
        $data = end($records)['data'];
        self::assertSame(self::DEBTORS, $data['customers']);
        self::assertSame(['probe' => ['a,b'], 'customer-status' => []], $data['actions']);
        self::assertSame([false, true], [$data['quiet'], $data['debug']]);
        self::assertSame('0', $this->inDebtCollection($host), 'debug changes nothing');

        self::assertSame('', $notify('-q', '-c', 'block', '-a', 'probe,customer-status'));
        self::assertSame('5', $this->inDebtCollection($host));
        self::recorded($host);

        $notify('-c', 'block', '-a', 'probe,customer-status');
        self::assertNotContains('notification_blocks', self::hooks(self::recorded($host)), 'the precheck leaves nobody');
        $notify('-c', 'block', '-a', 'probe');
        self::assertContains('notification_blocks', self::hooks(self::recorded($host)), 'a plugin has no precheck');

        $host->sql()->exec("INSERT INTO cash (customerid, value, type, time, currency, comment) VALUES (3, 123, 1, 1000000000, 'PLN', '')");
        $notify('-c', 'unblock', '-a', 'probe,customer-status');
        $unblocked = array_column(self::recorded($host), 'data', 'hook')['notification_unblocks']['customers'];
        sort($unblocked, SORT_NUMERIC);
        self::assertSame(['3', '20', '40'], $unblocked, 'all non-debtors whose status is not "connected"');
        self::assertSame('4', $this->inDebtCollection($host));
        $notify('-c', 'unblock', '-a', 'probe', '--customerid', '3');
        self::assertSame(['3'], array_column(self::recorded($host), 'data', 'hook')['notification_unblocks']['customers']);
    }

    public function testWithoutDebtorsEverybodyIsUnblocked(): void
    {
        $host = $this->instance('postgres');
        $host->sql()->exec('DELETE FROM cash');
        $host->script('bin/lms-notify.php', '-t', 'debtors', '-c', 'block,unblock', '-a', 'probe');
        $records = array_column(self::recorded($host), null, 'hook');
        self::assertArrayNotHasKey('notification_blocks', $records);
        self::assertCount(40, $records['notification_unblocks']['data']['customers']);
    }

    public function testNodeAccess(): void
    {
        $host = $this->instance('postgres');
        $host->script('bin/lms-notify.php', '-q', '-t', 'debtors', '-c', 'block', '-a', 'node-access');
        $owners = $host->sql()->query('SELECT ownerid FROM nodes WHERE access = 0 ORDER BY ownerid')->fetchAll(PDO::FETCH_COLUMN);
        self::assertNotSame([], $owners);
        self::assertSame([], array_diff(array_map('strval', $owners), self::DEBTORS));
    }

    public function testWrongOptionsEndWithStatusZero(): void
    {
        $host = $this->instance('postgres', [], '');
        $notify = static fn (string ...$options): string => $host->script('bin/lms-notify.php', '-t', 'debtors', '-c', 'block', ...$options);
        self::assertStringContainsString('Invalid format of actions parameter!', $notify('-a', 'probe'));
        self::assertStringContainsString('Invalid format of actions parameter!', $notify('-a', 'node-access(x)'));
        self::assertStringContainsString('Invalid format of actions parameter!', $notify('-a', 'customer-status(nonsense)'));
        self::assertStringContainsString("unsupported option '--nonsense'", $notify('--nonsense'));
        self::assertStringContainsString("requires parameter", $notify('-a'));
        self::assertStringContainsString('suppress any output', $notify('-h'));
        self::assertSame('0', $this->inDebtCollection($host));
    }

    public function testAnExceptionInTheHookEndsTheScript(): void
    {
        $host = $this->instance('postgres', ['probe.notification_blocks' => 'exception']);
        $this->expectExceptionMessageMatches('/ended with 255.*probe: notification_blocks/s');
        $host->script('bin/lms-notify.php', '-q', '-t', 'debtors', '-c', 'block', '-a', 'probe');
    }

    private function inDebtCollection(Instance $host): string
    {
        return (string) $host->sql()->query('SELECT COUNT(*) FROM customers WHERE status = 5')->fetchColumn();
    }
}
