<?php

declare(strict_types=1);

/** Whatever is wrong with the plugin, LMS lives and the operator reads what to do. */
final class StateTest extends PanelTestCase
{
    private const PAGES = ['welcome', 'customerlist', 'customerinfo&id=1', 'customeredit&id=1', 'pluginlist', 'configlist'];
    private const OWN_PAGES = ['metroportclientlist', 'metroportconnectiontest'];

    /** @dataProvider hosts */
    #[PHPUnit\Framework\Attributes\DataProvider('hosts')]
    public function testLmsLivesAndSaysWhatIsWrong(string $database, string $order): void
    {
        $access = ['serwer_url' => 'http://127.0.0.1:1', 'api_login' => 'operator', 'api_pass' => 'sekret'];

        $this->check('the extension is missing', $this->panel($database, $order, $access, extension: false), 'nie jest załadowane');
        $panel = $this->panel($database, $order, ['api_login' => 'operator'] + $access);
        $panel->sql()->exec("UPDATE dbinfo SET keyvalue = '2026032302' WHERE keytype = 'dbversion_LMSMetroportPlugin'");
        $this->check('the schema is behind', $panel, 'Tabele wtyczki');
        preg_match("/PLUGIN_DB_VERSION = '(\\d+)'/", file_get_contents("$panel->directory/plugins/LMSMetroportPlugin/LMSMetroportPlugin.php"), $version);
        $panel->sql()->exec("UPDATE dbinfo SET keyvalue = '$version[1]' WHERE keytype = 'dbversion_LMSMetroportPlugin'");
        $panel->sql()->exec("UPDATE uiconfig SET value = '' WHERE section = 'metroport' AND var = 'api_pass'");
        $this->check('there is no password', $panel, 'nie jest skonfigurowane');
    }

    /** @dataProvider hosts */
    #[PHPUnit\Framework\Attributes\DataProvider('hosts')]
    public function testMmsAwayIsOneSentenceOnThePluginsPagesOnly(string $database, string $order): void
    {
        $panel = $this->panel($database, $order, ['serwer_url' => 'http://127.0.0.1:1', 'api_login' => 'operator', 'api_pass' => 'sekret']);
        $clerk = Browser::of($panel, 'klerk');
        $this->opens($clerk, self::OWN_PAGES);

        $error = self::load($clerk, 'metroportclientlist')['error'];
        self::assertSame('mms.unreachable', $error['code']);
        self::assertNotSame('', $error['sentence']);
        $steps = array_column(self::load($clerk, 'metroportconnectiontest')['steps'], 'fine', 'title');
        self::assertTrue($steps['Tabele wtyczki']);
        self::assertFalse($steps['Połączenie z serwerem MMS']);
        self::assertArrayNotHasKey('Logowanie do MMS', $steps);
    }

    /** @return iterable<string, array{string, array<string, mixed>, string}> database, what MMS does, and a word of what the clerk reads */
    public static function faults(): iterable
    {
        foreach (['postgres', 'mysql'] as $database) {
            yield "$database, it hangs" => [$database, ['kind' => 'hang', 'when' => 'before'], 'nie odpowiedział na czas'];
            yield "$database, it breaks off" => [$database, ['kind' => 'cut', 'at' => 'body'], 'nie odpowiedział na czas'];
            yield "$database, it is out of order" => [$database, ['kind' => 'status', 'status' => 503, 'when' => 'before'], 'chwilowo nie działa'];
            yield "$database, a proxy answers" => [$database, ['kind' => 'garbage', 'what' => 'html'], 'Nie można zrozumieć odpowiedzi MMS'];
        }
    }

    /**
     * @dataProvider faults
     * @param array<string, mixed> $fault
     */
    #[PHPUnit\Framework\Attributes\DataProvider('faults')]
    public function testWhateverMmsDoesLmsLivesAndTheClerkReadsWhatToDo(string $database, array $fault, string $words): void
    {
        $simulator = $this->simulator();
        $panel = $this->panel($database, 'after_june_2026', [
            'serwer_url' => $simulator->url, 'api_login' => 'operator', 'api_pass' => 'sekret', 'api_timeout' => '1',
        ]);
        $clerk = Browser::of($panel, 'klerk');
        self::assertGreaterThan(0, self::load($clerk, 'metroportclientlist')['total']);
        $simulator->control('faults', ['method' => 'GET', 'path' => '*', 'fault' => $fault]);

        $this->opens($clerk, self::OWN_PAGES);
        $this->opens(Browser::of($panel, 'admin'), self::PAGES);
        $error = self::load($clerk, 'metroportclientlist')['error'];
        self::assertStringContainsString($words, $error['sentence']);
        $simulator->control('faults', [], 'DELETE');
        self::assertGreaterThan(0, self::load($clerk, 'metroportclientlist')['total']);
    }

    /** @return array<string, array{string}> */
    public static function databases(): array
    {
        return ['PostgreSQL' => ['postgres'], 'MariaDB' => ['mysql']];
    }

    /**
     * LMS has the last connection that there is: the plugin gets none.
     *
     * @dataProvider databases
     */
    #[PHPUnit\Framework\Attributes\DataProvider('databases')]
    public function testWithoutAConnectionForThePluginLmsLivesAndTheOperatorReadsWhatToDo(string $database): void
    {
        $panel = $this->panel($database, 'after_june_2026', ['serwer_url' => 'http://127.0.0.1:1', 'api_login' => 'operator', 'api_pass' => 'sekret']);
        [$admin, $clerk] = [Browser::of($panel, 'admin'), Browser::of($panel, 'klerk')];
        $sql = $panel->sql();
        $name = $sql->query('SELECT ' . ($database === 'postgres' ? 'current_database()' : 'DATABASE()'))->fetchColumn();
        [$make, $connected] = $database === 'postgres'
            ? [["CREATE ROLE single LOGIN PASSWORD 'single-test' CONNECTION LIMIT 1", 'GRANT ALL ON SCHEMA public TO single',
                'GRANT ALL ON ALL TABLES IN SCHEMA public TO single', 'GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO single'],
                "SELECT COUNT(*) FROM pg_stat_activity WHERE usename = 'single'"]
            : [["CREATE USER single@localhost IDENTIFIED BY 'single-test' WITH MAX_USER_CONNECTIONS 1", "GRANT ALL ON $name.* TO single@localhost"],
                "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = 'single'"];
        $this->stage()->later(static function () use ($sql, $database): void {
            array_map($sql->exec(...), $database === 'postgres' ? ['DROP OWNED BY single', 'DROP ROLE single'] : ['DROP USER single@localhost']);
        });
        array_map($sql->exec(...), $make);
        $ini = preg_replace(['/^user = .*$/m', '/^password = .*$/m'], ['user = single', 'password = single-test'], file_get_contents($panel->ini()), -1, $changed);
        self::assertSame(2, $changed);
        file_put_contents($panel->ini(), $ini);
        // A server takes its time to notice that LMS's last page has gone.
        $calm = static function () use ($sql, $connected): void {
            for ($try = 0; $try < 400 && $sql->query($connected)->fetchColumn() > 0; $try++) {
                usleep(5_000);
            }
        };

        foreach ([...self::PAGES, ...self::OWN_PAGES] as $page) {
            $calm();
            $this->opens($admin, [$page]);
        }
        $page = $clerk->get('?m=metroportclientlist')->body;
        preg_match('/data-url="(\?m=metroportclientlist&amp;[^"]*)"\s+data-token="([^"]+)"/', $page, $found);
        $calm();
        $error = $clerk->post(html_entity_decode($found[1]), ['token' => html_entity_decode($found[2])])->json()['error'];
        self::assertSame('store.crowded', $error['code']);
        self::assertStringContainsString('nie przyjmuje więcej połączeń', $error['sentence']);
        $calm();
        [$status, , $complained] = $this->notify($panel, '-c', 'block', '-a', 'metrotv-locks');
        self::assertSame(1, $status);
        self::assertStringContainsString('nie przyjmuje więcej połączeń', $complained);
    }

    public function testThePasswordMayBeInTheFileOnlyAndAWireInClearIsWarnedOf(): void
    {
        $panel = $this->panel('postgres', 'after_june_2026', [
            'serwer_url' => $this->simulator()->url, 'api_login' => 'operator', 'api_pass' => '',
        ]);
        $clerk = Browser::of($panel, 'klerk');
        self::assertStringContainsString('nie jest skonfigurowane', $clerk->get('?m=metroportclientlist')->body);

        file_put_contents($panel->ini(), "\n[metroport]\napi_pass = sekret\n", FILE_APPEND);
        self::assertGreaterThan(0, self::load($clerk, 'metroportclientlist')['total']);
        $page = static fn (): string => json_encode(self::load($clerk, 'metroportconnectiontest'), JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
        self::assertStringContainsString('zaczyna się od http://', $page());
        self::assertStringNotContainsString('sekret', $page());

        $panel->sql()->exec("UPDATE uiconfig SET value = 'mms.invalid' WHERE section = 'metroport' AND var = 'serwer_url'");
        self::assertStringNotContainsString('http://', $page());
    }

    private function check(string $what, Instance $panel, string $sentence): void
    {
        self::assertSame(200, Browser::of($panel)->get('')->status, "$what: the login page");
        $admin = Browser::of($panel, 'admin');
        $this->opens($admin, [...self::PAGES, ...self::OWN_PAGES]);
        foreach (['pluginlist', ...self::OWN_PAGES] as $page) {
            self::assertStringContainsString($sentence, $admin->get("?m=$page")->body, "$what: $page does not say so");
        }

        // The plugin's actions are known in any case: an unknown one would end LMS's own blocking too.
        $debtors = "SELECT COUNT(*) FROM customers WHERE status = 5";
        $panel->sql()->exec('UPDATE customers SET status = 3');
        [$status, $said, $complained] = $this->notify($panel, '-c', 'block', '-a', 'metrotv-locks,metrofsecure-locks,customer-status');
        self::assertStringNotContainsString('Invalid format', $said, $what);
        self::assertGreaterThan(0, (int) $panel->sql()->query($debtors)->fetchColumn(), "$what: LMS's own action did nothing");
        self::assertSame(1, $status, "$what: lms-notify's exit status");
        self::assertStringContainsString($sentence, $complained, $what);
    }

    /** @param list<string> $pages */
    private function opens(Browser $browser, array $pages): void
    {
        foreach ($pages as $page) {
            $browser->get("?m=$page");
            self::assertSame(200, $browser->status, $page);
            self::assertStringNotContainsString('Fatal error', $browser->body, $page);
            self::assertStringContainsString('</html>', $browser->body, $page);
        }
    }
}
