<?php

declare(strict_types=1);

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** The progress function of a run of locks. */
final class CallbackTest extends ExtensionTestCase
{
    private Lms $lms;

    protected function setUp(): void
    {
        $this->mms = new Mms(People::crowd(20));
        $this->lms = Lms::empty('postgres');
        foreach (range(1, 20) as $customer) {
            $this->lms->link($customer, 1000 + $customer);
        }
        $this->mms->delay(60);
    }

    public function testItIsToldHowFarTheRunHasCome(): void
    {
        $told = [];
        $report = $this->locks()->lock(range(1, 20), ['metrotv'], progress: function (int $done, int $total) use (&$told): void {
            $told[] = [$done, $total];
        });

        self::assertSame(20, $report['done']);
        self::assertSame([20, 20], end($told));
        self::assertGreaterThan(3, count($told));
        $done = array_column($told, 0);
        $sorted = $done;
        sort($sorted);
        self::assertSame([$sorted, array_unique($done)], [$done, $done]);
    }

    public function testAnyCallableWill(): void
    {
        self::assertSame(1, $this->locks()->lock([1], ['metrotv'], false, 'max')['done']);
        self::assertSame(1, $this->locks()->lock([2], ['metrotv'], false, [$this, 'progress'])['done']);
        self::assertSame(1, $this->locks()->lock([3], ['metrotv'], false, null)['done']);
        self::assertInstanceOf(TypeError::class, self::thrown(fn () => $this->locks()->lock([4], ['metrotv'], false, 'no_function')));
    }

    public function progress(int $done, int $total): ?bool
    {
        return null;
    }

    public function testFalseStopsTheRunAndTheNextOneGoesOn(): void
    {
        $report = $this->locks()->lock(range(1, 20), ['metrotv'], false, fn (int $done) => $done < 5);

        self::assertSame(20, $report['done'] + $report['failed']);
        self::assertGreaterThan(4, $report['done']);
        self::assertGreaterThan(0, $report['failed']);
        self::assertCount($report['done'], $this->blocked());
        $again = $this->locks()->lock([], ['metrotv']);
        self::assertSame([$report['failed'], 0], [$again['done'], $again['failed']]);
        self::assertCount(20, $this->blocked());
    }

    public function testItsExceptionEndsTheCallAndArrivesAsItIs(): void
    {
        $own = new DomainException('own');
        $thrown = self::thrown(fn () => $this->locks()->lock(range(1, 20), ['metrotv'], false, fn (int $done) => $done > 0 ? throw $own : null));

        self::assertSame($own, $thrown);
        self::assertNull($own->getPrevious());
        $this->assertTheNextRunFinishes();
    }

    public function testItMayUseTheExtension(): void
    {
        $client = $this->client($this->lms, ['concurrency' => 2]);
        $seen = [];
        $started = microtime(true);
        $report = $client->locks()->lock(range(1, 20), ['metrotv'], false, function () use ($client, &$seen): void {
            $seen[] = [$client->customers()->get(1001)['mms_id'], $client->customers()->mmsId(2)];
        });

        self::assertSame(20, $report['done']);
        self::assertSame([[1001, 1002]], array_values(array_unique($seen, SORT_REGULAR)));
        self::assertWithin(5.0, $started, 'the calls waited for one another');
    }

    public function testExitInItEndsTheProcessAndLeavesNothingLocked(): void
    {
        $code = '(new Metroport\Client($config))->locks()->lock(range(1, 20), ["metrotv"], false,
            function (int $done) { if ($done > 0) { echo "bye"; exit(7); } });';

        $ended = PhpProcess::run($code, $this->config($this->lms));

        self::assertSame([7, 'bye', ''], [$ended->status, $ended->out, $ended->err]);
        $this->assertTheNextRunFinishes();
    }

    public function testAFatalErrorInItEndsTheProcessAndLeavesNothingLocked(): void
    {
        $code = '(new Metroport\Client($config))->locks()->lock(range(1, 20), ["metrotv"], false,
            function (int $done) { $done > 0 && str_repeat("x", 1 << 30); });';

        $ended = PhpProcess::run($code, $this->config($this->lms), ['memory_limit' => '32M']);

        self::assertSame([255, null], [$ended->status, $ended->signal]);
        self::assertStringContainsString('Allowed memory size', $ended->err);
        self::assertSame([], Canary::in($ended->err));
        $this->assertTheNextRunFinishes();
    }

    private function locks(): Metroport\Locks
    {
        return $this->client($this->lms)->locks();
    }

    private function assertTheNextRunFinishes(): void
    {
        $started = microtime(true);
        $report = $this->locks()->lock([], ['metrotv']);
        self::assertSame([null, 0], [$report['stopped'], $report['failed']]);
        self::assertCount(20, $this->blocked());
        self::assertWithin(5.0, $started, 'the run before is still in the way');
    }

    private function blocked(): array
    {
        return array_filter($this->mms->rows('accounts'), fn ($account) => $account['blocked']);
    }
}
