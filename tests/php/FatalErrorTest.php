<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/**
 * A request that ends in the middle of a run of locks, in PHP code that the run has called: the next request to the same
 * process finds nothing locked.
 */
final class FatalErrorTest extends ExtensionTestCase
{
    private Lms $lms;
    private ?WebServer $server = null;

    protected function setUp(): void
    {
        $this->mms = new Mms(People::crowd(12));
        $this->lms = Lms::empty('postgres');
        array_map(fn (int $customer) => $this->lms->link($customer, 1000 + $customer), range(1, 12));
        $this->mms->delay(60);
        $this->server = new WebServer();
    }

    protected function tearDown(): void
    {
        self::assertSame([], Canary::in($this->server->stop()), 'the log tells a secret');
        parent::tearDown();
    }

    /**
     * Memory comes last: where CVE-2026-109618 is mended it unwinds like an exception, and the others still jump.
     *
     * @return iterable<string, array{string, string}> what ends the request, and what it prints
     */
    public static function ends(): iterable
    {
        yield 'exit' => ['exit("bye");', 'bye'];
        yield 'fatal error' => ['eval("interface A { function f(); } class B implements A {}");', 'abstract method'];
        yield 'time limit' => ['set_time_limit(1); while (true);', 'Maximum execution time'];
        yield 'memory limit' => ['ini_set("memory_limit", "8M"); str_repeat("x", 1 << 30);', 'Allowed memory size'];
    }

    /** @dataProvider ends */
    #[DataProvider('ends')]
    public function testInTheProgressFunction(string $end, string $printed): void
    {
        $request = $this->lock("function (int \$done) { if (\$done > 0) { $end } }");

        $this->assertEndedHalfWay($printed, $request);
        $this->assertTheSameProcessFinishes();
    }

    /** PHP blocks all signals while a handler runs, and with them the time limit. */
    public static function endsOfHandlers(): iterable
    {
        return array_diff_key(iterator_to_array(self::ends()), ['time limit' => true]);
    }

    /** @dataProvider endsOfHandlers */
    #[DataProvider('endsOfHandlers')]
    public function testInASignalHandler(string $end, string $printed): void
    {
        $request = $this->lock('null', "pcntl_async_signals(true); pcntl_signal(SIGUSR1, function () { $end });");
        Surroundings::until(fn () => $this->mms->count('changing') > 0, 'the run is under way');
        $this->server->signal(SIGUSR1);

        $this->assertEndedHalfWay($printed, $request);
        $this->assertTheSameProcessFinishes();
    }

    /** @return resource */
    private function lock(string $progress, string $before = '')
    {
        return $this->server->send("$before \$report = (new Metroport\\Client(\$config))->locks()->lock(range(1, 12), ['metrotv'], false, $progress);
            echo json_encode([\$report['stopped'], \$report['failed']]);", $this->config($this->lms, ['concurrency' => 1]));
    }

    /** @param resource $request */
    private function assertEndedHalfWay(string $printed, $request): void
    {
        self::assertStringContainsString($printed, $this->server->answer($request));
        self::assertNotSame(12, $this->mms->count('changing'), 'the run was over already');
    }

    private function assertTheSameProcessFinishes(): void
    {
        self::assertSame('[null,0]', $this->server->answer($this->lock('null')));
        self::assertCount(12, array_filter($this->mms->rows('accounts'), fn ($account) => $account['blocked']));
    }
}
