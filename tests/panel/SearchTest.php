<?php

declare(strict_types=1);

/** LMS's own quick search and its "IDs in external systems" know what the plugin knows. */
final class SearchTest extends PanelTestCase
{
    private const HIDDEN = 29;
    private const ANNA = 3;

    private Instance $panel;

    /** @dataProvider hosts */
    #[PHPUnit\Framework\Attributes\DataProvider('hosts')]
    public function testCustomersAreFoundByWhatTheyHave(string $database, string $order): void
    {
        $this->panel = $this->panel($database, $order, ['serwer_url' => 'http://127.0.0.1:1', 'api_login' => 'o', 'api_pass' => 's']);
        $this->link(self::ANNA, 4711, '00:1A:79:AB:CD:EF', 'KAON-77123');
        $this->link(self::HIDDEN, 4712, '00:1A:79:AB:CD:EE', 'KAON-77124');
        $this->panel->sql()->exec("INSERT INTO divisions (shortname, name) VALUES ('obca', 'Obca')");
        $this->panel->sql()->exec("UPDATE customers SET divisionid = (SELECT id FROM divisions WHERE shortname = 'obca') WHERE id = " . self::HIDDEN);
        $clerk = Browser::of($this->panel, 'klerk');

        foreach (['001a79abcd', '00-1A-79-AB-CD-EF', 'ab:cd:ef', 'kaon-771', '77123', '4711'] as $search) {
            $found = $this->suggested($clerk, $search);
            self::assertSame(['?m=customerinfo&id=' . self::ANNA], array_column($found, 'action'), $search);
        }
        self::assertStringContainsString('00:1A:79:AB:CD:EF', $this->suggested($clerk, '77123')[0]['description']);
        foreach (['4712', '77124', 'kaon<b>', "kaon' OR 1=1 --", 'kao'] as $search) {
            self::assertSame([], $this->suggested($clerk, $search), $search);
        }

        // Enter opens the card of the only one; an id of LMS stays one.
        $go = static fn (string $search): ?string => $clerk->post('?m=quicksearch', ['qs' => ['customer' => $search]])->location();
        self::assertSame('?m=customerinfo&id=' . self::ANNA, $go('KAON-77123'));
        self::assertSame('?m=customerlist', $go('4711'));
        self::assertSame('?m=customerlist', $go('KAON-77124'));

        // What has vanished from MMS is nobody's, and without the right nothing is told.
        $this->panel->sql()->exec("UPDATE metroport_metrotv_stb SET gone_at = 1 WHERE serialnumber = 'KAON-77123'");
        self::assertSame([], $this->suggested($clerk, '77123'));
        $this->panel->sql()->exec("UPDATE users SET rights = 'customer_management' WHERE login = 'klerk'");
        self::assertSame([], $this->suggested(Browser::of($this->panel, 'klerk'), '4711'));
    }

    /** @dataProvider hosts */
    #[PHPUnit\Framework\Attributes\DataProvider('hosts')]
    public function testExternalIdsFollowTheLinks(string $database, string $order): void
    {
        $mms = $this->simulator();
        $this->panel = $this->panel($database, $order, ['serwer_url' => $mms->url, 'api_login' => 'operator', 'api_pass' => 'sekret']);
        [$first, $second] = array_column($mms->world()['customers'], 'id');
        $this->panel->sql()->exec("INSERT INTO serviceproviders (name) VALUES ('Inny')");
        $other = (int) $this->panel->sql()->query("SELECT id FROM serviceproviders WHERE name = 'Inny'")->fetchColumn();
        $this->panel->sql()->exec("INSERT INTO customerextids (customerid, extid, serviceproviderid) VALUES (5, '$first', $other)");
        $this->link(self::ANNA, $first);

        self::assertSame(0, $this->script('metroport_converge.php', '--dry-run'));
        self::assertSame([], $this->ids(), 'a trial run changes nothing');
        self::assertSame(0, $this->script('metroport_converge.php'));
        self::assertSame([self::ANNA => (string) $first], $this->ids());
        self::assertSame(0, $this->script('metroport_converge.php'));
        self::assertSame([self::ANNA => (string) $first], $this->ids(), 'once is enough');

        $this->panel->sql()->exec('DELETE FROM metroport_customers');
        $this->link(self::ANNA, $second);
        self::assertSame(0, $this->script('metroport_customer_update.php'));
        self::assertSame((string) $second, $this->ids()[self::ANNA]);

        // By hand, at once.
        $this->panel->sql()->exec("UPDATE users SET rights = 'metroport_readonly,metroportcustomerupdate_ajax' WHERE login = 'klerk'");
        $clerk = Browser::of($this->panel, 'klerk');
        preg_match('/data-url="(\?m=metroportclientlinkaction&amp;[^"]*)" data-token="([^"]+)"/', $clerk->get('?m=metroportclientlist')->body, $found);
        $post = ['action' => 'unlink', 'customer_id' => self::ANNA, 'token' => $found[2]];
        self::assertSame([], $clerk->post(html_entity_decode($found[1]), $post)->json());
        self::assertArrayNotHasKey(self::ANNA, $this->ids());
        $others = "SELECT COUNT(*) FROM customerextids WHERE serviceproviderid = $other";
        self::assertSame(1, (int) $this->panel->sql()->query($others)->fetchColumn(), 'those of others are not ours');
    }

    private function link(int $customer, int $mms, ?string $mac = null, string $serial = ''): void
    {
        $this->panel->sql()->exec("INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES ($customer, $mms)");
        if ($mac !== null) {
            $this->panel->sql()->exec("INSERT INTO metroport_metrotv_stb (id, userid, mac, serialnumber, status) VALUES ($mms, $mms, '$mac', '$serial', 2)");
        }
    }

    /** @return list<array<string, string>> */
    private function suggested(Browser $browser, string $search): array
    {
        return $browser->get('?m=quicksearch&ajax=1&api=1&mode=customer&what=' . rawurlencode($search))->json();
    }

    private function script(string $name, string ...$options): int
    {
        $command = [PHP_BINARY, "{$this->panel->directory}/plugins/LMSMetroportPlugin/bin/$name", '-C', $this->panel->ini(), '-q', ...$options];
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], STDERR], $pipes, $this->panel->directory);
        return proc_close($process);
    }

    /** @return array<int, string> customer => number in MMS, as LMS has them */
    private function ids(): array
    {
        return $this->panel->sql()->query(
            "SELECT e.customerid, e.extid FROM customerextids e JOIN serviceproviders p ON p.id = e.serviceproviderid WHERE p.name = 'Metroport'",
        )->fetchAll(PDO::FETCH_KEY_PAIR);
    }
}
