<?php

declare(strict_types=1);

/** Who may see the client list: LMS itself lets every reader into any module whose name ends in `list`. */
final class RightsTest extends PanelTestCase
{
    /** @dataProvider hosts */
    #[PHPUnit\Framework\Attributes\DataProvider('hosts')]
    public function testOnlyWhoHasTheRightSeesClients(string $database, string $order): void
    {
        $simulator = $this->simulator();
        $panel = $this->panel($database, $order, ['serwer_url' => $simulator->url, 'api_login' => 'operator', 'api_pass' => 'sekret']);

        foreach (['admin', 'klerk'] as $login) {
            $rows = self::load(Browser::of($panel, $login), 'metroportclientlist');
            self::assertGreaterThan(0, $rows['total'], $login);
        }
        $requests = $simulator->counters()['requests'];
        $reader = Browser::of($panel, 'czytelnik');
        self::assertStringNotContainsString('data-token', $reader->get('?m=metroportclientlist')->body);
        $reader->post('?m=metroportclientlist&api=1', ['token' => 'x']);
        self::assertSame(403, $reader->status);
        self::assertSame('request.right', $reader->json()['error']['code']);
        self::assertSame($requests, $simulator->counters()['requests'], 'MMS was asked for somebody without the right');

        $clerk = Browser::of($panel, 'klerk');
        self::assertSame(403, $clerk->post('?m=metroportclientlist&api=1', ['token' => 'x'])->status, 'a foreign page');
        self::assertSame(405, $clerk->get('?m=metroportclientlist&api=1')->status, 'GET');
        self::assertSame(401, Browser::of($panel)->post('?m=metroportclientlist&api=1', [])->status, 'not logged in');
    }
}
