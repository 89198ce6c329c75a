<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** Processes die in the middle, and several web servers share one database and one MMS. */
final class ProcessTest extends FaultTestCase
{
    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAWorkerThatIsKilledInTheMiddleLeavesNothingLocked(string $dialect): void
    {
        $lms = $this->lms($dialect);
        $config = $this->config($lms, ['concurrency' => 1]);
        $fpm = $this->fpm(1);
        $locking = self::locking($fpm, $config);
        $pid = $fpm->ask($fpm->script('echo json_encode([getmypid()]);', []))[0];
        $this->mms->delay(100);
        $run = $fpm->send($locking);
        Surroundings::until(fn (): bool => $this->mms->count('changing') >= 3, 'the run is under way');

        posix_kill($pid, SIGKILL);
        self::assertSame('', $run->answer());
        self::assertLessThan(self::CUSTOMERS, $this->mms->count('changing'), 'the run was over already');

        $this->mms->delay(0);
        $begun = microtime(true);
        $again = $fpm->ask($locking);
        self::assertSame([null, 0], [$again['code'], $again['failed']]);
        self::assertNotSame($pid, $again['pid']);
        self::assertLessThan(10.0, microtime(true) - $begun, 'nobody waits for the dead one');
        $this->assertAllLocked($lms);
        // What was under way when it died may be done again: it changes nothing then.
        self::assertSame(1, $this->mms->count('logins'));
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testTwoWebServersDoEverythingOnce(string $dialect): void
    {
        $lms = $this->lms($dialect);
        $config = $this->config($lms, ['timeout' => 20]);
        $servers = [$this->fpm(3), $this->fpm(3)];
        $this->mms->delay(20);
        $change = 'echo json_encode((new Metroport\Client($config))->queue()->converge()["failed"]);';
        $requests = [];
        foreach ($servers as $fpm) {
            $requests[] = $fpm->send(self::locking($fpm, $config));
            $requests[] = $fpm->send(self::locking($fpm, $config));
            $requests[] = $fpm->send($fpm->script($change, $config));
        }
        $answers = array_map(static fn (FastCgi $request): mixed => json_decode($request->answer(), true), $requests);

        foreach ([0, 1, 3, 4] as $run) {
            self::assertSame([null, 0], [$answers[$run]['code'], $answers[$run]['failed']]);
        }
        self::assertSame([0, 0], [$answers[2], $answers[5]]);
        $this->assertAllLocked($lms);
        self::assertSame(1, $this->mms->count('logins'));
        self::assertSame(self::CUSTOMERS, $this->mms->calls('PUT /Iptv/Accounts/{id}/blockAccount'), 'each is blocked once');
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testTwoWebServersAddACustomerOnce(string $dialect): void
    {
        $lms = $this->lms($dialect);
        $lms->customer(50, 'Nowa', 'Ida');
        $lms->pdo->exec("UPDATE customers SET ssn = '" . People::pesel(50) . "' WHERE id = 50");
        $config = $this->config($lms, ['timeout' => 20]);
        $this->mms->delay(50);
        $requests = [];
        foreach ([$this->fpm(4), $this->fpm(4)] as $fpm) {
            $add = $fpm->script('echo json_encode((new Metroport\Client($config))->card()->matchUser(50));', $config);
            array_push($requests, ...array_map(static fn () => $fpm->send($add), range(1, 4)));
        }
        $answers = array_map(static fn (FastCgi $request): mixed => json_decode($request->answer(), true), $requests);

        self::assertCount(1, array_unique(array_column($answers, 'mms_id')));
        $outcomes = array_count_values(array_column($answers, 'outcome'));
        ksort($outcomes);
        self::assertSame(['added' => 1, 'linked' => 7], $outcomes);
        self::assertSame(1, $this->mms->calls('POST /Users/users'));
    }
}
