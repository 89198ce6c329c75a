<?php

declare(strict_types=1);

use MetroportFake\Script;

/** What happens behind a save of a customer in LMS; each in a process of its own, because it happens at its end. */
final class FollowTest extends ShimTestCase
{
    private const ON = ['metroport.automatically_update_customer_data' => 'true'];

    /**
     * Runs the code inside LMS with the plugin, and tells what the extension was asked after the page's last word.
     *
     * @param array<string, mixed> $case as for follow.php
     * @return array{string, string, int} standard output, standard error, exit status
     */
    private static function page(string $code, array $case = ['config' => self::ON]): array
    {
        $process = proc_open(
            [PHP_BINARY, '-d', 'display_errors=stderr', '-d', 'error_log=/dev/stderr', __DIR__ . '/host/follow.php', $code],
            [1 => ['pipe', 'w'], 2 => ['pipe', 'w']],
            $pipes,
            null,
            ['FOLLOW_CASE' => json_encode($case, JSON_FORCE_OBJECT), 'PATH' => (string) getenv('PATH')],
        );
        $out = stream_get_contents($pipes[1]);
        $err = stream_get_contents($pipes[2]);
        return [$out, $err, proc_close($process)];
    }

    private const EDIT = '$hook("customeredit_after_submit", ["customerdata" => ["id" => "7"]]);';

    public function testEveryHookRemembersItsCustomerAndGivesTheDataBack(): void
    {
        $told = static fn (string $hook, string $data): string =>
            self::page("\$data = $data; echo \$hook('$hook', \$data) === \$data ? 'saved ' : 'changed ';")[0];
        foreach ([
            'customeradd_after_submit' => '["id" => "7", "customeradd" => ["lastname" => "X"]]',
            'customeredit_after_submit' => '["customerdata" => ["id" => "7", "lastname" => "X"]]',
            'customerdel_after_submit' => '["id" => "7", "permanent" => false]',
        ] as $hook => $data) {
            self::assertSame('saved [["follow",[7],false]]', $told($hook, $data), $hook);
        }
        foreach (['["id" => false]', '["id" => null]', '[]', '["id" => "x"]'] as $nobody) {
            self::assertSame('saved []', $told('customeradd_after_submit', $nobody));
        }
    }

    public function testNothingIsSentBeforeEverythingIsStored(): void
    {
        [$out] = self::page(self::EDIT . 'echo json_encode(MetroportFake\Script::$calls), " contacts stored "; ' . self::EDIT
            . '$hook("customerdel_after_submit", ["id" => "9", "permanent" => false]); die;');
        self::assertSame('[] contacts stored [["follow",[7,9],false]]', $out, 'once, for all of them');
    }

    public function testTheBrowserHasItsAnswerFirst(): void
    {
        $release = 'function fastcgi_finish_request() { MetroportFake\Script::$calls[] = ["released"]; return true; }';
        self::assertSame('[["released"],["follow",[7],true]]', self::page($release . self::EDIT)[0]);
    }

    public function testItIsTheSystemsDoingAndNeedsItsSettingOnly(): void
    {
        self::assertSame('[["follow",[7],false]]', self::page(self::EDIT)[0], 'a user without any right');
        self::assertSame('[]', self::page(self::EDIT, ['config' => []])[0], 'not set');
        self::assertSame('[]', self::page(self::EDIT, ['config' => ['metroport.automatically_update_customer_data' => 'false']])[0]);
    }

    public function testLmsMayHaveClosedItsDatabaseByThen(): void
    {
        [$out, $err] = self::page(self::EDIT . 'Host::$schema = new Error("mysqli object is already closed");');
        self::assertSame(['[["follow",[7],false]]', ''], [$out, $err]);
    }

    public function testASaveIsNeverHarmed(): void
    {
        foreach ([['failure' => 'store.unreachable'], ['failure' => 'mms.unreachable'], ['extension' => false]] as $case) {
            [$out, $err, $status] = self::page(self::EDIT . 'echo "saved ";', $case + ['config' => self::ON]);
            self::assertSame(['saved', 0], [substr($out, 0, 5), $status]);
            self::assertStringContainsString('etroport', $err, 'the log knows why');
            self::assertStringNotContainsString('Fatal', $err);
        }
    }
}
