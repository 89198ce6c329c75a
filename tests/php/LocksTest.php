<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** Blocking and releasing of debtors' services. */
final class LocksTest extends ExtensionTestCase
{
    private const BOTH = ['metrotv', 'fsecure'];

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testLockAndRelease(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        $locks = $this->client($lms)->locks();

        $report = $locks->lock([1, 2, 3, 4, 5, 77], self::BOTH);

        self::assertNull($report['stopped']);
        // 103's account was blocked by hand; 104 has nothing; 5 and 77 are not linked.
        self::assertSame(
            [[1, 'fsecure'], [1, 'metrotv'], [2, 'fsecure'], [2, 'metrotv'], [2, 'metrotv'], [3, 'fsecure']],
            array_map(fn ($line) => [$line['customer_id'], $line['service']], $report['lines'])
        );
        self::assertSame([6, 0, 1], [$report['done'], $report['failed'], $report['unchanged']]);
        self::assertSame(['lock', 'done', null, null], array_map(fn ($key) => $report['lines'][0][$key], ['action', 'outcome', 'code', 'message']));
        self::assertContains($report['lines'][1]['service_id'], array_keys($this->blocked('accounts')));
        self::assertSame([4, 3], [count($this->blocked('accounts')), count($this->blocked('services'))]);
        self::assertSame(
            [[1, 1, 1, 1, 1], [2, 1, 1, 1, 1], [3, 0, 0, 1, 1], [4, 0, 0, 0, 0]],
            $this->flags($lms)
        );

        $changing = $this->mms->count('changing');
        self::assertSame([], $locks->lock([1, 2, 3, 4], self::BOTH)['lines']);
        self::assertSame($changing, $this->mms->count('changing'));

        $report = $locks->release([1, 2, 3, 4], self::BOTH);
        self::assertSame([6, 0, 'release'], [$report['done'], $report['failed'], $report['lines'][0]['action']]);
        // What was blocked by hand stays blocked.
        self::assertSame([103], array_column($this->blocked('accounts'), 'userid'));
        self::assertSame([], $this->blocked('services'));
        self::assertSame([0], array_unique(array_merge(...array_map(fn ($row) => array_slice($row, 1), $this->flags($lms)))));
        self::assertSame('phpunit', $lms->rows('SELECT wanted_by FROM metroport_locks')[0]['wanted_by']);
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testADryRunChangesNothing(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);

        $report = $this->client($lms)->locks()->lock([1, 2], self::BOTH, true);

        self::assertSame([5, ['planned']], [$report['done'], array_values(array_unique(array_column($report['lines'], 'outcome')))]);
        self::assertSame(0, $this->mms->count('changing'));
        self::assertSame([], $lms->rows('SELECT * FROM metroport_locks'));
    }

    public function testWhatFailsStaysWantedAndIsTriedAgain(): void
    {
        $lms = Lms::withPeople('postgres');
        $locks = $this->client($lms)->locks();
        $this->mms->fault('PUT', '/services/security/*', ['kind' => 'status', 'status' => 422, 'when' => 'before', 'body' => 'Nie']);

        $report = $locks->lock([1, 2], self::BOTH);

        $refused = array_filter($report['lines'], fn ($line) => $line['service'] === 'fsecure');
        self::assertSame([3, 2], [$report['done'], $report['failed']]);
        self::assertSame([['refused', 'mms.rejected', 'Nie']], array_values(array_unique(
            array_map(fn ($line) => [$line['outcome'], $line['code'], $line['message']], $refused),
            SORT_REGULAR
        )));
        $this->mms->heal();
        self::assertSame([2, 0], [($again = $locks->lock([], self::BOTH))['done'], $again['failed']]);
        self::assertSame([0, 0], [($idle = $locks->lock([], self::BOTH))['done'], $idle['unchanged']]);
    }

    public function testWithMmsAwayEveryCustomerIsTold(): void
    {
        $lms = Lms::withPeople('postgres');
        $locks = $this->client($lms, ['url' => 'http://127.0.0.1:1'])->locks();

        $report = $locks->lock([1, 2], ['metrotv']);

        self::assertSame([0, 2], [$report['done'], $report['failed']]);
        self::assertSame([0, 'failed', 'mms.unreachable'], [$report['lines'][0]['service_id'], $report['lines'][0]['outcome'], $report['lines'][0]['code']]);
        self::assertSame([['wanted' => 1, 'confirmed' => null]], $lms->rows('SELECT DISTINCT wanted, confirmed FROM metroport_locks'));
    }

    public function testARunThatNobodyCanHaveMeantDoesNothing(): void
    {
        $this->mms->stop();
        $this->mms = new Mms(People::crowd(30));
        $lms = Lms::empty('mysql');
        foreach (range(1, 30) as $customer) {
            $lms->link($customer, 1000 + $customer);
        }

        $report = $this->client($lms)->locks()->lock(range(1, 21), ['metrotv']);

        self::assertSame(['locks.limit', [], 0], [$report['stopped']['code'], $report['lines'], $this->mms->count('changing')]);
        $report = $this->client($lms, ['lock_limit_percent' => 70])->locks()->lock(range(1, 21), ['metrotv']);
        self::assertSame([null, 21], [$report['stopped'], $report['done']]);
        // The list once, not a call for each customer.
        self::assertSame(2, $this->mms->calls('GET /Iptv/Accounts'));
    }

    public function testBillingFlagsAndWhatWasBlockedByHandAsConfigured(): void
    {
        $lms = Lms::withPeople('postgres');
        $client = $this->client($lms, ['metrotv_suspend_billing' => false, 'unblock_only_own' => false]);

        $client->locks()->lock([1], ['metrotv']);
        self::assertSame([1, 1, 0, 0, 0], $this->flags($lms)[0]);
        $client->locks()->release([1, 3], ['metrotv']);

        self::assertSame([], $this->blocked('accounts'));
    }

    public function testWrongArguments(): void
    {
        $locks = $this->client(Lms::withPeople('postgres'))->locks();
        self::assertThrown('ConfigurationException', 'config.wrong', fn () => $locks->lock([1], ['internet']));
        self::assertThrown('ConfigurationException', 'config.wrong', fn () => $locks->lock(['1'], ['metrotv']));
        self::assertThrown('ConfigurationException', 'config.wrong', fn () => $locks->lock([1], [1]));
        self::assertSame([], $locks->lock([1], [])['lines']);
        self::assertSame([0, 0], [$locks->lock([], ['metrotv'])['done'], $this->mms->count('changing')]);
    }

    public function testReferencesInTheListsAreSeenThrough(): void
    {
        $locks = $this->client(Lms::withPeople('postgres'))->locks();
        [$customer, $service] = [1, 'metrotv'];

        $report = $locks->lock([&$customer], [&$service]);

        self::assertSame(1, $report['done']);
    }

    /** @return array<int, array<string, mixed>> */
    private function blocked(string $kind): array
    {
        return array_filter($this->mms->rows($kind), fn ($row) => ($row['status'] ?? '') === 'blocked' || ($row['blocked'] ?? false));
    }

    /** @return list<list<int>> customer, metrotv, its billing, fsecure, its billing */
    private function flags(Lms $lms): array
    {
        return array_map(fn ($row) => array_map('intval', array_values($row)), $lms->rows('SELECT lms_user_id, metrotv_suspend,
            metrotv_suspend_billing, metro_fsecure_suspend, metro_fsecure_suspend_billing FROM metroport_customers ORDER BY lms_user_id'));
    }
}
