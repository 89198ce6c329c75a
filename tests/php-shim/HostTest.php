<?php

declare(strict_types=1);

use LMSMetroportPlugin\Handler\HostHandler;
use LMSMetroportPlugin\Rights;

/** The plugin in LMS: what it adds, and that LMS survives it. */
final class HostTest extends ShimTestCase
{
    /** A plugin whose hooks can be called, as LMS's plugin manager does. */
    private static function plugin(): LMSMetroportPlugin
    {
        return new class extends LMSMetroportPlugin {
            public function hook(string $name, mixed $data): mixed
            {
                return $this->dispatcher($name, $data);
            }

            public function break(string $hook): void
            {
                $this->handlers[$hook] = ['class' => 'LMSMetroportPlugin\\NoSuchClass', 'method' => 'x'];
            }
        };
    }

    public function testEveryHookHasAHandlerThatExists(): void
    {
        $handlers = (function (): array {
            return $this->handlers;
        })->call(self::plugin());
        self::assertGreaterThanOrEqual(14, count($handlers));
        foreach ($handlers as $hook => $handler) {
            self::assertTrue(method_exists($handler['class'], $handler['method']), $hook);
        }
    }

    public function testTheConstructorNeverThrows(): void
    {
        Host::$upgradeFailure = new RuntimeException('no such table');
        $menu = self::plugin()->hook('menu_initialized', []);
        self::assertArrayHasKey('Metroport', $menu);
    }

    public function testAHandlerThatFailsLeavesTheDataAlone(): void
    {
        $plugin = self::plugin();
        $plugin->break('menu_initialized');
        self::assertSame(['VoIP' => []], $plugin->hook('menu_initialized', ['VoIP' => []]));
        self::assertSame(['x'], $plugin->hook('no_such_hook', ['x']));
    }

    public function testMenuStandsBeforeVoip(): void
    {
        $handler = new HostHandler();
        $menu = $handler->addMenu(['nodes' => [], 'VoIP' => ['name' => 'VoIP'], 'config' => []]);
        self::assertSame(['nodes', 'Metroport', 'VoIP', 'config'], array_keys($menu));
        self::assertSame(['name' => 'VoIP'], $menu['VoIP']);
        self::assertSame(['nodes', 'Metroport'], array_keys($handler->addMenu(['nodes' => []])));
        foreach ($menu['Metroport']['submenu'] as $key => $entry) {
            // LMS knows lines of its menu by their name.
            if ($entry['name'] === '------------') {
                self::assertArrayNotHasKey('link', $entry);
                continue;
            }
            self::assertSame("?m=$key", $entry['link']);
            self::assertFileExists(self::SHIM . "/modules/$key.php");
            self::assertFileExists(self::TEMPLATES . "/$key.html");
        }
    }

    public function testMenuHasTheEntriesOfTheOriginalInItsOrderAndTheQueue(): void
    {
        $menu = (new HostHandler())->addMenu([])['Metroport']['submenu'];
        self::assertSame([
            'metroportclientlist',
            'metroport-menu-break-fsecure',
            'metroportfsecureservicelist',
            'metroportfsecureclientslist',
            'metroportfsecureoperationlist',
            'metroport-menu-break-metrotv',
            'metroportmetrotvservicelist',
            'metroportmetrotvnetworklist',
            'metroportmetrotvstbmodellist',
            'metroportmetrotvstblist',
            'metroportmetrotvclientslist',
            'metroport-menu-break-queue',
            'metroportqueuelist',
            'metroportjournallist',
            'metroport-menu-break-billing',
            'metroportbillinglist', 'metroportnumbers',
            'metroport-menu-break-test',
            'metroportconnectiontest',
        ], array_keys($menu));
        $priorities = array_column($menu, 'prio');
        sort($priorities);
        self::assertSame($priorities, array_column($menu, 'prio'));

        // Every entry is shown by some right, and no right shows what it does not open.
        $shown = [];
        foreach (Rights::all() as $right => [, $modules, $entries]) {
            $links = array_filter($entries, static fn (string $key): bool => isset($menu[$key]['link']));
            self::assertSame([], array_diff($links, $modules), $right);
            self::assertSame([], array_diff($entries, array_keys($menu)), $right);
            $shown = [...$shown, ...$entries];
        }
        self::assertSame([], array_diff(array_keys($menu), $shown));
    }

    public function testEveryModuleBelongsToARight(): void
    {
        $opened = ['metroportasset'];
        foreach (Rights::all() as [, $modules]) {
            $opened = [...$opened, ...$modules];
        }
        $modules = array_map(static fn (string $file): string => basename($file, '.php'), self::files(self::SHIM . '/modules', 'php'));
        self::assertSame([], array_diff($modules, $opened));
    }

    public function testModulesStandBehindThoseOfLms(): void
    {
        $directories = (new HostHandler())->addModules(['/lms/modules']);
        self::assertSame('/lms/modules', $directories[0]);
        self::assertFileExists($directories[1] . '/metroportclientlist.php');
    }

    public function testRightsKeepTheNamesOfTheOriginal(): void
    {
        self::assertSame([
            'metroport_readonly',
            'metroportconnectiontest',
            'metroportcustomerupdate_ajax',
            'metroportfsecureoperationlist',
            'metroportfsecureservicelist',
            'metroportfsecureclientslist',
            'metroportfsecureservicesaction',
            'metroportmetrotvservicesaction',
            'metroportmetrotvstbaction',
            'metroportbillinglist', 'metroportnumbers',
            'metroportbillingaction',
        ], array_keys(Rights::all()));
    }

    public function testRightsAreAddedOnceAndOpenOnlyTheirModules(): void
    {
        AccessRights::$permissions['metroport_readonly'] = new Permission('metroport_readonly', 'other', null, null, []);
        $handler = new HostHandler();
        $handler->addRights(null);
        $handler->addRights(null);

        self::assertSame('other', AccessRights::$permissions['metroport_readonly']->label);
        self::assertCount(count(Rights::all()), AccessRights::$permissions);

        $test = AccessRights::$permissions['metroportconnectiontest'];
        self::assertSame(['Metroport' => ['metroport-menu-break-test', 'metroportconnectiontest']], $test->menu);
        // As LMS looks: anywhere in the name, whatever the case.
        foreach (['metroportconnectiontest' => 1, 'metroportasset' => 1, 'xmetroportconnectiontest' => 0,
            'metroportconnectiontestx' => 0, 'metroportclientlist' => 0] as $module => $allowed) {
            self::assertSame($allowed, preg_match("/{$test->allow}/i", $module), $module);
        }
        // The original's right to see customers opened none of the lists of F-Secure: they have their own.
        $read = Rights::pattern(Rights::all()[Rights::READ][1]);
        foreach (['metroportclientlist' => 1, 'metroportcustomer_ajax' => 1, 'metroportmetrotvstblist' => 1,
            'metroportfsecureservicelist' => 0, 'metroportmetrotvstbaction' => 0, 'metroportclientlinkaction' => 0,
            'metroportconnectiontest' => 0] as $module => $allowed) {
            self::assertSame($allowed, preg_match("/$read/i", $module), $module);
        }
    }

    public function testTheListOfPluginsTellsTheState(): void
    {
        $_GET['m'] = 'pluginlist';
        Host::$config['metroport.api_login'] = '';
        LMSMetroportPlugin::loadLocales();
        $description = trans(LMSMetroportPlugin::PLUGIN_DESCRIPTION);
        self::assertStringStartsWith('Metroport: MetroTV i F-Secure dla klientów LMS<br>Połączenie z systemem MMS nie jest', $description);
        self::assertStringContainsString('metroport.api_login', $description);
        self::assertSame('<br>', preg_replace('/[^<]*(<[^>]*>)?/', '$1', $description), 'the state is text');
    }

    public function testElsewhereTheDescriptionIsPlain(): void
    {
        LMSMetroportPlugin::loadLocales();
        self::assertSame('Metroport: MetroTV i F-Secure dla klientów LMS', trans(LMSMetroportPlugin::PLUGIN_DESCRIPTION));
    }

    public function testEveryLanguageOfLmsIsToldTheState(): void
    {
        $_GET['m'] = 'pluginlist';
        foreach (['cs_CZ', 'en_GB', 'en_US', 'lt_LT', 'pl_PL', 'ro_RO', 'sk_SK'] as $language) {
            Host::$strings = [];
            Localisation::$language = $language;
            LMSMetroportPlugin::loadLocales();
            self::assertStringContainsString('<br>', trans(LMSMetroportPlugin::PLUGIN_DESCRIPTION), $language);
        }
        Localisation::$language = 'pl_PL';
    }

    public function testUpgradedbHasNoLanguage(): void
    {
        Localisation::$language = null;
        LMSMetroportPlugin::loadLocales();
        Localisation::$language = 'pl_PL';
        self::assertSame([], Host::$strings);
    }

    /** On a web server that does not deny plugins/, as in LMS's sample for nginx. */
    public function testADirectRequestDoesAndShowsNothing(): void
    {
        $log = (string) tempnam(sys_get_temp_dir(), 'direct');
        $server = proc_open(
            [PHP_BINARY, '-d', 'display_errors=1', '-d', 'error_reporting=-1', '-S', '127.0.0.1:0', '-t', self::SHIM],
            [['file', '/dev/null', 'r'], ['file', $log, 'w'], ['file', $log, 'w']],
            $pipes,
        );
        try {
            for ($try = 0; !preg_match('~\((http://127\.0\.0\.1:\d+)\) started~', (string) file_get_contents($log), $told); $try++) {
                self::assertLessThan(400, $try, 'php -S does not listen');
                usleep(25_000);
            }
            $files = self::files(self::SHIM, 'php');
            self::assertGreaterThan(60, count($files));
            foreach ($files as $file) {
                $path = substr($file, strlen(self::SHIM)) . '?m=metroportclientlist&api=1&action=link&customer_id=1&dry-run';
                $context = stream_context_create(['http' => ['method' => 'POST', 'ignore_errors' => true]]);
                self::assertSame('', file_get_contents($told[1] . $path, false, $context), $file);
                self::assertMatchesRegularExpression('~^HTTP/\S+ (200|404) ~', $http_response_header[0], $file);
            }
            self::assertStringNotContainsString('PHP ', (string) preg_replace('/^.* PHP .* Development Server .*$/m', '', (string) file_get_contents($log)));
        } finally {
            proc_terminate($server);
            proc_close($server);
            unlink($log);
        }
    }
}
