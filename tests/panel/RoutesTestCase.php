<?php

declare(strict_types=1);

/** A panel with customers of two divisions, some of them linked, and a user whose rights a test changes as it likes. */
abstract class RoutesTestCase extends PanelTestCase
{
    /** Customers who are linked: the first two are of division 1, the others of division 2, which LMS user "ograniczony" is kept to. */
    protected const CUSTOMERS = [1, 2, 5, 10];

    /** @return iterable<string, array{string}> */
    public static function databases(): iterable
    {
        yield 'PostgreSQL' => ['postgres'];
        yield 'MariaDB' => ['mysql'];
    }

    /**
     * MMS users who have everything are linked to CUSTOMERS, in that order; their MMS ids are given, and one more that is
     * linked to nobody.
     *
     * @param array<string, string> $settings besides those that lead to the simulator
     * @return array{Instance, Simulator, list<int>}
     */
    protected function world(string $database, array $settings = []): array
    {
        $simulator = $this->simulator();
        $panel = $this->panel($database, 'after_june_2026', [
            'serwer_url' => $simulator->url, 'api_login' => 'operator', 'api_pass' => 'sekret', 'list_pagelimit' => '1000',
        ] + $settings);
        $world = $simulator->world();
        $having = static fn (string $kind): array => array_filter(array_column(array_filter(
            $world[$kind],
            static fn (array $row): bool => $kind !== 'services' || $row['status'] === 'active',
        ), 'userid'));
        $users = array_values(array_unique(array_intersect($having('accounts'), $having('services'), $having('stbs'))));
        self::assertGreaterThan(count(self::CUSTOMERS), count($users));
        foreach (self::CUSTOMERS as $at => $customer) {
            $panel->sql()->exec("INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES ($customer, $users[$at])");
        }
        return [$panel, $simulator, array_slice($users, 0, count(self::CUSTOMERS) + 1)];
    }

    /** @param list<string> $rights of the user "klerk" from now on */
    protected static function give(Instance $panel, array $rights, string $login = 'klerk'): void
    {
        $panel->sql()->prepare('UPDATE users SET rights = ? WHERE login = ?')->execute([implode(',', $rights), $login]);
    }

    /** The token of the user's session: a page with any right has it. */
    protected static function token(Browser $user): string
    {
        self::assertSame(1, preg_match('/data-token="(\w+)"/', $user->get('?m=metroportclientlist')->body, $found), 'a page without a token');
        return $found[1];
    }

    /**
     * All that must not change by itself: the plugin's tables, without the session with MMS, the journal, the counters of
     * requests, the numbers of the day and the list of jobs that ran, which may tell what was tried in vain, and LMS's customers.
     *
     * @return array<string, list<array<string, mixed>>>
     */
    protected static function tables(Instance $panel): array
    {
        $sql = $panel->sql();
        $names = $sql->query("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'metroport%' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
            . ($panel->dialect === 'mysql' ? ' AND table_schema = DATABASE()' : ''))->fetchAll(PDO::FETCH_COLUMN);
        self::assertContains('metroport_customers', $names);
        sort($names);
        $tables = [];
        foreach ([...array_diff($names, ['metroport_settings', 'metroport_journal', 'metroport_runs', 'metroport_api_calls', 'metroport_numbers']), 'customers', 'assignments'] as $name) {
            $tables[$name] = $sql->query("SELECT * FROM $name ORDER BY 1, 2")->fetchAll(PDO::FETCH_ASSOC);
        }
        return $tables;
    }
}
