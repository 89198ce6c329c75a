<?php

declare(strict_types=1);

/** lms-notify's actions, in a process of their own: what it prints where, and how it ends. */
final class NotificationTest extends ShimTestCase
{
    private const NOTHING = ['stopped' => null, 'lines' => [], 'done' => 0, 'failed' => 0, 'unchanged' => 3];

    /** @return array{string, string, int} stdout, stderr, exit status */
    private function notify(array $case): array
    {
        $process = proc_open(
            [PHP_BINARY, '-d', 'display_errors=1', '-d', 'error_log=/dev/null', __DIR__ . '/host/notify.php',
                json_encode($case + ['extension' => true])],
            [1 => ['pipe', 'w'], 2 => ['pipe', 'w']],
            $pipes,
        );
        $out = stream_get_contents($pipes[1]);
        $err = stream_get_contents($pipes[2]);
        return [$out, $err, proc_close($process)];
    }

    private static function channel(string $hook, array $actions, bool $quiet = false, bool $debug = false): array
    {
        return ['hook' => $hook, 'data' => [
            'customers' => ['12', '345'],
            'nodes' => [],
            'actions' => array_fill_keys($actions, []),
            'quiet' => $quiet,
            'debug' => $debug,
        ]];
    }

    private static function line(int $customer, string $outcome, array $more = []): array
    {
        return $more + ['customer_id' => $customer, 'service' => 'metrotv', 'service_id' => 77, 'action' => 'lock',
            'outcome' => $outcome, 'code' => null, 'message' => null];
    }

    private static function failed(): array
    {
        return ['lines' => [
            self::line(12, 'done'),
            self::line(345, 'failed', ['code' => 'mms.timeout', 'message' => 'PESEL 44051401359 timed out']),
            self::line(346, 'failed', ['code' => 'mms.timeout', 'service_id' => 0]),
            self::line(347, 'refused', ['code' => 'mms.rejected', 'message' => "nie\nmożna \033[31mteraz", 'action' => 'release',
                'service' => 'fsecure']),
        ], 'done' => 1, 'failed' => 3] + self::NOTHING;
    }

    public function testBothActionsAreKnownWithoutTheExtensionAndTheRestGoesOn(): void
    {
        foreach ([false, true] as $debug) {
            [$out, $err, $status] = $this->notify(['extension' => false, 'runs' => [
                self::channel('notification_blocks', ['metrotv-locks', 'customer-status'], false, $debug),
                self::channel('notification_unblocks', ['metrofsecure-locks'], true, $debug),
            ]]);
            self::assertStringContainsString('LMS: actions customer-status metrotv-locks metrofsecure-locks', $out);
            self::assertStringContainsString("LMS: end\nLMS: shutdown\n", $out);
            self::assertSame(2, substr_count($err, 'make install LMS_DIR='));
            self::assertSame(1, $status);
        }
    }

    public function testOtherActionsAreNotOurs(): void
    {
        [$out, $err, $status] = $this->notify(['extension' => false, 'runs' => [
            self::channel('notification_blocks', ['customer-status']),
            ['hook' => 'notification_unblocks', 'data' => ['customers' => null, 'actions' => []]],
        ]]);
        self::assertSame(['', 0], [$err, $status]);
        self::assertSame(2, substr_count($out, 'LMS: data kept'));
    }

    public function testServicesAndCustomersArePassedOn(): void
    {
        [$out, $err, $status] = $this->notify(['locks' => self::NOTHING, 'runs' => [
            self::channel('notification_blocks', ['metrotv-locks', 'customer-status']),
            self::channel('notification_unblocks', ['customer-status', 'metrofsecure-locks', 'metrotv-locks']),
        ]]);
        self::assertStringContainsString(
            'LMS: calls [["lock",[12,345],["metrotv"],false],["release",[12,345],["metrotv","fsecure"],false]]',
            $out,
        );
        self::assertStringContainsString('Metroport: changed: 0, failed: 0, customers without change: 3.', $out);
        self::assertSame(['', 0], [$err, $status]);
    }

    public function testTrialRunSaysWhatItWouldDo(): void
    {
        [$out, $err, $status] = $this->notify([
            'locks' => ['lines' => [
                self::line(12, 'planned'),
                self::line(345, 'planned', ['action' => 'release', 'service' => 'fsecure', 'service_id' => 9]),
            ]] + self::NOTHING,
            'syslog' => true,
            'runs' => [self::channel('notification_blocks', ['metrotv-locks'], false, true)],
        ]);
        self::assertStringContainsString('"lock",[12,345],["metrotv"],true', $out);
        self::assertStringContainsString("[block/metrotv-locks] Customer: #12, service: #77: would be blocked\n", $out);
        self::assertStringContainsString("[unblock/metrofsecure-locks] Customer: #345, service: #9: would be unblocked\n", $out);
        self::assertStringContainsString('nothing was changed. To be changed: 2, failed: 0, customers without change: 3.', $out);
        self::assertStringContainsString('LMS: log []', $out);
        self::assertSame(['', 0], [$err, $status]);
    }

    public function testFailuresGoToStderrByIdsAndTheProcessFails(): void
    {
        [$out, $err, $status] = $this->notify([
            'locks' => self::failed(),
            'runs' => [self::channel('notification_blocks', ['metrotv-locks'])],
        ]);
        self::assertStringContainsString("Customer: #12, service: #77: blocked\n", $out);
        self::assertStringContainsString("Customer: #346: failed, it will be tried again: MMS did not answer", $out);
        self::assertStringContainsString("MMS refused, it will be tried again: nie można [31mteraz\n", $out);
        self::assertSame(
            "[block/metrotv-locks] MMS did not answer in time. Try again in a moment; if it stays so, ask Metroport whether MMS works. The next run will try again. Customers: #345, #346\n"
            . "[unblock/metrofsecure-locks] MMS refused. The next run will try again. Customers: #347\n",
            $err,
        );
        self::assertStringNotContainsString('44051401359', $out . $err);
        self::assertStringContainsString("LMS: end\nLMS: shutdown\n", $out);
        self::assertSame(1, $status);
    }

    public function testQuietSaysNothingButFailures(): void
    {
        [$out, $err, $status] = $this->notify([
            'locks' => self::failed(),
            'runs' => [self::channel('notification_blocks', ['metrotv-locks'], true)],
        ]);
        self::assertSame('', preg_replace('/^LMS: .*\n/m', '', $out));
        self::assertStringContainsString('#345', $err);
        self::assertSame(1, $status);
    }

    public function testARunThatWasStoppedSaysWhy(): void
    {
        foreach (['locks.limit' => 'lock_limit_percent', 'locks.busy' => 'another run'] as $code => $words) {
            [$out, $err, $status] = $this->notify([
                'locks' => ['stopped' => ['code' => $code, 'message' => 'x']] + self::NOTHING,
                'runs' => [self::channel('notification_unblocks', ['metrotv-locks'])],
            ]);
            self::assertStringContainsString($words, $err);
            self::assertStringNotContainsString('changed: 0', $out);
            self::assertSame(1, $status);
        }
    }

    public function testAnExceptionIsASentenceAndNoEnd(): void
    {
        [$out, $err, $status] = $this->notify([
            'failure' => 'store.unreachable',
            'runs' => [self::channel('notification_blocks', ['metrotv-locks']), self::channel('notification_unblocks', ['metrotv-locks'])],
        ]);
        self::assertSame(2, substr_count($err, 'Metroport: the run broke off. The plugin cannot connect with the database'));
        self::assertStringContainsString('LMS: end', $out);
        self::assertSame(1, $status);

        [, $err, $status] = $this->notify([
            'config' => ['metroport.serwer_url' => ''],
            'runs' => [self::channel('notification_blocks', ['metrotv-locks'])],
        ]);
        self::assertStringContainsString('metroport.serwer_url', $err);
        self::assertSame(1, $status);
    }

    public function testConfirmedChangesGoToTheLogOfLms(): void
    {
        [$out] = $this->notify([
            'locks' => self::failed(),
            'syslog' => true,
            'runs' => [self::channel('notification_blocks', ['metrotv-locks'], true)],
        ]);
        self::assertStringContainsString(
            'LMS: log ["lms-notify.php",[7,3,{"7":12,"metrotv_suspend":1,"metroport_service":77}]]',
            $out,
        );
    }
}
