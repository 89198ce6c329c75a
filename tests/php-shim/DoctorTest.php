<?php

declare(strict_types=1);

use LMSMetroportPlugin\Diagnosis;
use LMSMetroportPlugin\Doctor;
use LMSMetroportPlugin\Sapi;
use MetroportFake\Script;

/** The doctor: what it makes of what it finds. What it finds is tests/panel/DoctorTest.php's. */
final class DoctorTest extends ShimTestCase
{
    /** @return array<string, string> step => state */
    private static function states(): array
    {
        $states = [];
        foreach (Doctor::examine() as $diagnosis) {
            $states[$diagnosis->step] = $diagnosis->state();
        }
        return $states;
    }

    /** The sentence of a step, details too. */
    private static function said(string $step): string
    {
        $said = array_filter(Doctor::examine(), static fn (Diagnosis $diagnosis): bool => $diagnosis->step === $step);
        return implode("\n", array_map(static fn (Diagnosis $diagnosis): string => "$diagnosis->sentence $diagnosis->words", $said));
    }

    public function testItTellsStepsAndNoSecrets(): void
    {
        $steps = Doctor::answer()['steps'];
        self::assertSame(
            ['PHP extension', 'Plugin', 'PHP of the web server and of cron', 'Settings', 'Answer of MMS (HTTP)', 'Login to MMS', 'Database of LMS',
                'Tables of the plugin', 'Cron: metroport_customer_update.php'],
            array_column($steps, 'title'),
        );
        self::assertSame([true, true, true, true, true, false, true, true, false], array_column($steps, 'fine'));
        self::assertSame([5 => true], array_filter(array_column($steps, 'failed')));
        self::assertSame([8 => true], array_filter(array_column($steps, 'warning')));
        self::assertSame([0, 0, 0, 0, 31, 83, 3, 1, 0], array_column($steps, 'milliseconds'));
        self::assertStringContainsString('metroport.api_pass', $steps[5]['sentence']);

        Host::$config['metroport.serwer_url'] = 'http://isp:api-secret@mms.example';
        Host::$config['metroport.api_timeout'] = 'api-secret';
        $told = json_encode([Doctor::facts(), Doctor::settingsTable(), Doctor::answer(), $steps], JSON_UNESCAPED_SLASHES);
        foreach (['api-secret', 'dbpass'] as $secret) {
            self::assertStringNotContainsString($secret, $told);
        }
        foreach (['metroport.api_timeout', 'http:', 'mms.example', PHP_SAPI, '2.0.0', LMSMetroportPlugin::PLUGIN_DB_VERSION] as $word) {
            self::assertStringContainsString($word, $told);
        }
    }

    public function testWithoutSettingsTheDatabaseIsTriedAlone(): void
    {
        Host::$config['metroport.api_pass'] = '';
        self::assertSame('failed', self::states()['settings']);
        self::assertContains(['testDatabase'], Script::$calls);
        self::assertNotContains(['test'], Script::$calls, 'nobody logs in without a password');
        self::assertStringContainsString('metroport.api_pass', self::said('settings'));
        self::assertStringContainsString('[database]', self::said('database'));
    }

    public function testASchemaThatIsBehindKeepsNothingFromBeingTried(): void
    {
        Host::$schema = '2026032302';
        self::assertArrayHasKey('login', self::states());
    }

    public function testAPluginThatIsNotEnabledIsToldAndNothingElseBlamed(): void
    {
        Host::$enabled = false;
        $states = self::states();
        self::assertSame('failed', $states['plugin']);
        self::assertArrayHasKey('login', $states, 'what is there is tried');
        self::assertStringContainsString('Configuration - Plugins', self::said('plugin'));
        Host::$listed = false;
        self::assertStringContainsString('composer dump-autoload', self::said('plugin'));

        // LMS makes tables and settings when it is enabled.
        Host::$schema = null;
        Host::$config = [];
        self::assertSame(['extension' => 'fine', 'plugin' => 'failed'], self::states());
    }

    public function testASenselessValueIsAWarningWithItsKey(): void
    {
        Host::$config['metroport.lock_limit_percent'] = '30%';
        self::assertSame('warning', self::states()['settings']);
        self::assertStringContainsString('metroport.lock_limit_percent', self::said('settings'));
        $row = array_column(Doctor::settingsTable(), null, 'key')['lock_limit_percent'];
        self::assertSame(['30', '30'], [$row['value'], $row['default']]);
        self::assertStringContainsString('metroport.lock_limit_percent', $row['wrong']);
        self::assertSame('set', array_column(Doctor::settingsTable(), null, 'key')['api_pass']['value']);
    }

    public function testWhatTheExtensionThrowsIsAStepToo(): void
    {
        Script::$failure = Script::failure('config.wrong');
        self::assertSame('failed', self::states()['settings']);
        self::assertStringContainsString('config.wrong', self::said('settings'));
    }

    public function testThePhpOfCronIsKnownToTheWebServersAndTheOtherWayRound(): void
    {
        self::assertSame('fine', self::states()['php']);
        self::assertStringContainsString(PHP_SAPI . ': PHP ' . PHP_VERSION . ', 2.0.0', self::said('php'));

        $note = ['php' => '8.1.2', 'extension' => null, 'at' => time() - 60];
        Host::$settings['php:www1:fpm-fcgi'] = json_encode($note);
        self::assertSame('failed', self::states()['php']);
        self::assertStringContainsString('www1:fpm-fcgi (PHP 8.1.2)', self::said('php'));
        Host::$settings['php:www1:fpm-fcgi'] = json_encode(['extension' => '1.9.0'] + $note);
        self::assertSame('failed', self::states()['php']);
        Host::$settings['php:www1:fpm-fcgi'] = json_encode(['extension' => '2.0.0'] + $note);
        self::assertSame('fine', self::states()['php']);
        // What a PHP noted before an upgrade says nothing of now.
        Host::$settings['php:www1:fpm-fcgi'] = json_encode(['extension' => '1.9.0', 'plugin' => '1.9.0'] + $note);
        self::assertSame('fine', self::states()['php']);
        self::assertStringContainsString('www1:fpm-fcgi: PHP 8.1.2, 1.9.0', self::said('php'));
        Host::$settings['php:www1:fpm-fcgi'] = json_encode(['extension' => '1.9.0', 'plugin' => '2.0.0'] + $note);
        self::assertSame('failed', self::states()['php']);
        // Cron's days are to be those of the pages. Who noted nothing of it is asked for nothing.
        Host::$settings['php:www1:fpm-fcgi'] = json_encode(['extension' => '2.0.0', 'zone' => 'Asia/Tokyo'] + $note);
        self::assertSame('warning', self::states()['php']);
        self::assertStringContainsString('Asia/Tokyo', self::said('php'));
        self::assertStringContainsString('date.timezone', self::said('php'));
        // Who has not been seen for a month is gone.
        Host::$settings['php:www1:fpm-fcgi'] = json_encode(['at' => time() - 31 * 86400] + $note);
        self::assertSame('fine', self::states()['php']);
        foreach (['', '{', '[]', '{"php":8}', '{"php":"8.1.2","at":"x"}', '{"php":"8.1.2","extension":[],"at":1}'] as $rubbish) {
            Host::$settings['php:www1:fpm-fcgi'] = $rubbish;
            self::assertSame('fine', self::states()['php'], $rubbish);
        }
    }

    public function testANoteIsWrittenWhenSomethingChangedOrOnceAnHour(): void
    {
        Sapi::record();
        Sapi::record();
        self::assertSame(1, Host::$written);
        [$name] = array_keys(Host::$settings);
        self::assertStringEndsWith(':' . PHP_SAPI, $name);
        self::assertLessThanOrEqual(60, strlen($name));
        $note = json_decode(Host::$settings[$name], true);

        Host::$settings[$name] = json_encode(['at' => $note['at'] - 3601] + $note);
        Sapi::record();
        self::assertSame(2, Host::$written);
        Host::$settings[$name] = json_encode(['extension' => null] + $note);
        Sapi::record();
        self::assertSame(3, Host::$written);
        Host::$settings[$name] = json_encode(['plugin' => '1.9.0'] + $note);
        Sapi::record();
        self::assertSame(4, Host::$written);

        Host::$schema = null;
        Host::$settings = [];
        Sapi::record();
        self::assertSame([[], []], [Host::$settings, Sapi::all()], 'there are no tables yet');
        Host::$schema = new RuntimeException('gone');
        Sapi::record();
    }

    public function testEveryStepAndCodeHasItsWords(): void
    {
        foreach (['en', 'pl'] as $language) {
            $language === 'pl' && Host::polish();
            $sources = '';
            foreach (self::files(self::SHIM . '/../src/operations/doctor', 'rs') as $file) {
                $sources .= file_get_contents($file);
            }
            preg_match_all('/code: "([a-z.]+)"/', $sources, $codes);
            preg_match_all('/Step::of\("([a-z]+)"|area\(context, "([a-z]+)"/', $sources, $steps);
            $steps = array_diff(array_filter([...$steps[1], ...$steps[2]]), ['configuration']);
            self::assertGreaterThan(12, count($steps));
            foreach ($steps as $step) {
                self::assertNotSame($step, Diagnosis::fine($step)->title());
            }
            foreach (array_unique($codes[1]) as $code) {
                $told = Diagnosis::of(['step' => 'x', 'ok' => false, 'milliseconds' => 1.0, 'detail' => '', 'code' => $code, 'found' => []]);
                self::assertStringNotContainsString($code, $told->sentence, 'a code is no advice');
            }
        }
    }

    /** A step of the extension's as the page has it. */
    private static function words(string $step, string $detail, ?string $code, array $found): string
    {
        $ok = $code === null;
        return Diagnosis::of(['step' => $step, 'ok' => $ok, 'milliseconds' => 1.0, 'detail' => $detail, 'code' => $code, 'found' => $found])->words;
    }

    public function testWhatWasFoundIsToldInTheOperatorsLanguageAndZone(): void
    {
        Host::polish();
        date_default_timezone_set('Europe/Warsaw');
        $night = 1_764_040_260; // 2025-11-25 03:11 UTC
        self::assertSame('10.0.0.1, 10.0.0.2', self::words('dns', '10.0.0.1, 10.0.0.2', null, []));
        foreach (['customers' => 'klienci', 'fsecure' => 'produkty', 'metrotv' => 'pakiety', 'decoders' => 'modele'] as $area => $rows) {
            self::assertSame("$rows: 12", self::words($area, '12', null, ['rows' => 12]));
        }
        self::assertSame('ważny do 2025/11/25 04:11 (dni: 13)', self::words('tls', 'valid', 'certificate.soon', ['days' => 13, 'valid_until' => $night]));
        self::assertSame('MMS -121 s, baza danych +0 s', self::words('clock', 'MMS', 'clock.skew', ['MMS' => -121, 'database' => 0]));
        self::assertSame('brakuje: INSERT on metroport_locks', self::words('rights', 'x', 'store.rights', ['missing' => 'INSERT on metroport_locks']));
        self::assertSame('czeka: 0, odmowy: 2', self::words('queue', 'waiting', 'queue.refused', ['refused' => 2, 'waiting' => 0]));
        self::assertSame('czeka: 3 (od 2025/11/25 04:11), odmowy: 0',
            self::words('queue', 'waiting', null, ['refused' => 0, 'since' => $night, 'waiting' => 3]));
        self::assertSame('ostatnio udane: 2025/11/25 04:11; zrobione: 3, odmowy: 0',
            self::words('job_converge', '5 s ago', null, ['note' => '3 done, 0 refused', 'succeeded_at' => $night]));
        self::assertSame('jeszcze nigdy się nie udało; Niczego nie zmieniono: trwa inny przebieg. Spróbuj ponownie, gdy się skończy.',
            self::words('job_pair', 'sync.busy', 'job.late', ['note' => 'sync.busy']));
        self::assertSame('ostatnio udane: 2025/11/25 04:11', self::words('job_pair', '5 s ago; ', null, ['succeeded_at' => $night]));
        self::assertSame('Komunikat: MMS cannot be reached', self::words('tcp', 'MMS cannot be reached', 'mms.unreachable', []));
        self::assertSame('', self::words('login', '', null, []));
    }

    /** The counts that the jobs leave are written in Rust, and no test there knows the words that they become. */
    public function testEveryCountOfAJobHasItsWords(): void
    {
        $notes = [];
        foreach (self::files(self::SHIM . '/../src/operations', 'rs') as $file) {
            preg_match_all('/fn note\(report.*?^}|let note = .*?^    };/ms', (string) file_get_contents($file), $functions);
            foreach ($functions[0] as $function) {
                preg_match_all('/"(\{[^"]+)"/', $function, $formats);
                array_push($notes, ...$formats[1]);
            }
        }
        self::assertCount(4, $notes);
        Host::polish();
        foreach ($notes as $note) {
            $note = (string) preg_replace('/\{[^}]*\}/', '7', $note);
            foreach (explode(', ', $note) as $count) {
                $words = self::words('job_pair', '', null, ['note' => $count]);
                self::assertStringEndsWith(': 7', $words, $note);
            }
        }
    }

    /** What cron is told to run is what the doctor and the metrics look for. */
    public function testEveryJobOfCronIsLookedAt(): void
    {
        $source = (string) file_get_contents(self::SHIM . '/../src/store/runs.rs');
        preg_match_all('/^    \("([a-z_]+)", [\d_]+\),$/m', $source, $jobs);
        $titles = array_map(static fn (string $job): string => Diagnosis::fine("job_$job")->title(), $jobs[1]);
        preg_match_all('/^[^#].*\/(metroport_\w+\.php)/m', (string) file_get_contents(self::SHIM . '/contrib/metroport.cron'), $scripts);
        self::assertGreaterThan(4, count($scripts[1]));
        self::assertEqualsCanonicalizing(array_map(static fn (string $script): string => "Cron: $script", $scripts[1]), $titles);
    }
}
