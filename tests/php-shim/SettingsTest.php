<?php

declare(strict_types=1);

use LMSMetroportPlugin\DatabaseSettings;
use LMSMetroportPlugin\Handler\ConfigHandler;
use LMSMetroportPlugin\Setting;
use LMSMetroportPlugin\Settings;

final class SettingsTest extends ShimTestCase
{
    private const DEFAULTS = [
        'timeout' => 10,
        'concurrency' => 8,
        'session_lifetime' => 1200,
        'follow_data' => false,
        'unblock_only_own' => true,
        'lock_limit_percent' => 30,
        'metrotv_suspend_billing' => false,
        'fsecure_suspend_billing' => false,
    ];

    public function testDefaultsAndBlanks(): void
    {
        $settings = new Settings(
            ['serwer_url' => " api.mmsc.metroport.pl \n", 'api_login' => "\tisp", 'api_pass' => ' p w '],
            ['type' => 'postgres', 'database' => 'lms'],
        );
        self::assertSame(
            ['url' => 'api.mmsc.metroport.pl', 'login' => 'isp', 'password' => 'p w']
                + self::DEFAULTS
                + ['database' => ['type' => 'postgres', 'database' => 'lms'], 'user' => 3, 'actor' => 'who'],
            $settings->forClient(3, 'who'),
        );
        self::assertSame([], $settings->missing());
        self::assertSame([], $settings->complaints());
    }

    public function testWhatIsRequired(): void
    {
        self::assertSame(
            ['metroport.serwer_url', 'metroport.api_login', 'metroport.api_pass'],
            (new Settings(['api_login' => ' ', 'api_pass' => null], []))->missing(),
        );
        self::assertSame(['metroport.serwer_url'], (new Settings(['serwer_url' => 'ftp://x', 'api_login' => 'x', 'api_pass' => 'x'], []))->missing());
        self::assertSame([], (new Settings(['serwer_url' => '0', 'api_login' => '0', 'api_pass' => '0'], []))->missing());
    }

    public function testValuesAsPeopleTypeThem(): void
    {
        $cases = [
            // LMS's key, value, the extension's key, what it gets, whether it is warned about
            ['api_timeout', '30', 'timeout', 30, false],
            ['api_timeout', ' 600 ', 'timeout', 600, false],
            ['api_timeout', '', 'timeout', 10, false],
            ['api_timeout', '0', 'timeout', 10, true],
            ['api_timeout', '601', 'timeout', 10, true],
            ['api_timeout', '10s', 'timeout', 10, true],
            ['api_timeout', '-5', 'timeout', 10, true],
            ['api_timeout', '99999999999999999999', 'timeout', 10, true],
            ['api_concurrency', '64', 'concurrency', 64, false],
            ['api_concurrency', '65', 'concurrency', 8, true],
            ['api_concurrency', '4.5', 'concurrency', 8, true],
            ['api_token_expiration_time', '60', 'session_lifetime', 60, false],
            ['api_token_expiration_time', '59', 'session_lifetime', 1200, true],
            ['lock_limit_percent', '100', 'lock_limit_percent', 100, false],
            ['lock_limit_percent', '30%', 'lock_limit_percent', 30, true],
            ['unblock_only_own', '0', 'unblock_only_own', false, false],
            ['unblock_only_own', 'NIE', 'unblock_only_own', false, false],
            ['unblock_only_own', 'maybe', 'unblock_only_own', true, true],
            ['metrotv_suspend_billing', '1', 'metrotv_suspend_billing', true, false],
            ['metrotv_suspend_billing', ' Tak ', 'metrotv_suspend_billing', true, false],
            ['fsecure_suspend_billing', 'enabled', 'fsecure_suspend_billing', true, false],
            ['fsecure_suspend_billing', '2', 'fsecure_suspend_billing', false, true],
            ['automatically_update_customer_data', 'true', 'follow_data', true, false],
            ['automatically_update_customer_data', 'sometimes', 'follow_data', false, true],
        ];
        foreach ($cases as [$key, $value, $name, $expected, $warned]) {
            $settings = new Settings([$key => $value], []);
            self::assertSame($expected, $settings->forClient(0, '')[$name], "$key = '$value'");
            self::assertSame($warned ? ["metroport.$key"] : [], array_keys($settings->complaints()), "$key = '$value'");
        }
    }

    /** PHP makes an empty text of every word for "no" in lms.ini, and LMS takes that for no. */
    public function testASwitchThatIsOffInLmsIni(): void
    {
        foreach (['false', 'off', 'no', '0', '"nie"', ''] as $off) {
            $GLOBALS['CONFIG'] = parse_ini_string("[metroport]\nunblock_only_own = $off\nshow_metrotv_in_customer_tab = $off\n", true);
            $settings = Settings::current();
            self::assertSame([false, false], [$settings->forClient(0, '')['unblock_only_own'], $settings->shows('metrotv')], $off);
            self::assertTrue($settings->shows('fsecure'), 'which is not in the file');
            self::assertSame([], $settings->complaints());
        }
        // What LMS's settings say goes first.
        Host::$config['metroport.unblock_only_own'] = 'true';
        self::assertTrue(Settings::current()->forClient(0, '')['unblock_only_own']);
        // There is no "no" of a number or a text.
        $GLOBALS['CONFIG'] = parse_ini_string("[metroport]\napi_timeout = no\napi_login = no\n", true);
        Host::$config['metroport.api_login'] = '';
        self::assertSame([10, ''], [Settings::current()->forClient(0, '')['timeout'], Settings::current()->forClient(0, '')['login']]);
        unset($GLOBALS['CONFIG']);
    }

    public function testAddressesAsPeopleTypeThem(): void
    {
        $setting = Setting::all()['serwer_url'];
        foreach (['api.mmsc.metroport.pl', 'https://x/', 'HTTP://x:8080', '127.0.0.1:8080/v1', '[::1]:8443', 'mms_1.żółw.pl'] as $good) {
            self::assertSame($good, $setting->read($good));
        }
        foreach (['ftp://x', 'https://', 'https://u:p@x', 'x?key=1', 'x#y', 'x:70000', '/etc', 'mms example.pl', 'mms.example.pl /', 'mms.example.pl>',
            'mms[1].pl', 'mms%20.pl'] as $bad) {
            self::assertNull($setting->read($bad), $bad);
        }
    }

    public function testWhatMakesNoSenseIsToldWithItsKeyAndNotItsValue(): void
    {
        $values = ['api_timeout' => '10s', 'serwer_url' => 'ftp://sekret', 'unblock_only_own' => 'sekret'];
        foreach ([['a number from 1 to 600', '10'], ['liczba od 1 do 600', '10']] as $language => $words) {
            $language === 1 && Host::polish();
            $complaints = (new Settings($values, []))->complaints();
            self::assertSame(['metroport.serwer_url', 'metroport.api_timeout', 'metroport.unblock_only_own'], array_keys($complaints));
            foreach ($complaints as $name => $sentence) {
                self::assertStringContainsString($name, $sentence);
                self::assertStringNotContainsString('sekret', $sentence);
            }
            foreach ($words as $word) {
                self::assertStringContainsString($word, $complaints['metroport.api_timeout']);
            }
        }
    }

    public function testWhatIsShownHasNoSecret(): void
    {
        $shown = (new Settings(['serwer_url' => 'https://u:sekret@mms.example/', 'api_login' => 'isp', 'api_pass' => 'sekret', 'api_timeout' => '30'], []))->shown();
        self::assertSame(['mms.example', 'isp', 'set', '30'], [$shown['serwer_url'], $shown['api_login'], $shown['api_pass'], $shown['api_timeout']]);
        self::assertSame(array_keys(Setting::all()), array_keys($shown));
        self::assertSame('', (new Settings([], []))->shown()['api_pass']);
    }

    /** The documents have every key, with its default, and no other. */
    public function testTheDocumentsHaveEveryKey(): void
    {
        foreach (['README.md', 'README.pl.md'] as $document) {
            str_ends_with($document, '.pl.md') && Host::polish();
            preg_match_all('/^\| (`[a-z_`, ]+`) \|([^|]*)\| [^|]+ \|$/m', (string) file_get_contents(self::SHIM . "/../$document"), $rows, PREG_SET_ORDER);
            $found = [];
            foreach ($rows as [, $keys, $default]) {
                foreach (explode(', ', $keys) as $key) {
                    if (!str_starts_with($key, '`metroport')) {
                        $found[trim($key, '`')] = trim($default, ' `');
                    }
                }
            }
            $expected = array_map(static fn (Setting $setting): string => $setting->defaultInWords(), Setting::all());
            self::assertEquals($expected, array_intersect_key($found, $expected), $document);
        }
    }

    /** LMS's settings get a row for every key, with its type, a description and the value after installation. */
    public function testLmsHasARowForEveryKey(): void
    {
        foreach (['pgsql', 'mysql'] as $database) {
            $schema = (string) file_get_contents(self::SHIM . "/doc/lms.$database");
            preg_match_all("/^SELECT 'metroport', '([a-z_]+)', '([^']*)', '([^']+)', 0, (\d+)/m", $schema, $rows, PREG_SET_ORDER);
            self::assertEqualsCanonicalizing(array_keys(Setting::all()), array_column($rows, 1), $database);
            foreach ($rows as [, $key, $value, $description, $type]) {
                $setting = Setting::all()[$key];
                self::assertSame($setting->lmsType(), (int) $type, $key);
                self::assertMatchesRegularExpression('/\w \w/u', $description, $key);
                $installed = $value === '' ? '' : Setting::write($setting->read($value));
                self::assertStringContainsString($installed, $setting->defaultInWords(), $key);
            }
        }
    }

    public function testASenselessValueIsNotSaved(): void
    {
        $cases = [
            // section, key, value, whether LMS gets it
            ['metroport', 'api_timeout', '10s', false],
            ['metroport', ' api_timeout ', ' 601 ', false],
            ['metroport', 'api_timeout', '30', true],
            ['metroport', 'api_timeout', '', true],
            ['metroport', 'unblock_only_own', 'maybe', false],
            ['metroport', 'unblock_only_own', 'nie', true],
            ['metroport', 'serwer_url', 'https://u:p@x', false],
            ['metroport', 'of_somebody_else', '10s', true],
            ['phpui', 'api_timeout', '10s', true],
        ];
        foreach ($cases as [$section, $key, $value, $taken]) {
            $GLOBALS['warning'] = null;
            $_POST['config'] = ['section' => $section, 'var' => $key, 'value' => $value];
            (new ConfigHandler())->check(null);
            self::assertSame($taken, isset($_POST['config']), "$section.$key = '$value'");
            self::assertSame($taken, !isset($GLOBALS['warning']['value']));
        }
        foreach (['x', ['section' => ['metroport']], ['section' => 'metroport', 'var' => ['x']], null] as $posted) {
            $_POST['config'] = $posted;
            (new ConfigHandler())->check(null);
            self::assertSame($posted, $_POST['config'] ?? null);
        }
    }

    public function testWhatWasNotSavedIsToldInAnAttribute(): void
    {
        $_POST['config'] = ['section' => 'metroport', 'var' => 'api_timeout', 'value' => '"><script>' . str_repeat('x', 100)];
        (new ConfigHandler())->check(null);
        self::assertStringStartsWith('Not saved: metroport.api_timeout takes a number from 1 to 600, and not', $GLOBALS['warning']['value']);
        self::assertStringContainsString('&quot;&gt;&lt;script&gt;x', $GLOBALS['warning']['value']);
        self::assertDoesNotMatchRegularExpression('/[<>"]/', $GLOBALS['warning']['value']);
        self::assertLessThan(200, strlen($GLOBALS['warning']['value']));
    }

    public function testNumbersForScriptsStayInTheShell(): void
    {
        $settings = new Settings(['converge_limit' => '50', 'journal_days' => '30'], []);
        self::assertSame([50, 30, []], [$settings->convergeLimit(), $settings->journalDays(), $settings->complaints()]);
        self::assertSame([], array_intersect(['converge_limit', 'journal_days'], array_keys($settings->forClient(0, ''))));

        $settings = new Settings(['converge_limit' => '0', 'journal_days' => 'rok'], []);
        self::assertSame([500, 365], [$settings->convergeLimit(), $settings->journalDays()]);
        self::assertStringContainsString(' 500', $settings->complaints()['metroport.converge_limit']);
        self::assertStringContainsString(' 365', $settings->complaints()['metroport.journal_days']);
        self::assertFalse($settings->follows());
    }

    public function testTheServerIsToldWithoutSecrets(): void
    {
        $cases = [
            'api.mmsc.metroport.pl' => ['api.mmsc.metroport.pl', false],
            'https://user:pass@mms.example:8443/v1?key=x' => ['mms.example:8443', false],
            'HTTP://mms.example/' => ['mms.example', true],
            '' => ['', false],
            'http://' => ['', true],
            "\u{a0}http://mms.example" => ['', true],
        ];
        foreach ($cases as $url => [$server, $unencrypted]) {
            $settings = new Settings(['serwer_url' => $url], []);
            self::assertSame($server, $settings->server(), $url);
            self::assertSame($unencrypted, $settings->isUnencrypted(), $url);
        }
    }

    public function testDatabaseAsLmsConnects(): void
    {
        $login = ['user' => 'lms', 'password' => ' p;w ', 'database' => 'lms'];
        $socket = '/run/mysqld/mysqld.sock';
        $cases = [
            // lms.ini's type and host, mysqli's default socket and port, what the extension gets
            ['postgres', '', $socket, 3306, []],
            ['Postgres ', 'db.example:5433', $socket, 3306, ['host' => 'db.example:5433']],
            ['postgres', '/run/postgresql', $socket, 3306, ['host' => '/run/postgresql']],
            ['mysql', 'localhost', $socket, 3307, ['host' => 'localhost', 'socket' => $socket]],
            ['mysqli', '', $socket, 3306, ['host' => 'localhost', 'socket' => $socket]],
            ['mysqli', 'p:localhost', '', 3307, ['host' => 'localhost', 'port' => 3307]],
            ['mysqli', '127.0.0.1', $socket, 3307, ['host' => '127.0.0.1', 'port' => 3307]],
            ['mysqli', 'db.example:3310', $socket, 3306, ['host' => 'db.example:3310']],
            ['mysqli', '127.0.0.1', $socket, 0, ['host' => '127.0.0.1']],
        ];
        foreach ($cases as [$type, $host, $defaultSocket, $port, $expected]) {
            $database = DatabaseSettings::fromIni(['type' => $type, 'host' => $host] + $login, $defaultSocket, $port);
            self::assertEquals(['type' => strtolower(trim($type))] + $login + $expected, $database, "$type, $host");
        }
        self::assertSame(['type' => 'postgres', 'database' => 'lms'], DatabaseSettings::fromIni(
            ['type' => 'postgres', 'host' => '', 'user' => '', 'password' => '', 'database' => 'lms'],
            '',
            0,
        ));
    }

    public function testReadsLms(): void
    {
        Host::$config['metroport.api_timeout'] = '20';
        $client = Settings::current()->forClient(0, 'cli');
        self::assertSame(20, $client['timeout']);
        self::assertSame('https://mms.example', $client['url']);
        self::assertSame('dbpass', $client['database']['password']);
    }
}
