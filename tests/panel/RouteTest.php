<?php

declare(strict_types=1);

use LMSMetroportPlugin\Rights;
use PHPUnit\Framework\Attributes\DataProvider;

/** What a foreign page, a link or a search engine can do with the plugin's addresses: nothing. */
final class RouteTest extends RoutesTestCase
{
    private const SHIM = __DIR__ . '/../../php-shim';

    public function testTheTableHasEveryModuleAndEveryAction(): void
    {
        $modules = array_map(static fn (string $file): string => basename($file, '.php'), glob(self::SHIM . '/modules/*.php'));
        self::assertSame($modules, Routes::modules());

        $granting = array_merge(...array_column(Rights::all(), 1));
        foreach ($modules as $module) {
            $source = (string) file_get_contents(self::SHIM . "/modules/$module.php");
            $needed = Routes::PAGES[$module] ?? Routes::ACTIONS[$module][0] ?? null;
            if ($needed === null) {
                continue;
            }
            self::assertContains($module, $granting, "no right opens $module in LMS");
            foreach ($needed as $right) {
                self::assertContains($module, Rights::all()[$right][1], "$right does not open $module in LMS");
            }
            if (isset(Routes::ACTIONS[$module])) {
                self::assertSame(1, preg_match('/(\w+)::answer\(\.\.\.\)/', $source, $class), $module);
                $actions = Routes::actionsIn(self::SHIM . "/lib/$class[1].php");
                self::assertSame($actions ?: [''], Routes::ACTIONS[$module][1], $module);
            }
        }
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testGetChangesNothing(string $database): void
    {
        [$panel, $simulator, $users] = $this->world($database);
        $admin = Browser::of($panel, 'admin');
        $before = self::tables($panel);

        $parameters = ['customer_id' => '1', 'mms_id' => (string) end($users), 'account_id' => '1', 'service_id' => '1', 'order_id' => '1', 'id' => '1'];
        foreach (Routes::posts() as $name => [$module, $fields]) {
            foreach (['&api=1', ''] as $api) {
                $admin->get("?m=$module$api&" . http_build_query($fields + $parameters));
                if ($api !== '') {
                    self::assertSame([405, 'request.method'], [$admin->status, $admin->json()['error']['code']], $name);
                }
            }
        }
        self::assertSame(200, $admin->get('?m=' . Routes::ASSETS . '&api=1&f=metroport.js')->status);
        self::assertSame(404, $admin->get('?m=' . Routes::ASSETS . '&api=1&f=../lib/Rights.php')->status);
        self::assertSame(0, $simulator->counters()['requests'], 'MMS was asked');
        self::assertSame($before, self::tables($panel));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWithoutTheTokenNothingIsDone(string $database): void
    {
        [$panel, $simulator, $users] = $this->world($database);
        $admin = Browser::of($panel, 'admin');
        $stranger = Browser::of($panel);
        $foreign = self::token(Browser::of($panel, 'klerk'));
        self::assertNotSame($foreign, self::token($admin), 'the token belongs to the session');
        $before = self::tables($panel);

        foreach (Routes::posts() as $name => [$module, $fields]) {
            $fields += ['customer_id' => '1', 'mms_id' => (string) end($users)];
            foreach ([[], ['token' => ''], ['token' => 'x'], ['token' => ['x']], ['token' => $foreign]] as $token) {
                $admin->post("?m=$module&api=1", $fields + $token);
                self::assertSame([403, 'request.token'], [$admin->status, $admin->json()['error']['code']], "$name " . json_encode($token));
            }
            self::assertSame(401, $stranger->post("?m=$module&api=1", $fields + ['token' => $foreign])->status, $name);
        }
        self::assertSame(0, $simulator->counters()['requests'], 'MMS was asked');
        self::assertSame($before, self::tables($panel));
    }
}
