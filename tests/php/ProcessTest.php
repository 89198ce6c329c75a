<?php

declare(strict_types=1);

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** Signals, forks, time limits and the end of the process, while a call waits for MMS. */
final class ProcessTest extends ExtensionTestCase
{
    private const HANG = '$customers = (new Metroport\Client($config))->customers(); $customers->findByNip("5260250274");
        echo "waiting\n"; $customers->get(101);';

    protected function setUp(): void
    {
        parent::setUp();
        $this->mms->hang('/Users/users/*');
    }

    public function testSignalsWithoutAHandlerEndTheProcessAtOnce(): void
    {
        // A test that was started in the background would hand down a SIGINT that is ignored.
        foreach ([SIGTERM, SIGINT] as $signal) {
            $process = $this->start("pcntl_signal(SIGINT, SIG_DFL);" . self::HANG, 30);
            $sent = microtime(true);
            $process->signal($signal);
            $ended = $process->end();

            self::assertSame([$signal, "waiting\n"], [$ended->signal, $ended->out]);
            self::assertWithin(1.0, $sent);
        }
    }

    public function testAHandlerRunsWhileACallWaits(): void
    {
        $process = $this->start('pcntl_async_signals(true);
            pcntl_signal(SIGUSR1, function () { echo "handled\n"; });
            pcntl_signal(SIGUSR2, function () { throw new DomainException("enough"); });
            try {' . self::HANG . '} catch (DomainException $e) { echo $e->getMessage(), "\n"; }', 30);

        $process->signal(SIGUSR1);
        $process->waitFor("handled\n");
        usleep(100_000);
        $sent = microtime(true);
        $process->signal(SIGUSR2);

        self::assertSame("waiting\nhandled\nenough\n", $process->end()->printed());
        self::assertWithin(1.0, $sent);
    }

    public function testAHandlerMayUseTheExtension(): void
    {
        $process = $this->start('pcntl_async_signals(true);
            pcntl_signal(SIGUSR1, function () use ($config) {
                echo count((new Metroport\Client($config))->fsecure()->products()), " products\n";
                throw new DomainException("enough");
            });
            try {' . self::HANG . '} catch (DomainException $e) { echo $e->getMessage(), "\n"; }', 30);

        $process->signal(SIGUSR1);

        self::assertSame("waiting\n4 products\nenough\n", $process->end(5.0)->printed());
    }

    public function testTheTimeLimitEndsACall(): void
    {
        // PHP counts processor time, so the limit is not reached by waiting; this is its signal.
        $process = $this->start('set_time_limit(20); register_shutdown_function(function () { echo "shutdown\n"; });' . self::HANG, 30);
        $sent = microtime(true);
        $process->signal(SIGPROF);
        $ended = $process->end();

        self::assertSame([255, "waiting\nshutdown\n"], [$ended->status, $ended->out]);
        self::assertStringContainsString('Maximum execution time of 20 seconds exceeded', $ended->err);
        self::assertStringNotContainsString('Uncaught', $ended->err);
        self::assertWithin(1.0, $sent);
    }

    public function testACallHasADeadlineOfItsOwn(): void
    {
        $started = microtime(true);
        $thrown = self::assertThrown('ConnectionException', 'mms.timeout', fn () => $this->client(null, ['timeout' => Surroundings::patient(1)])->customers()->get(101));

        self::assertEqualsWithDelta(Surroundings::patient(1.0), microtime(true) - $started, Surroundings::patient(0.5));
        self::assertStringContainsString('GET /Users/users/{id}', $thrown->getMessage());
    }

    public function testAForkedChildHasItsOwnConnections(): void
    {
        $this->mms->heal();
        $lms = Lms::withPeople('postgres');
        $code = '
            $get = fn () => (new Metroport\Client($config))->customers()->get(101)["lastname"];
            $link = fn () => (new Metroport\Client($config))->customers()->mmsId(1);
            echo $get(), $link(), "\n";
            for ($i = 0; $i < 4; $i++) {
                if (pcntl_fork() === 0) {
                    // One of them never uses it.
                    exit($i === 3 || (($get() === "Zając") && $link() === 101) ? 0 : 1);
                }
            }
            for ($i = 0; $i < 4; $i++) {
                echo $get(), $link(), "\n";
            }
            while (pcntl_wait($status) > 0) {
                echo pcntl_wexitstatus($status);
            }
            echo "\n", $get(), $link(), "\n";';

        $ended = PhpProcess::run($code, $this->config($lms));

        self::assertSame(str_repeat("Zając101\n", 5) . "0000\nZając101\n", $ended->printed());
        self::assertSame(1, $this->mms->count('logins'));
    }

    public function testTheProcessEndsAtOnceWhateverIsOpen(): void
    {
        $this->mms->heal();
        $lms = Lms::withPeople('mysql');
        $code = '$client = new Metroport\Client($config); $client->customers()->page(); echo json_encode(microtime(true));';

        $ended = PhpProcess::run($code . 'exit(3);', $this->config($lms));

        self::assertSame([3, ''], [$ended->status, $ended->err]);
        $started = microtime(true);
        // One that is not used costs nothing.
        self::assertSame('2.0', substr(PhpProcess::run('echo Metroport\Client::VERSION;')->printed(), 0, 3));
        self::assertWithin(1.0, $started);
    }

    private function start(string $code, float $timeout): PhpProcess
    {
        $process = new PhpProcess($code, $this->config(null, ['timeout' => Surroundings::patient($timeout)]));
        $process->waitFor("waiting\n");
        // Into the call.
        Surroundings::until(fn () => $this->mms->calls('GET /Users/users/{id}') > 0, 'the call arrives');
        return $process;
    }
}
