<?php

declare(strict_types=1);

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** How long a whole operation may take, however many calls of MMS it makes. */
final class DeadlineTest extends ExtensionTestCase
{
    public function testTheCallsOfAnOperationShareItsTime(): void
    {
        $client = $this->client(Lms::withPeople('postgres'), ['timeout' => Surroundings::patient(3)]);
        $account = $client->metrotv()->accounts(101)[0]['id'];
        // After the first call one second of the three is left.
        $busy = ['kind' => 'status', 'status' => 503, 'when' => 'before', 'retry_after' => (int) Surroundings::patient(2)];
        $this->mms->fault('GET', '/Iptv/Accounts/*', $busy, 1);
        $this->mms->hang('/Iptv/Packages');

        self::assertThrown('ConnectionException', 'mms.timeout', fn () => $client->card()->offer(1, $account));
        // With three seconds of its own it would have been tried again after the half of them.
        self::assertSame(1, $this->mms->calls('GET /Iptv/Packages'));
    }

    /** A run over many customers takes as long as it takes. */
    public function testALongRunHasThatTimeForEachCall(): void
    {
        $this->mms->stop();
        $this->mms = new Mms(People::crowd(12));
        $lms = Lms::empty('postgres');
        array_map(fn (int $customer) => $lms->link($customer, 1000 + $customer), range(1, 12));
        $client = $this->client($lms, ['timeout' => Surroundings::patient(2), 'concurrency' => 4]);
        $client->customers()->get(1001);
        $this->mms->delay((int) Surroundings::patient(800));

        $report = $client->locks()->lock(range(1, 12), ['metrotv']);

        self::assertSame([12, 0], [$report['done'], $report['failed']]);
    }

    /** To know how a change ended is worth the waiting. */
    public function testALostAnswerIsLookedUpWithTimeOfItsOwn(): void
    {
        $client = $this->client(null, ['timeout' => Surroundings::patient(2)]);
        $account = $client->metrotv()->accounts(101)[0]['id'];
        $this->mms->fault('PUT', '*', ['kind' => 'hang', 'when' => 'after']);

        $client->metrotv()->blockAccount($account);

        self::assertFalse($client->metrotv()->account($account)['active']);
    }
}
