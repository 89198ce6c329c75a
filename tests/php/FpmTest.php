<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** The workers of php-fpm: one login for all, connections that stay, and nothing that takes a worker down. */
final class FpmTest extends ExtensionTestCase
{
    private const GET = '$row = (new Metroport\Client($config))->customers()->get(101);
        echo json_encode(["pid" => getmypid(), "name" => $row["lastname"], "rss" => (int) preg_replace("/.*VmRSS:\s*(\d+).*/s", "$1",
            file_get_contents("/proc/self/status"))]);';

    private ?Fpm $fpm = null;

    protected function tearDown(): void
    {
        if ($this->fpm !== null) {
            self::assertSame([], Canary::in($this->fpm->stop()), 'the log tells a secret');
        }
        parent::tearDown();
    }

    /** @return iterable<string, array{string, bool}> */
    public static function sessions(): iterable
    {
        foreach (self::dialects() as $name => [$dialect]) {
            yield "$name, none yet" => [$dialect, false];
            yield "$name, expired" => [$dialect, true];
        }
    }

    /** @dataProvider sessions */
    #[DataProvider('sessions')]
    public function testTwentyWorkersMakeOneLogin(string $dialect, bool $expired): void
    {
        $config = $this->config($lms = Lms::withPeople($dialect), ['timeout' => Surroundings::patient(20)]);
        // Under valgrind each of them has little of the processors.
        $workers = Surroundings::patient(1) > 10 ? 4 : 20;
        $this->fpm = new Fpm($workers);
        if ($expired) {
            PhpProcess::run('(new Metroport\Client($config))->customers()->get(101);', $config)->printed();
            $this->mms->revoke();
        }
        self::assertCount($expired ? 1 : 0, $lms->rows("SELECT * FROM metroport_settings WHERE name = 'session'"));
        $this->mms->reset();
        // Long enough that no worker serves two.
        $this->mms->delay(300);
        $script = $this->fpm->script(self::GET, $config);

        $requests = array_map(fn () => $this->fpm->send($script), range(1, $workers));
        $answers = array_map(fn (FastCgi $request) => json_decode($request->answer(), true), $requests);

        self::assertSame(array_fill(0, $workers, 'Zając'), array_column($answers, 'name'));
        self::assertCount($workers, array_unique(array_column($answers, 'pid')));
        self::assertSame([1, 0], [$this->mms->count('logins'), $this->mms->count('failed_logins')]);
    }

    public function testConnectionsStayOverRequests(): void
    {
        $config = $this->config($lms = Lms::withPeople('postgres'));
        $this->fpm = new Fpm(1);
        $script = $this->fpm->script('$client = new Metroport\Client($config); $client->customers()->get(101);
            echo json_encode(["total" => $client->customers()->page()["total"], "link" => $client->customers()->mmsId(1)]);', $config);
        $this->fpm->ask($script);
        $connections = $this->mms->count('connections');
        $backends = fn () => array_column($lms->rows("SELECT pid FROM pg_stat_activity WHERE application_name = 'metroport'
            AND datname = current_database()"), 'pid');
        $before = $backends();

        for ($i = 0; $i < 50; $i++) {
            self::assertSame(['total' => 6, 'link' => 101], $this->fpm->ask($script));
        }

        self::assertSame([$connections, 1], [$this->mms->count('connections'), $this->mms->count('logins')]);
        self::assertCount(1, $before);
        self::assertSame($before, $backends());
    }

    public function testAPanicIsAnErrorAndTheWorkerLives(): void
    {
        $this->fpm = new Fpm(1, Surroundings::variable('METROPORT_PROVOKE_SO'));
        $config = $this->config(Lms::withPeople('postgres'));
        $panic = $this->fpm->script('try { metroport_provoke_panic(); } catch (Throwable $e) {
            echo json_encode([get_class($e), str_contains($e->getMessage(), "provoked"), getmypid()]); }', $config);
        $get = $this->fpm->script(self::GET, $config);
        $pid = $this->fpm->ask($get)['pid'];

        self::assertSame(['Error', true, $pid], $this->fpm->ask($panic));
        self::assertSame([$pid, 'Zając'], array_slice(array_values($this->fpm->ask($get)), 0, 2));
        // Not caught it is PHP's ordinary fatal error.
        $answer = $this->fpm->send($this->fpm->script('metroport_provoke_panic();', $config))->answer();
        self::assertStringContainsString('Uncaught Error', $answer);
        self::assertSame($pid, $this->fpm->ask($get)['pid']);
    }

    public function testAFatalErrorInTheProgressFunctionLeavesNothingLocked(): void
    {
        $this->mms->stop();
        $this->mms = new Mms(People::crowd(12));
        $lms = Lms::empty('postgres');
        array_map(fn (int $customer) => $lms->link($customer, 1000 + $customer), range(1, 12));
        $this->mms->delay(30);
        $this->fpm = new Fpm(1);
        $lock = fn (string $progress) => $this->fpm->script("\$report = (new Metroport\\Client(\$config))->locks()
            ->lock(range(1, 12), ['metrotv'], false, $progress);
            echo json_encode([\$report['stopped'], \$report['failed']]);", $this->config($lms, ['concurrency' => 1]));

        $answer = $this->fpm->send($lock('function () { eval("interface A { function f(); } class B implements A {}"); }'))->answer();
        self::assertStringContainsString('abstract method', $answer);
        self::assertNotSame(12, $this->mms->count('changing'), 'the run was over already');

        $started = microtime(true);
        self::assertSame([null, 0], $this->fpm->ask($lock('null')));
        self::assertWithin(5.0, $started);
    }

    public function testMemoryStaysFlatOverTwoThousandRequests(): void
    {
        $this->fpm = new Fpm(1);
        $script = $this->fpm->script('$customers = (new Metroport\Client($config))->customers(); $customers->mmsId(1);
            try { $customers->findByPesel("1"); } catch (Metroport\Exception\MetroportException $e) {}' . self::GET, $this->config(Lms::withPeople('mysql')));
        for ($i = 0; $i < 200; $i++) {
            $before = $this->fpm->ask($script)['rss'];
        }
        for ($i = 0; $i < 2_000; $i++) {
            $after = $this->fpm->ask($script)['rss'];
        }

        self::assertGreaterThan(10_000, $before);
        self::assertLessThan($before + 2_048, $after, "$before kB before, $after kB after");
    }

    public function testReload(): void
    {
        $this->fpm = new Fpm(2);
        $script = $this->fpm->script(self::GET, $this->config(Lms::withPeople('postgres')));
        $before = $this->fpm->ask($script);
        $this->mms->delay(400);
        $underWay = $this->fpm->send($script);
        usleep(100_000);

        $this->fpm->signal(SIGUSR2);
        // The one that is under way is finished.
        self::assertSame('Zając', json_decode($underWay->answer(), true)['name'] ?? null);
        $this->fpm->waitUntilReady(2);

        $after = $this->fpm->ask($script);
        self::assertSame('Zając', $after['name']);
        self::assertNotSame($before['pid'], $after['pid']);
        self::assertSame(1, $this->mms->count('logins'));
    }
}
