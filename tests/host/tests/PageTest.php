<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/HostTestCase.php';

/** Templates, rights and failures of a plugin's pages. */
final class PageTest extends HostTestCase
{
    public function testTemplates(): void
    {
        $page = Browser::of($this->instance('postgres'), 'klerk')->get('?m=hostprobe')->body;

        self::assertStringContainsString('<title>LMS: 1 z 2</title>', $page);
        self::assertStringContainsString('<p id="raw"><u>raw</u></p>', $page);
        self::assertStringContainsString('<p id="escaped">&lt;u&gt;raw&lt;/u&gt;</p>', $page);
        self::assertStringContainsString('<p id="missing">[]</p>', $page);
        self::assertStringContainsString('<meta name="probe-css">', $page);
        self::assertStringContainsString('var hostProbe = 1 < 2;', $page);
        self::assertStringContainsString('data-probe="<y>"', $page);
        self::assertStringContainsString('<span class="lms-ui-label">&lt;Edytuj&gt;</span>', str_replace('&lt;Edit&gt;', '&lt;Edytuj&gt;', $page));
        self::assertStringContainsString('<span class="lms-ui-label"><i>x</i></span>', $page);
        self::assertStringContainsString('letter A', $page);
        self::assertMatchesRegularExpression('/id="probe" data-label="Sonda hosta" class="lms-ui-tab-container/', $page);
        self::assertMatchesRegularExpression('/id="probepanel" style="display: none;"/', $page);
        self::assertStringNotContainsString('{', preg_replace('#<(script|style).*?</\1>#s', '', $page));
    }

    public function testAPluginsTemplateExtendsTheCard(): void
    {
        $page = Browser::of($this->instance('postgres'), 'admin')->get('?m=customerinfo&id=5')->body;
        self::assertMatchesRegularExpression('/id="customernotes".*<p id="probe-appended">5<\/p>.*id="customernodes"/s', $page);
        self::assertStringNotContainsString('<b>Test', $page);
    }

    public function testRights(): void
    {
        $host = $this->instance('postgres');
        $clerk = Browser::of($host, 'klerk')->get('?m=hostprobe')->body;
        self::assertStringContainsString('id="menu-Probe"', $clerk);
        self::assertStringContainsString('>Use<', $clerk);
        self::assertStringNotContainsString('>Other<', $clerk);
        self::assertStringNotContainsString('id="menu-config"', $clerk);

        $reader = Browser::of($host, 'czytelnik');
        $page = $reader->get('?m=hostprobe');
        self::assertStringContainsString('id="noaccess"', $page->body);
        self::assertSame(200, $page->status);
        self::assertStringNotContainsString('id="menu-Probe"', $page->body);
        self::assertStringContainsString('id="customerlist"', $reader->get('?m=customerlist')->body);
        self::assertStringContainsString('id="noaccess"', $reader->get('?m=customeredit&id=1')->body);

        self::assertStringContainsString('>Other<', Browser::of($host, 'admin')->get('?m=hostprobe')->body);
        self::assertStringContainsString('id="notfound"', Browser::of($host, 'admin')->get('?m=../etc/passwd')->body);
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAnOperatorSeesHisDivisionsCustomers(string $dialect): void
    {
        $browser = Browser::of($this->instance($dialect), 'ograniczony');
        preg_match_all('/data-customer="(\d+)"/', $browser->get('?m=customerlist')->body, $found);
        self::assertSame([5, 10, 15, 20, 25, 30, 35, 40], array_values(array_intersect([...range(1, 40)], array_map('intval', $found[1]))));
        self::assertSame('?m=customerlist', $browser->get('?m=customerinfo&id=1')->location());
    }

    public function testFailuresOfModules(): void
    {
        $host = $this->instance('postgres');
        $browser = Browser::of($host, 'klerk');
        self::assertStringContainsString('hostprobethrows.php[3]: <span class="red">module <b>exception</b>', $browser->get('?m=hostprobethrows')->body);
        self::assertSame(500, $browser->get('?m=hostprobethrows&error=1')->status);
        self::assertStringContainsString('hostprobe_no_such_table', $browser->get('?m=hostprobesql')->body);
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testConfiguration(string $dialect): void
    {
        $host = $this->instance($dialect);
        $browser = Browser::of($host, 'admin');
        $browser->post('?m=configadd', ['config' => ['section' => 'metroport', 'var' => 'api_login', 'value' => '"x" <y>']]);
        $list = $browser->get('?m=configlist&s=metroport')->body;
        self::assertStringContainsString('value="&quot;x&quot; &lt;y&gt;"', $list);
        self::assertStringNotContainsString('>timeout<', $list);

        preg_match('/configedit&amp;id=(\d+)/', $list, $found);
        $browser->post('?m=configedit&id=' . $found[1], ['config' => ['value' => '']]);
        $browser->post('?m=configedit&id=' . $found[1], ['config' => ['value' => 'z']]);
        self::assertSame('z', $host->sql()->query("SELECT value FROM uiconfig WHERE section = 'metroport'")->fetchColumn());
    }
}
