<?php

declare(strict_types=1);

/** Senseless values in LMS's own page of settings. */
final class SettingsTest extends PanelTestCase
{
    /** @dataProvider hosts */
    #[PHPUnit\Framework\Attributes\DataProvider('hosts')]
    public function testASenselessValueIsNotSavedAndASensibleOneIs(string $database, string $order): void
    {
        $panel = $this->panel($database, $order, ['serwer_url' => 'http://127.0.0.1:1', 'api_login' => 'operator', 'api_pass' => 'sekret']);
        $admin = Browser::of($panel, 'admin');
        $row = static fn (): array => $panel->sql()
            ->query("SELECT id, value FROM uiconfig WHERE section = 'metroport' AND var = 'api_timeout'")->fetch(PDO::FETCH_ASSOC);
        $save = static fn (string $section, string $value) => $admin->post("?m=configedit&id={$row()['id']}", ['config' => [
            'section' => $section, 'var' => 'api_timeout', 'value' => $value, 'type' => '2',
        ]]);

        $save('metroport', '30');
        self::assertSame('30', $row()['value']);
        foreach (['10s', '0', '601'] as $senseless) {
            $save('metroport', $senseless);
            self::assertSame('30', $row()['value'], $senseless);
        }
        // What is not the plugin's is none of its business.
        $save('phpui', '10s');
        self::assertSame('10s', $row()['value']);

        // It is there now, past the plugin: the first page names it, and the default is used.
        self::assertStringContainsString('metroport.api_timeout', $admin->get('?m=welcome')->body);
    }
}
