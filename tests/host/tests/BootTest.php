<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/HostTestCase.php';

/** The order in which a plugin meets the host, and what it finds there. */
final class BootTest extends HostTestCase
{
    private const FOR_ALL = ['menu_initialized', 'modules_dir_initialized', 'lms_initialized', 'smarty_initialized', 'documents_dir_initialized'];

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testHooksOfOneRequest(string $dialect): void
    {
        $host = $this->instance($dialect);
        $browser = Browser::of($host);

        $browser->get('?m=hostprobe');
        $records = self::recorded($host);
        self::assertSame(['constructor', 'sleeping loadLocales', ...self::FOR_ALL], self::hooks($records));
        self::assertSame([false, false, true, true, true, true, true], array_column($records, 'lms'));

        $browser->post('?m=hostprobe', ['loginform' => ['login' => 'klerk', 'pwd' => 'wrong']]);
        $records = self::recorded($host);
        self::assertSame(['constructor', 'sleeping loadLocales', 'password_verification', ...self::FOR_ALL], self::hooks($records));
        self::assertSame(2, end($records)['user'], 'named, but not logged in');
        sleep(2);

        $browser->post('?m=hostprobe', ['loginform' => ['login' => 'klerk', 'pwd' => 'klerk']]);
        $records = self::recorded($host);
        self::assertSame(
            ['constructor', 'sleeping loadLocales', 'password_verification', ...self::FOR_ALL, 'access_table_initialized', 'division_set_after', 'hostprobe_on_load', 'hostprobe_before_module_display'],
            self::hooks($records)
        );
        $byHook = array_column($records, null, 'hook');
        self::assertNull($byHook['menu_initialized']['right']);
        self::assertSame(2, $byHook['menu_initialized']['user']);
        self::assertNull($byHook['access_table_initialized']['right']);
        self::assertTrue($byHook['division_set_after']['right']);
        self::assertSame(['lms', 'divisionid'], $byHook['division_set_after']['keys']);
        self::assertSame('null', $byHook['hostprobe_on_load']['keys']);
    }

    public function testBeforeJune2026AuthAndLmsCameFirst(): void
    {
        $host = $this->instance('postgres', ['host.boot_order' => 'before']);
        $browser = Browser::of($host, 'klerk');
        self::recorded($host);

        $browser->get('?m=hostprobe');

        $records = self::recorded($host);
        self::assertSame(['hook' => 'constructor', 'keys' => 'null', 'lms' => true, 'user' => 2, 'right' => null], $records[0]);
        self::assertSame(['constructor', 'sleeping loadLocales', ...self::FOR_ALL], array_slice(self::hooks($records), 0, 7));
        self::assertNotContains('password_verification', self::hooks($records));
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testCookieAndSession(string $dialect): void
    {
        $host = $this->instance($dialect);
        $browser = Browser::of($host)->get('?');
        self::assertMatchesRegularExpression('/^SID=[0-9a-f]{64}; HttpOnly; SameSite=Lax$/', $browser->headers['set-cookie'][0]);
        self::assertStringContainsString('loginform[pwd]', $browser->body);

        self::assertStringContainsString('loginform[pwd]', $browser->post('?', ['loginform' => ['login' => 'klerk', 'pwd' => 'wrong']])->body);
        sleep(2);
        self::assertStringNotContainsString('loginform[pwd]', $browser->post('?', ['loginform' => ['login' => 'klerk', 'pwd' => 'klerk']])->body);
        self::assertStringNotContainsString('loginform[pwd]', $browser->get('?m=welcome')->body);
        $browser->get('?m=logout&is_sure=1');
        self::assertStringContainsString('loginform[pwd]', $browser->get('?m=welcome')->body);
    }

    public function testApi(): void
    {
        $host = $this->instance('postgres');
        $anonymous = Browser::of($host)->get('?m=hostprobe&api=1');
        self::assertSame([401, ['error']], [$anonymous->status, array_keys($anonymous->json())]);

        $clerk = Browser::of($host, 'klerk');
        self::recorded($host);
        self::assertSame(['smarty' => false, 'menu' => false, 'right' => true], $clerk->get('?m=hostprobe&api=1')->json());
        self::assertNotContains('menu_initialized', self::hooks(self::recorded($host)));

        $reader = Browser::of($host, 'czytelnik')->get('?m=hostprobe&api=1');
        self::assertSame([200, ''], [$reader->status, $reader->body]);
    }

    public function testPopupHasNoMenu(): void
    {
        $host = $this->instance('postgres');
        $clerk = Browser::of($host, 'klerk');
        self::recorded($host);

        self::assertStringNotContainsString('lms-ui-menu-panel', $clerk->get('?m=hostprobe&popup=1')->body);
        self::assertNotContains('menu_initialized', self::hooks(self::recorded($host)));
    }

    public function testPluginFilesAreNotServedUnlessTheServerForgetsToRefuse(): void
    {
        $host = $this->instance('postgres');
        self::assertSame(403, Browser::of($host)->get('plugins/HostProbe/js/probe.js')->status);
        foreach (['lms.ini', 'lib/common.php', 'modules/welcome.php', 'bin/lms-notify.php'] as $file) {
            self::assertSame(403, Browser::of($host)->get($file)->status, $file);
        }
        $careless = $this->instance('postgres', ['host.deny_plugins' => '0']);
        self::assertSame(200, Browser::of($careless)->get('plugins/HostProbe/js/probe.js')->status);
    }

    public function testAStaleClassMapHidesThePlugin(): void
    {
        $map = tempnam(sys_get_temp_dir(), 'map');
        require_once __DIR__ . '/../lib/ClassMap.php';
        ClassMap::freeze($map, dirname(__DIR__) . '/lib');
        $host = $this->instance('postgres', ['host.class_map' => $map]);

        $page = Browser::of($host, 'admin')->get('?m=pluginlist');
        unlink($map);

        self::assertSame(200, $page->status);
        self::assertStringNotContainsString('HostProbe', $page->body);
        self::assertSame([], self::recorded($host));
    }
}
