<?php

declare(strict_types=1);

use LMSMetroportPlugin\Rights;
use PHPUnit\Framework\Attributes\DataProvider;

/** Customers of other divisions, or in groups that are closed to a user, do not exist for him, whatever rights he has. */
final class DivisionTest extends RoutesTestCase
{
    private const LISTS = [
        'metroportclientlist', 'metroportfsecureclientslist', 'metroportfsecureoperationlist', 'metroportmetrotvclientslist',
        'metroportmetrotvstblist',
    ];

    private Instance $panel;
    private Simulator $simulator;
    private Browser $user;
    private string $token;
    /** @var array<int, int> MMS ids by customers of LMS, whom the user may not see, and whom he may */
    private array $hidden;
    private array $seen;

    /** @return iterable<string, array{string, string}> */
    public static function limits(): iterable
    {
        foreach (['postgres', 'mysql'] as $database) {
            foreach (['division', 'group'] as $limit) {
                yield "$database, $limit" => [$database, $limit];
            }
        }
    }

    /** @dataProvider limits */
    #[DataProvider('limits')]
    public function testHiddenCustomersAreInNoListAndNoFile(string $database, string $limit): void
    {
        $this->start($database, $limit);
        $macs = static fn (array $stbs): array => array_column($stbs, 'mac');
        $decoders = $this->simulator->world()['stbs'];
        $of = static fn (array $users): array => array_filter($decoders, static fn (array $stb): bool => in_array($stb['userid'], $users, true));
        $hiddenMacs = $macs($of(array_values($this->hidden)));
        self::assertNotSame([], $hiddenMacs);

        foreach (self::LISTS as $list) {
            $rows = $this->post($list, [])['rows'];
            self::assertSame([], array_intersect(array_filter(array_column($rows, 'customer_id')), array_keys($this->hidden)), $list);
            self::assertSame([], array_intersect(array_column($rows, 'mms_id'), $this->hidden), $list);
            self::assertSame([], array_diff(array_keys($this->seen), array_column($rows, 'customer_id')), "$list hides too much");
            $file = $this->post($list, ['csv' => '1'])['text'];
            foreach ([...array_map($this->nameOf(...), array_keys($this->hidden)), ...$hiddenMacs] as $secret) {
                self::assertStringNotContainsStringIgnoringCase($secret, $file, $list);
            }
            self::assertStringContainsString($this->nameOf(array_key_first($this->seen)), $file, $list);
            foreach ($this->hidden as $customer => $mms) {
                self::assertSame(0, $this->post($list, ['search' => $this->nameOf($customer)])['total'], "$list finds him");
            }
        }
    }

    /** @dataProvider limits */
    #[DataProvider('limits')]
    public function testNothingCanBeDoneWithAHiddenCustomer(string $database, string $limit): void
    {
        $this->start($database, $limit);
        $before = self::tables($this->panel);
        $customer = array_key_first($this->hidden);
        $mms = $this->hidden[$customer];
        $things = $this->things($mms);
        $filled = $things + [
            'month' => '2020-01', 'customer_id' => (string) $customer, 'mms_id' => (string) $mms, 'product_id' => '51', 'license_size' => '3', 'network_id' => '1',
            'package_id' => '310', 'price' => '1', 'street' => 'Prosta', 'house' => '1', 'zip' => '00-001', 'city' => 'Łódź',
            'kind' => 'change',
        ];

        foreach (Routes::ACTIONS as $module => [, $actions]) {
            foreach ($actions as $action) {
                // These are about nobody, about the warehouse, or about everybody.
                if (in_array("$module $action", ['metroportclientlinkaction conflicts', 'metroportfsecureservicesaction tariffs', 'metroportmetrotvservicesaction tariffs', 'metroportplanaction tariffs'], true)
                    || in_array($module, ['metroportmetrotvstbaction', 'metroportqueueaction'], true)
                    || $module === 'metroportbillingaction' && !in_array($action, ['look', 'mend', 'position'], true)) {
                    continue;
                }
                $answer = $this->post($module, ['action' => $action] + $filled);
                $code = $answer['error']['code'] ?? null;
                match ("$module $action") {
                    // He has no entries and nothing that waits, as far as the user can know.
                    'metroportcustomerjournal_ajax ', 'metroportdecoderhistory_ajax ' => self::assertSame([], $answer['rows'] ?? []),
                    // For him there is nothing to be billed, as far as the user can know.
                    'metroportbillingaction position' => self::assertSame('settlement.nothing', $code),
                    'metroportcustomerupdate_ajax resend' => self::assertSame(0, $this->simulator->counters()['changing']),
                    default => self::assertContains($code, ['customer.not_found', 'link.customer'], "$module $action"),
                };
            }
        }
        self::assertSame('decoder.issued', $this->post('metroportmetrotvstbaction', ['action' => 'delete', 'id' => $things['decoder_id']])['error']['code']);

        // Nor by way of somebody whom the user may see.
        $own = ['customer_id' => (string) array_key_first($this->seen)] + $filled;
        foreach (['change', 'block', 'unblock', 'remove'] as $action) {
            self::assertSame('service.foreign', $this->post('metroportfsecureservicesaction', ['action' => $action] + $own)['error']['code'], $action);
        }
        foreach (array_diff(Routes::ACTIONS['metroportmetrotvservicesaction'][1], ['add_account', 'tariffs']) as $action) {
            self::assertSame('account.foreign', $this->post('metroportmetrotvservicesaction', ['action' => $action] + $own)['error']['code'], $action);
        }
        $free = $this->freeCustomer();
        $answer = $this->post('metroportclientlinkaction', ['action' => 'link', 'customer_id' => (string) $free, 'mms_id' => (string) $mms]);
        self::assertSame('link.taken', $answer['error']['code']);

        self::assertSame(0, $this->simulator->counters()['changing']);
        self::assertSame($before, self::tables($this->panel));
    }

    /** @dataProvider limits */
    #[DataProvider('limits')]
    public function testConflictsAndCandidatesTellNoHiddenName(string $database, string $limit): void
    {
        $this->start($database, $limit);
        [$hidden, $seen] = [array_key_first($this->hidden), array_key_first($this->seen)];
        $mms = $this->hidden[$hidden];
        $this->panel->sql()->exec("INSERT INTO metroport_link_conflicts VALUES (901, 7777, $hidden, 0, 0, 0, 0, 'lms_user_id', 0), "
            . "(902, $mms, $seen, 0, 0, 0, 0, 'metroport_user_id', 0)");

        $rows = $this->post('metroportclientlinkaction', ['action' => 'conflicts'])['conflicts'];
        $told = static fn (array $row): array => [$row['customer_id'], $row['mms_id'], $row['aside'], $row['unlinkable']];
        self::assertEqualsCanonicalizing(
            [[null, $mms, false, false], [$seen, $this->seen[$seen], false, true], [$seen, $mms, true, false]],
            array_map($told, $rows),
        );
        self::assertStringNotContainsString($this->nameOf($hidden), json_encode($rows, JSON_UNESCAPED_UNICODE));

        $free = $this->freeCustomer();
        $pesel = array_column($this->simulator->world()['customers'], 'pesel', 'id')[$mms];
        self::assertNotSame('', $pesel, 'the first MMS users are people');
        $this->panel->sql()->exec("UPDATE customers SET type = 0, ssn = '$pesel' WHERE id = $free");
        $candidates = $this->post('metroportcustomerupdate_ajax', ['action' => 'match', 'customer_id' => (string) $free])['candidates'];
        self::assertSame(['już powiązany: inny klient'], array_values(array_unique(array_column($candidates, 'taken'))));
    }

    /** @dataProvider limits */
    #[DataProvider('limits')]
    public function testQueueDifferencesAndJournalKnowNoHiddenCustomer(string $database, string $limit): void
    {
        $this->start($database, $limit);
        $sql = $this->panel->sql();
        foreach ($this->hidden + $this->seen as $customer => $mms) {
            $sql->exec("INSERT INTO metroport_customer_data (lms_user_id, settled, wanted, wanted_at, wanted_by, next_attempt_at) VALUES ($customer, 'a', 'b', 1, 'ewa', 2000000000)");
            $sql->exec("INSERT INTO metroport_locks (lms_user_id, service, wanted, wanted_at, next_attempt_at) VALUES ($customer, 'metrotv', 1, 1, 2000000000)");
            $sql->exec('INSERT INTO metroport_journal (at, userid, actor, lms_user_id, mms_user_id, action, subject, subject_id, outcome) '
                . "VALUES (1, 0, 'ewa', $customer, $mms, 'user.update', 'user', $mms, 'done')");
            $sql->exec("UPDATE customers SET deleted = 1 WHERE id = $customer");
        }

        foreach (['metroportqueuelist', 'metroportjournallist', 'metroportdifferencelist'] as $list) {
            $rows = $this->post($list, [])['rows'];
            self::assertEqualsCanonicalizing(array_keys($this->seen), array_values(array_unique(array_column($rows, 'customer_id'))), $list);
            $file = $this->post($list, ['csv' => '1'])['text'];
            self::assertStringContainsStringIgnoringCase($this->nameOf(array_key_first($this->seen)), $file, $list);
            foreach (array_keys($this->hidden) as $customer) {
                self::assertStringNotContainsStringIgnoringCase($this->nameOf($customer), $file, $list);
                self::assertSame(0, $this->post($list, ['search' => $this->nameOf($customer)])['total'], "$list finds him");
            }
        }

        $before = self::tables($this->panel);
        foreach (['data', 'metrotv'] as $kind) {
            $hidden = ['kind' => $kind, 'customer_id' => (string) array_key_first($this->hidden), 'reason' => 'tak'];
            foreach (['retry', 'give_up'] as $action) {
                $answer = $this->post('metroportqueueaction', ['action' => $action] + $hidden);
                self::assertSame('customer.not_found', $answer['error']['code'] ?? null, "$kind $action");
            }
        }
        self::assertSame($before, self::tables($this->panel));
        self::assertSame(0, $this->simulator->counters()['changing']);
    }

    private function start(string $database, string $limit): void
    {
        [$this->panel, $this->simulator, $users] = $this->world($database);
        $links = array_combine(self::CUSTOMERS, array_slice($users, 0, count(self::CUSTOMERS)));
        $everything = [...array_keys(Rights::all()), 'customer_management', 'finances_management'];
        if ($limit === 'division') {
            [$login, $hidden] = ['ograniczony', [1, 2]];
        } else {
            [$login, $hidden] = ['klerk', [2]];
            $this->panel->sql()->exec("INSERT INTO customergroups (id, name) VALUES (1, 'VIP')");
            $this->panel->sql()->exec('INSERT INTO customerassignments (customergroupid, customerid) VALUES (1, 2)');
            $this->panel->sql()->exec("INSERT INTO excludedgroups (customergroupid, userid) SELECT 1, id FROM users WHERE login = 'klerk'");
        }
        self::give($this->panel, $everything, $login);
        $this->hidden = array_intersect_key($links, array_flip($hidden));
        $this->seen = array_diff_key($links, $this->hidden);
        $this->user = Browser::of($this->panel, $login);
        $this->token = self::token($this->user);
    }

    /** @return array<string, mixed> */
    private function post(string $module, array $fields): array
    {
        return $this->user->post("?m=$module&api=1", $fields + ['token' => $this->token])->json();
    }

    /** As LMS writes it. */
    private function nameOf(int $customer): string
    {
        $found = $this->panel->sql()->query("SELECT lastname, name FROM customers WHERE id = $customer")->fetch(PDO::FETCH_NUM);
        return trim("$found[0] $found[1]");
    }

    /** Somebody whom both limited users may see, and who is not linked. */
    private function freeCustomer(): int
    {
        return 15;
    }

    /** @return array<string, string> ids of what an MMS user has */
    private function things(int $user): array
    {
        $world = $this->simulator->world();
        $first = static fn (string $kind): array => current(array_filter($world[$kind], static fn (array $row): bool => $row['userid'] === $user));
        $account = $first('accounts');
        $orders = array_filter($world['orders'], static fn (array $order): bool => $order['accountid'] === $account['id']);
        return [
            'account_id' => (string) $account['id'], 'service_id' => (string) $first('services')['id'],
            'order_id' => (string) current($orders)['id'], 'mac' => $first('stbs')['mac'], 'decoder_id' => (string) $first('stbs')['id'],
        ];
    }
}
