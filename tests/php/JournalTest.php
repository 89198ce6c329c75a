<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** The journal of changes. */
final class JournalTest extends ExtensionTestCase
{
    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAChangeIsToldWithItsOutcomeAndWithoutPersonalData(string $dialect): void
    {
        $client = $this->client(Lms::withPeople($dialect));
        $service = $client->lists()->services(search: 'Zając')['rows'][0];
        $client->about($service['customer_id'])->fsecure()->block($service['id']);
        $this->mms->fault('PUT', '/services/security/*', ['kind' => 'status', 'status' => 422, 'when' => 'before',
            'body' => 'Nie. PESEL ' . Canary::PESEL . ', NIP 526-025-02-74, ' . Canary::EMAIL], 1);
        self::assertThrown('RejectedException', 'mms.rejected', fn () => $client->fsecure()->unblock($service['id']));

        $page = $client->journal()->page();
        self::assertSame(2, $page['total']);
        [$refused, $done] = $page['rows'];
        self::assertSame(['service.unblock', 'refused', 'mms.rejected', null], [
            $refused['action'], $refused['outcome'], $refused['code'], $refused['customer_id'],
        ]);
        self::assertSame('Nie. PESEL …, NIP …, …', $refused['answer']);
        self::assertSame(['service.block', 'service', $service['id'], 'done', null, null, 'phpunit', 0], [
            $done['action'], $done['subject'], $done['subject_id'], $done['outcome'], $done['code'], $done['answer'],
            $done['actor'], $done['user_id'],
        ]);
        self::assertSame($service['customer_id'], $done['customer_id']);
        self::assertStringContainsString('Zając', $done['customer_name']);
        self::assertSame([$done], $client->journal()->ofCustomer($service['customer_id']));
        self::assertSame([$done['id'], $refused['id']], array_column($client->journal()->own(), 'id'));
        self::assertSame([], $client->journal()->own(), 'it is told once');
        self::assertSame(0, $client->journal()->purge(1));
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testPagesAreCutFilteredAndSeen(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        foreach ([1, 2, 3] as $customer) {
            $this->client($lms)->customers()->unlink($customer);
        }
        $all = $this->client($lms)->journal();
        self::assertSame([3, 2, 1], array_column($all->page()['rows'], 'customer_id'));
        self::assertSame([2], array_column($all->page(offset: 1, limit: 1)['rows'], 'customer_id'));
        self::assertSame([1, 2, 3], array_column($all->page(sort: 'customer_id', descending: false)['rows'], 'customer_id'));
        self::assertSame(1, $all->page(filter: ['customer_id' => 2, 'action' => 'user.unlink', 'outcome' => 'done'])['total']);
        self::assertSame(0, $all->page(filter: ['before' => time() - 3600])['total']);
        self::assertSame(3, $all->page(filter: ['from' => time() - 3600, 'before' => null])['total']);
        $clerk = $this->client($lms, ['user' => People::CLERK])->journal();
        self::assertNotContains(2, array_column($clerk->page()['rows'], 'customer_id'));
        self::assertSame([], $clerk->ofCustomer(2));
    }

    public function testNothingElseIsTaken(): void
    {
        $journal = $this->client(Lms::withPeople('postgres'))->journal();
        foreach ([['sort' => 'answer'], ['limit' => 0], ['limit' => 10_001], ['offset' => -1], ['filter' => ['outcome' => 'x']],
            ['filter' => ['state' => 'x']], ['filter' => ['from' => '5']]] as $wrong) {
            $thrown = self::thrown(fn () => $journal->page(...$wrong));
            self::assertInstanceOf(Metroport\Exception\ConfigurationException::class, $thrown, json_encode($wrong));
        }
        foreach ([0, -1, 36_501] as $days) {
            self::assertThrown('ConfigurationException', 'config.wrong', fn () => $journal->purge($days));
        }
        self::assertThrown('ConfigurationException', 'config.missing', fn () => $this->client()->journal()->page());
    }
}
