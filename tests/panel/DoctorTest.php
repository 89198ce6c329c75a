<?php

declare(strict_types=1);

/** Broken installations, and that the doctor names what is wrong with each: on its page, and on the command line. */
final class DoctorTest extends PanelTestCase
{
    private const ACCESS = ['api_login' => 'operator', 'api_pass' => 'sekret'];

    /** @return array<string, string> database => a panel's configuration and MMS are well there */
    public static function databases(): array
    {
        return ['PostgreSQL' => ['postgres'], 'MariaDB' => ['mysql']];
    }

    /**
     * @return array{int, array<string, array<string, mixed>>, string} exit status; steps that are not fine by their names, the first
     *  of each; all that was said
     */
    private function doctor(Instance $panel): array
    {
        [$status, $out, $err] = self::script($panel, '--json');
        self::assertStringNotContainsString('sekret', $out . $err);
        $told = json_decode($out, true, 16, JSON_THROW_ON_ERROR);
        $wrong = [];
        foreach ($told['result']['steps'] as $step) {
            if ($step['state'] !== 'fine') {
                $wrong[$step['step']] ??= $step;
            }
        }
        return [$status, $wrong, $out];
    }

    /** @return array{int, string, string} exit status, standard output, standard error */
    private static function script(Instance $panel, string ...$arguments): array
    {
        $script = "$panel->directory/plugins/LMSMetroportPlugin/bin/metroport_doctor.php";
        $command = [PHP_BINARY, '-d', 'display_errors=0', '-d', 'error_log=/dev/null', $script, '-C', $panel->ini(), ...$arguments];
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['pipe', 'w']], $pipes, $panel->directory);
        $said = stream_get_contents($pipes[1]);
        $complained = stream_get_contents($pipes[2]);
        return [proc_close($process), $said, $complained];
    }

    /** A panel on which all is well, cron's jobs have run, and one thing is spoiled. */
    private function installation(string $database, array $settings = [], bool $extension = true): Instance
    {
        $panel = $this->panel($database, 'after_june_2026', $settings + ['serwer_url' => $this->simulator()->url] + self::ACCESS, $extension);
        foreach (['converge', 'pair', 'fsecure_packages', 'metrotv_packages', 'metrotv_stb', 'services'] as $job) {
            $now = $database === 'postgres' ? 'extract(epoch FROM now())::bigint' : 'UNIX_TIMESTAMP()';
            $panel->sql()->exec("INSERT INTO metroport_runs (job, started_at, ended_at, succeeded_at, note) VALUES ('$job', $now, $now, $now, '')");
        }
        return $panel;
    }

    /** @dataProvider databases */
    #[PHPUnit\Framework\Attributes\DataProvider('databases')]
    public function testNothingIsWrong(string $database): void
    {
        $panel = $this->installation($database);
        [$status, $wrong, $out] = $this->doctor($panel);
        $told = array_column(json_decode($out, true)['result']['steps'], null, 'step');
        // The simulator has no certificate.
        self::assertSame([0, ['settings' => 'config.clear']], [$status, array_column($wrong, 'code', 'step')]);

        [$status, $out] = self::script($panel);
        self::assertSame(0, $status);
        self::assertStringContainsString('[ ok ] Logowanie do MMS', $out);
        self::assertStringContainsString('metroport.api_pass = ustawione', $out);
        self::assertStringNotContainsString('sekret', $out);
        [$status, $out, $err] = self::script($panel, '-q');
        self::assertSame([0, ''], [$status, $out]);
        self::assertStringContainsString('http://', $err);

        // The page says the same, and knows the PHP of the command line.
        $steps = array_column(self::load(Browser::of($panel, 'klerk'), 'metroportconnectiontest')['steps'], null, 'step');
        self::assertSame([], array_filter(array_column($steps, 'failed')));
        self::assertStringContainsString(':cli: PHP ' . PHP_VERSION . ', 2.0.0', $steps['php']['detail']);
        self::assertStringContainsString(':cli-server: PHP ' . PHP_VERSION . ', 2.0.0', $steps['php']['detail']);
        // For people in their language; for programs as it was.
        self::assertSame('czeka: 0, odmowy: 0', $steps['queue']['detail']);
        self::assertSame(
            ['waiting 0, the oldest 0 s; refused 0', ['refused' => 0, 'waiting' => 0]],
            [$told['queue']['detail'], $told['queue']['found']],
        );
    }

    /**
     * What is spoiled, a setting or a row; how it is mended; which step says so, with which code and words.
     *
     * @return array<string, array{array<string, string>, string, string, string, string, string}>
     */
    private static function broken(Simulator $simulator): array
    {
        $tls = str_replace('http:', 'https:', $simulator->url);
        $tables = "UPDATE dbinfo SET keyvalue = %s WHERE keytype = 'dbversion_LMSMetroportPlugin'";
        $note = '{"php":"8.1.0","extension":null,"at":' . time() . '}';
        return [
            'tables of an older version' => [[], sprintf($tables, "'2026032302'"), sprintf($tables, "'2099010100'"), 'schema', 'store.schema', 'upgradedb.php'],
            'no password' => [['api_pass' => ''], '', '', 'settings', 'state.not_configured', 'metroport.api_pass'],
            'an address that is none' => [['serwer_url' => 'ftp://mms'], '', '', 'settings', 'state.not_configured', 'metroport.serwer_url'],
            'an address with a blank' => [['serwer_url' => 'api.mmsc.metroport.pl /'], '', '', 'settings', 'state.not_configured', 'metroport.serwer_url'],
            'an address that only the extension finds wrong' => [['serwer_url' => '300.1.1.1'], '', '', 'settings', 'config.wrong', 'metroport.serwer_url'],
            'a senseless value' => [['api_timeout' => '10s'], '', '', 'settings', 'config.senseless', 'metroport.api_timeout'],
            'no such name' => [['serwer_url' => 'https://mms.invalid'], '', '', 'dns', 'mms.dns', 'resolv.conf'],
            'nobody listens' => [['serwer_url' => 'https://127.0.0.1:1'], '', '', 'tcp', 'mms.unreachable', 'metroport.serwer_url'],
            'no TLS there' => [['serwer_url' => $tls], '', '', 'tls', 'mms.tls', 'certyfikaty'],
            'wrong password' => [['api_pass' => 'inne'], '', '', 'login', 'mms.login', 'metroport.api_pass'],
            'cron stands still' => [[], "UPDATE metroport_runs SET succeeded_at = 1 WHERE job = 'converge'",
                "UPDATE metroport_runs SET succeeded_at = started_at", 'job_converge', 'job.late', 'cron'],
            'cron was never set up' => [[], "UPDATE metroport_runs SET job = 'x' WHERE job = 'pair'",
                "UPDATE metroport_runs SET job = 'pair' WHERE job = 'x'", 'job_pair', 'job.never', 'metroport.cron'],
            'MMS refused' => [[], "INSERT INTO metroport_locks (lms_user_id, service, wanted, wanted_at, refused) VALUES (1, 'metrotv', 1, 1, 1)",
                'DELETE FROM metroport_locks', 'queue', 'queue.refused', 'Kolejka'],
            'another PHP has no extension' => [[], "INSERT INTO metroport_settings (name, value) VALUES ('php:www:fpm-fcgi', '$note')",
                "DELETE FROM metroport_settings WHERE name = 'php:www:fpm-fcgi'", 'php', 'php.extension', 'www:fpm-fcgi (PHP 8.1.0)'],
        ];
    }

    public function testTheCauseOfEachBrokenInstallationIsNamed(): void
    {
        $simulator = $this->simulator();
        $panel = $this->installation('postgres', $whole = ['serwer_url' => $simulator->url, 'api_timeout' => '10'] + self::ACCESS);
        $clerk = Browser::of($panel, 'klerk');
        $set = static function (array $settings) use ($panel): void {
            foreach ($settings as $key => $value) {
                $panel->sql()->prepare("UPDATE uiconfig SET value = ? WHERE section = 'metroport' AND var = ?")->execute([$value, $key]);
            }
        };
        foreach (self::broken($simulator) as $what => [$settings, $break, $mend, $step, $code, $words]) {
            $set($settings);
            $break === '' || $panel->sql()->exec($break);
            $this->names($panel, $clerk, $what, $step, $code, $words);
            $set($whole);
            $mend === '' || $panel->sql()->exec($mend);
        }
        $simulator->control('faults', ['method' => 'GET', 'path' => '/Iptv/Packages', 'fault' => ['kind' => 'status', 'status' => 403, 'when' => 'before']]);
        $this->names($panel, $clerk, 'a part of MMS is closed', 'metrotv', 'mms.area', 'metroport.api_login');
    }

    private function names(Instance $panel, Browser $clerk, string $what, string $step, string $code, string $words): void
    {
        [$status, $wrong, $out] = $this->doctor($panel);
        self::assertSame($code, $wrong[$step]['code'] ?? null, "$what: $out");
        self::assertStringContainsString($words, $wrong[$step]['sentence'], $what);
        self::assertSame($wrong[$step]['state'] === 'failed' ? 1 : 0, $status, $what);
        self::assertSame([], array_diff(array_keys($wrong), [$step, 'settings']), "$what: nothing else is blamed");
        $page = array_column(self::load($clerk, 'metroportconnectiontest')['steps'], null, 'sentence');
        self::assertArrayHasKey($wrong[$step]['sentence'], $page, "$what: the page says so too");
    }

    public function testTheExtensionIsMissing(): void
    {
        $panel = $this->installation('postgres', extension: false);
        [$status, $wrong] = $this->doctor($panel);
        self::assertSame([1, 'state.extension_missing'], [$status, $wrong['extension']['code']]);
        self::assertStringContainsString('lms-metroport-install', $wrong['extension']['sentence']);
        $steps = array_column(self::load(Browser::of($panel, 'klerk'), 'metroportconnectiontest')['steps'], 'code', 'step');
        self::assertSame('state.extension_missing', $steps['extension']);
    }

    public function testTheExtensionHasAnotherVersion(): void
    {
        $panel = $this->installation('postgres');
        $plugin = "$panel->directory/plugins/LMSMetroportPlugin/LMSMetroportPlugin.php";
        file_put_contents($plugin, str_replace("VERSION = '2.0.0'", "VERSION = '2.1.0'", (string) file_get_contents($plugin)));
        [$status, $wrong] = $this->doctor($panel);
        self::assertSame([1, 'state.extension_version'], [$status, $wrong['extension']['code']]);
        foreach (['2.0.0', '2.1.0'] as $version) {
            self::assertStringContainsString($version, $wrong['extension']['sentence']);
        }
    }

    public function testThePluginIsNotEnabled(): void
    {
        $panel = $this->installation('postgres');
        $panel->sql()->exec("UPDATE uiconfig SET value = '' WHERE section = 'phpui' AND var = 'plugins'");
        [$status, $wrong] = $this->doctor($panel);
        self::assertSame([1, ['plugin' => 'state.disabled', 'settings' => 'config.clear']], [$status, array_column($wrong, 'code', 'step')]);
        self::assertStringContainsString('Wtyczki', $wrong['plugin']['sentence']);

        // Nor can it be: LMS knows the plugins that were there when somebody last ran composer.
        $map = "$panel->directory/map.php";
        require_once __DIR__ . '/../host/lib/ClassMap.php';
        ClassMap::freeze($map, dirname(__DIR__) . '/host/lib');
        $ini = (string) file_get_contents($panel->ini());
        file_put_contents($panel->ini(), str_replace('[host]', "[host]\nclass_map = $map", $ini));
        [$status, $wrong] = $this->doctor($panel);
        self::assertSame([1, ['plugin' => 'state.class_map', 'settings' => 'config.clear']], [$status, array_column($wrong, 'code', 'step')]);
        self::assertStringContainsString('mapa klas', $wrong['plugin']['sentence']);
        file_put_contents($panel->ini(), $ini);

        // It never was: LMS makes its tables and settings when it is enabled.
        $panel->sql()->exec("DELETE FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin'");
        $panel->sql()->exec("DELETE FROM uiconfig WHERE section = 'metroport'");
        [$status, $wrong] = $this->doctor($panel);
        self::assertSame([1, ['plugin' => 'state.disabled']], [$status, array_column($wrong, 'code', 'step')]);
    }

    /** @dataProvider databases */
    #[PHPUnit\Framework\Attributes\DataProvider('databases')]
    public function testTheDatabaseIsDown(string $database): void
    {
        $panel = $this->installation($database);
        $ini = (string) preg_replace('/^(host|socket)\s*=.*$/m', "$1 = /nowhere", (string) file_get_contents($panel->ini()));
        file_put_contents($panel->ini(), preg_replace('/^host\s*=.*$/m', $database === 'postgres' ? 'host = /nowhere' : 'host = 127.0.0.1:1', $ini));
        [$status, $wrong] = $this->doctor($panel);
        self::assertSame([1, ['lms' => 'lms.dead', 'database' => 'store.unreachable']], [$status, array_column($wrong, 'code', 'step')]);
        self::assertStringContainsString('cannot connect to database', $wrong['lms']['detail']);
        self::assertStringContainsString('[database]', $wrong['database']['sentence']);

        [$status, $out] = self::script($panel);
        self::assertSame(1, $status);
        self::assertStringContainsString('[FAIL] Baza danych LMS', $out);
    }
}
