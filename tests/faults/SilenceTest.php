<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/**
 * Whoever is asked is there and does not answer: MMS stands still for as long as it likes, the database's server does, or somebody
 * holds its tables. Longer waits are not waited for: the clock that the process measures them by is put forward.
 */
final class SilenceTest extends FaultTestCase
{
    /** Far more than what is allowed here, far less than a minute, after which a web server gives a page up. */
    private const GENEROUS = 25.0;

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testARunEndsWhileMmsStandsStillAndTheNextOneTakesUpWhatIsLeft(string $dialect): void
    {
        $lms = $this->lms($dialect);
        $config = $this->config($lms, ['timeout' => 1]);
        $fpm = $this->fpm(1);
        $page = $fpm->script('try { echo count((new Metroport\Client($config))->metrotv()->networks()); }
            catch (Metroport\Exception\MetroportException $e) { echo $e->errorCode; }', $config);
        self::assertGreaterThan(0, (int) $fpm->send($page)->answer());
        $converge = fn (): array => json_decode(PhpProcess::run('echo json_encode((new Metroport\Client($config))->queue()->converge());', $config)->printed(), true);
        // All is due at once: what has failed waits for a minute otherwise.
        $due = static fn () => $lms->pdo->exec('UPDATE metroport_locks SET next_attempt_at = 0 WHERE next_attempt_at IS NOT NULL');

        $this->mms->freeze();
        try {
            $begun = microtime(true);
            $waiting = $fpm->send($page);
            self::assertSame('mms.timeout', $waiting->answer());
            $locked = $fpm->ask(self::locking($fpm, $config));
            self::assertSame([null, self::CUSTOMERS], [$locked['code'], $locked['failed']]);
            $due();
            $run = $converge();
            self::assertSame(['mms.timeout'], array_values(array_unique(array_column($run['lines'], 'code'))), json_encode($run));
            self::assertSame([null, 0, self::CUSTOMERS], [$run['stopped'], $run['done'], $run['waiting']], 'it ends, and forgets nothing');
            self::assertLessThan(self::GENEROUS, microtime(true) - $begun);
        } finally {
            $this->mms->thaw();
        }
        $due();
        $run = $converge();
        self::assertSame([0, 0], [$run['failed'], $run['waiting']], json_encode($run));
        self::assertGreaterThan(0, (int) $fpm->send($page)->answer());
        $this->assertAllLocked($lms);
        self::assertSame(self::CUSTOMERS, $this->mms->calls('PUT /Iptv/Accounts/{id}/blockAccount'), 'each is blocked once');
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAServerThatStandsStillHoldsNobodyForLong(string $dialect): void
    {
        $lms = $this->lms($dialect);
        $config = $this->config($lms);
        $fpm = $this->fpm(1);
        $link = $fpm->script('try { echo (new Metroport\Client($config))->customers()->mmsId(1); }
            catch (Metroport\Exception\MetroportException $e) { echo $e->errorCode; }', $config);
        self::assertSame('1001', $fpm->send($link)->answer());
        $converge = 'try { echo (new Metroport\Client($config))->queue()->converge()["failed"]; }
            catch (Metroport\Exception\MetroportException $e) { echo $e->errorCode; }';

        // From now on the page's connection is looked at before it is used.
        usleep(600_000);
        $server = new Server($dialect);
        $server->freeze();
        try {
            $begun = microtime(true);
            $script = new PhpProcess($converge, $config);
            self::assertSame('store.timeout', $fpm->send($link)->answer());
            self::assertSame('store.timeout', $script->end()->printed());
            self::assertLessThan(self::GENEROUS, microtime(true) - $begun);
        } finally {
            $server->thaw();
        }
        self::assertSame('1001', $fpm->send($link)->answer(), 'all is well again');
        self::assertSame('0', PhpProcess::run($converge, $config)->printed());
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testWhoWaitsForAnotherRunIsNotLeftWaitingByAServerThatStandsStill(string $dialect): void
    {
        $lms = $this->lms($dialect);
        $lms->rows($dialect === 'postgres' ? 'SELECT pg_advisory_lock(19792, 2)'
            : "SELECT GET_LOCK(CONCAT(LEFT(DATABASE(), 40), '.metroport.locks'), 0)");
        $waiting = $dialect === 'postgres' ? "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            : "SELECT 1 FROM information_schema.PROCESSLIST WHERE STATE = 'User lock'";
        $this->assertGivesUp($lms, '$client->locks()->lock([1], ["metrotv"]);', $waiting, '+1m', new Server($dialect));
        // With it the lock ends.
        $lms->reconnect();
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testATableThatSomebodyHoldsIsNotWaitedForWithoutEnd(string $dialect): void
    {
        $lms = $this->lms($dialect);
        if ($dialect === 'postgres') {
            $lms->pdo->beginTransaction();
        }
        $lms->pdo->exec($dialect === 'postgres' ? 'LOCK TABLE metroport_customers' : 'LOCK TABLES metroport_customers WRITE');
        $waiting = $dialect === 'postgres' ? 'SELECT 1 FROM pg_locks WHERE NOT granted'
            : "SELECT 1 FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table%'";
        try {
            // A page gives up sooner than a script.
            $this->assertGivesUp($lms, '$client->customers()->mmsId(1);', $waiting, '+10s');
            $this->assertGivesUp($lms, '$client->locks()->lock([1], ["metrotv"]);', $waiting, '+60s');
        } finally {
            $dialect === 'postgres' ? $lms->pdo->rollBack() : $lms->pdo->exec('UNLOCK TABLES');
        }
        self::assertSame(1001, $this->client($lms)->customers()->mmsId(1));
    }

    /** That a process which waits, as the database says, gives up when its clock has been put forward. */
    private function assertGivesUp(Lms $lms, string $code, string $waiting, string $forward, ?Server $stopped = null): void
    {
        $clock = Surroundings::directory() . '/clock';
        // What an earlier process waited for, the server goes on waiting for.
        $before = count($lms->rows($waiting));
        $process = new PhpProcess(
            'try { $client = new Metroport\Client($config); ' . $code . ' } catch (Metroport\Exception\MetroportException $e) { echo $e->errorCode; }',
            $this->config($lms),
            through: Surroundings::clock('+0', $clock, monotonic: true),
        );
        try {
            Surroundings::until(static fn (): bool => count($lms->rows($waiting)) > $before, 'it waits');
            $stopped?->freeze();
            file_put_contents($clock, $forward);
            self::assertSame('store.timeout', $process->end(15.0)->printed());
        } finally {
            $stopped?->thaw();
            Surroundings::removeDirectory(dirname($clock));
        }
    }
}
