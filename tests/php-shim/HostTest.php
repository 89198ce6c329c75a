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
        self::assertCount(7, $handlers);
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
            self::assertSame("?m=$key", $entry['link']);
            self::assertFileExists(self::SHIM . "/modules/$key.php");
            self::assertFileExists(self::TEMPLATES . "/$key.html");
        }
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
        ], array_keys(Rights::all()));
    }

    public function testRightsAreAddedOnceAndOpenOnlyTheirModules(): void
    {
        AccessRights::$permissions['metroport_readonly'] = new Permission('metroport_readonly', 'other', null, null, []);
        $handler = new HostHandler();
        $handler->addRights(null);
        $handler->addRights(null);

        self::assertSame('other', AccessRights::$permissions['metroport_readonly']->label);
        self::assertCount(8, AccessRights::$permissions);

        $test = AccessRights::$permissions['metroportconnectiontest'];
        self::assertSame(['Metroport' => ['metroportconnectiontest']], $test->menu);
        // As LMS looks: anywhere in the name, whatever the case.
        foreach (['metroportconnectiontest' => 1, 'metroportasset' => 1, 'xmetroportconnectiontest' => 0,
            'metroportconnectiontestx' => 0, 'metroportclientlist' => 0] as $module => $allowed) {
            self::assertSame($allowed, preg_match("/{$test->allow}/i", $module), $module);
        }
        self::assertSame(
            '^(metroportclientlist|metroportcustomer_ajax|metroportfsecureservicecustomer|metroportasset)$',
            Rights::pattern(Rights::all()[Rights::READ][1]),
        );
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

    public function testADirectRequestShowsNothing(): void
    {
        $files = self::files(self::SHIM, 'php');
        self::assertGreaterThan(15, count($files));
        foreach ($files as $file) {
            // Upgrade steps run inside LMS's database object and begin with $this: LMS's own are no different.
            if (str_contains($file, '/upgradedb/')) {
                continue;
            }
            exec(escapeshellarg(PHP_BINARY) . ' -d display_errors=1 ' . escapeshellarg($file) . ' 2>&1', $output, $status);
            self::assertSame(['', 0], [implode("\n", $output), $status], $file);
            $output = [];
        }
    }
}
