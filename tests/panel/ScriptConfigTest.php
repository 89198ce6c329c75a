<?php

declare(strict_types=1);

/** Which LMS the plugin's scripts are about. */
final class ScriptConfigTest extends PanelTestCase
{
    /** As the documents print them: nothing but the name, from whatever directory. */
    public function testItIsTheOneAroundThePluginWhereThereIsNoneInEtc(): void
    {
        $panel = $this->stage()->panel('postgres', 'after_june_2026', ['serwer_url' => 'http://127.0.0.1:1', 'api_login' => 'a', 'api_pass' => 'b']);
        $script = "$panel->directory/plugins/LMSMetroportPlugin/bin/metroport_converge.php";
        // As if /etc were empty, whatever this machine has there.
        $allowed = implode(':', array_diff(glob('/*') ?: [], ['/etc']));
        $run = static function (string ...$options) use ($script, $allowed): string {
            $command = [PHP_BINARY, '-d', "open_basedir=$allowed", $script, '--dry-run', ...$options];
            return (string) shell_exec('cd / && ' . implode(' ', array_map('escapeshellarg', $command)) . ' 2>&1');
        };

        self::assertStringContainsString("Using file $panel->directory/lms.ini as config.", $run());
        foreach (['-C', '--config-file'] as $option) {
            self::assertStringContainsString('/nowhere.ini', $run($option, '/nowhere.ini'));
        }
        self::assertSame('', $run('-q'));
    }
}
