<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/HostTestCase.php';

/** What enabled, disabled and broken plugins do to the panel. */
final class PluginManagerTest extends HostTestCase
{
    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testTheListShowsRawTextAndBothVersions(string $dialect): void
    {
        $host = $this->instance($dialect, [], 'HostProbe:7');
        $list = Browser::of($host, 'admin')->get('?m=pluginlist')->body;

        self::assertStringContainsString('Sonda hosta', $list);
        self::assertStringContainsString('Records <i>hooks</i>', $list);
        self::assertStringContainsString('2026010102<br>2026010102', $list);
        self::assertStringContainsString('Sleeping probe', $list);
        self::assertSame('1', (string) $host->sql()->query("SELECT COUNT(*) FROM dbinfo WHERE keytype = 'dbversion_HostProbe'")->fetchColumn());
    }

    public function testSwitchingNeedsFullAccessAndLosesThePriority(): void
    {
        $host = $this->instance('postgres', [], 'HostProbe:7');
        $enabled = static fn (): string => (string) $host->sql()->query("SELECT value FROM uiconfig WHERE var = 'plugins'")->fetchColumn();
        $off = ['plugins' => ['name' => 'HostProbe', 'toggle' => '0']];

        Browser::of($host, 'czytelnik')->post('?m=pluginlist', $off);
        self::assertSame('HostProbe:7', $enabled());

        $admin = Browser::of($host, 'admin');
        self::recorded($host);
        self::assertSame('?m=pluginlist', $admin->post('?m=pluginlist', $off)->location());
        self::assertSame('', $enabled());
        self::assertSame('HostProbe', array_column(self::recorded($host), 'data', 'hook')['disable_plugin']);

        $admin->post('?m=pluginlist', ['plugins' => ['name' => 'HostProbe', 'toggle' => '1']]);
        self::assertSame('HostProbe', $enabled());
    }

    public function testAFailingConstructorTakesEveryPageDown(): void
    {
        $host = $this->instance('postgres', ['probe.constructor' => 'exception']);
        self::assertSame(500, Browser::of($host)->get('?')->status);
    }

    public function testAFatalMainFileTakesEveryPageDownEvenWhenDisabled(): void
    {
        $host = $this->instance('postgres', [], '');
        self::assertSame(200, Browser::of($host)->get('?')->status);
        file_put_contents($host->directory . '/plugins/SleepingProbe/SleepingProbe.php', "<?php\nclass SleepingProbe extends NoSuchClass {}\n");
        self::assertSame(500, Browser::of($host)->get('?')->status);
    }

    public function testHooksDoNotNest(): void
    {
        $host = $this->instance('postgres', ['probe.hostprobe_on_load' => 'nested']);
        self::assertSame(500, Browser::of($host, 'admin')->get('?m=hostprobe')->status);
        self::assertStringContainsString('There is already an update in progress.', (string) file_get_contents($host->directory . '/server.log'));
    }

    public function testAnExceptionOfAModulesHookIsShownRaw(): void
    {
        $host = $this->instance('postgres', ['probe.customerinfo_before_display' => 'exception']);
        $page = Browser::of($host, 'admin')->get('?m=customerinfo&id=1');
        self::assertSame(200, $page->status);
        self::assertStringContainsString('probe: customerinfo_before_display <b>failed</b>', $page->body);
        self::assertStringContainsString('lms-ui-menu-panel', $page->body);
    }

    public function testAnErrorOfAHookIsABlankPage(): void
    {
        $host = $this->instance('postgres', ['probe.customerinfo_before_display' => 'error']);
        self::assertSame(500, Browser::of($host, 'admin')->get('?m=customerinfo&id=1')->status);
    }

    public function testASubjectStaysBusyAfterAnError(): void
    {
        $code = 'foreach (["SubjectInterface", "ObserverInterface", "SubjectException", "Subject"] as $f) require "' . dirname(__DIR__) . '/lib/Observer/$f.php";'
            . '$s = new Phine\Observer\Subject(); $s->registerObserver(new class implements Phine\Observer\ObserverInterface {'
            . ' public function receiveUpdate(Phine\Observer\SubjectInterface $s) { throw $GLOBALS["thrown"]; } });'
            . 'foreach ([new Exception("e"), new Error("E")] as $thrown) { try { $s->notifyObservers(); } catch (Throwable $t) { echo $t->getMessage(), (int) $s->isUpdating(); } }';
        self::assertSame('e0E1', shell_exec(escapeshellarg(PHP_BINARY) . ' -r ' . escapeshellarg($code)));
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testUpgradesOutsideThePanel(string $dialect): void
    {
        $host = $this->instance($dialect);
        self::assertStringContainsString('HostProbe: 2026010102', $host->script('devel/upgradedb.php'));
    }
}
