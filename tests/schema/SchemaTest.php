<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/TestDatabase.php';
require_once __DIR__ . '/Upgrade.php';

/** First install and upgrades, through LMS's own way of doing them, on both databases. */
final class SchemaTest extends TestCase
{
    private const VERSION = '2026112601';

    /** LMS's types of the original's keys: a switch, a number above zero. */
    private const TYPES = ['automatically_update_customer_data' => 1, 'metrotv_suspend_billing' => 1, 'fsecure_suspend_billing' => 1,
        'show_fsecure_in_customer_tab' => 1, 'show_metrotv_in_customer_tab' => 1, 'api_token_expiration_time' => 2, 'list_pagelimit' => 2];
    private const CLEAN = ['version' => self::VERSION, 'errors' => [], 'pending' => []];

    /** Links of the fixture that go aside, and why. */
    private const CONFLICTS = [3 => 'lms_user_id', 4 => 'metroport_user_id', 6 => 'metroport_user_id', 9 => 'lms_user_id',
        14 => 'metroport_user_id', 16 => 'lms_user_id'];

    private const FLAGS = ['metrotv_suspend', 'metrotv_suspend_billing', 'metro_fsecure_suspend', 'metro_fsecure_suspend_billing'];

    /** @var list<TestDatabase> */
    private array $databases = [];

    protected function tearDown(): void
    {
        foreach ($this->databases as $database) {
            $database->drop();
        }
    }

    /** @return array<string, array{string}> */
    public static function dialects(): array
    {
        return ['PostgreSQL' => ['postgres'], 'MariaDB' => ['mysql']];
    }

    /** @return iterable<string, array{string, string}> */
    public static function originals(): iterable
    {
        foreach (self::dialects() as $name => [$dialect]) {
            foreach (TestDatabase::ORIGINAL_VERSIONS as $version) {
                yield "$name $version" => [$dialect, $version];
            }
        }
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testFirstInstall(string $dialect): void
    {
        $db = $this->database($dialect);

        self::assertSame(self::CLEAN, $db->startUpgrade('false')->outcome());

        self::assertSame(self::VERSION, $db->version());
        self::assertEqualsCanonicalizing(
            ['metroport_api_calls', 'metroport_costs', 'metroport_customer_data', 'metroport_customers', 'metroport_fsecure_packages', 'metroport_journal',
                'metroport_liabilities', 'metroport_link_conflicts', 'metroport_lock_holds', 'metroport_locks', 'metroport_metrotv_packages',
                'metroport_metrotv_stb', 'metroport_numbers', 'metroport_plan_steps', 'metroport_plans', 'metroport_runs', 'metroport_services', 'metroport_settings', 'metroport_settlement', 'metroport_settlement_positions', 'metroport_tariff_ties'],
            array_keys($db->schema()['columns'])
        );
        self::assertSame(
            ['api_concurrency' => '8', 'api_login' => '', 'api_pass' => '', 'api_timeout' => '10',
                'api_token_expiration_time' => '1200', 'automatically_update_customer_data' => 'true', 'converge_limit' => '500',
                'fsecure_suspend_billing' => '1', 'journal_days' => '365', 'list_pagelimit' => '100',
                'lock_limit_percent' => '30',
                'metrotv_suspend_billing' => '1', 'serwer_url' => 'api.mmsc.metroport.pl',
                'show_fsecure_in_customer_tab' => '1', 'show_metrotv_in_customer_tab' => '1', 'unblock_only_own' => 'true'],
            array_column($db->rows("SELECT var, value FROM uiconfig WHERE section = 'metroport' ORDER BY var"), 'value', 'var')
        );
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testALinkIsOneToOne(string $dialect): void
    {
        $db = $this->database($dialect);
        $db->startUpgrade()->outcome();
        $insert = $db->pdo->prepare('INSERT INTO metroport_customers (metroport_user_id, lms_user_id) VALUES (?, ?)');
        $insert->execute([1, 2]);

        foreach ([[1, 3], [3, 2]] as $second) {
            try {
                $insert->execute($second);
                self::fail('a second link was taken');
            } catch (PDOException $e) {
                self::assertStringStartsWith('23', $e->getCode());
            }
        }
    }

    /** @dataProvider originals */
    #[DataProvider('originals')]
    public function testUpgrade(string $dialect, string $version): void
    {
        $db = $this->database($dialect);
        $db->becomeOriginal($version);
        $before = $db->contents();
        $config = $db->rows('SELECT * FROM uiconfig ORDER BY id');

        self::assertSame(self::CLEAN, $db->startUpgrade()->outcome());

        $this->assertUpgraded($db, $before, $config);
    }

    /**
     * Whoever stopped at one of our own versions comes to the same.
     *
     * @dataProvider dialects
     */
    #[DataProvider('dialects')]
    public function testUpgradeFromEachOfOurOwnVersions(string $dialect): void
    {
        $migrations = glob(dirname(__DIR__, 2) . "/migrations/$dialect/*.sql") ?: [];
        $versions = array_map(static fn (string $file): string => strtok(basename($file), '_'), $migrations);
        $ours = array_filter($versions, static fn (string $version): bool => $version > '2026032302' && $version < self::VERSION);
        self::assertGreaterThan(6, count($ours));
        foreach ($ours as $last) {
            $db = $this->database($dialect);
            $db->becomeOriginal('2026032302');
            $before = $db->contents();
            $config = $db->rows('SELECT * FROM uiconfig ORDER BY id');
            foreach (array_combine($versions, $migrations) as $version => $file) {
                $version > '2026032302' && $version <= $last && $db->load($file);
            }
            $db->setVersion($last);

            self::assertSame(self::CLEAN, $db->startUpgrade()->outcome(), $last);
            $this->assertUpgraded($db, $before, $config);
        }
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testSecondRunChangesNothing(string $dialect): void
    {
        $db = $this->database($dialect);
        $db->becomeOriginal('2026032302');
        $db->startUpgrade()->outcome();
        $once = [$db->contents(), $db->rows('SELECT * FROM uiconfig ORDER BY id'), $db->schema(),
            $db->rows('SELECT * FROM metroport_link_conflicts ORDER BY id')];

        $runs = [
            'nothing to do' => fn () => null,
            'upgrade again' => fn () => $db->setVersion('2025090303'),
            'install again' => fn () => $db->pdo->exec("DELETE FROM dbinfo WHERE keytype LIKE '%Metroport%'"),
        ];
        foreach ($runs as $name => $prepare) {
            $prepare();
            self::assertSame(self::CLEAN, $db->startUpgrade()->outcome(), $name);
            self::assertSame(self::VERSION, $db->version(), $name);
            // Only an install brings back what the operator took out.
            $config = $db->rows("SELECT * FROM uiconfig WHERE var <> 'api_token_expiration_time' ORDER BY id");
            self::assertSame($once, [$db->contents(), $config, $db->schema(),
                $db->rows('SELECT * FROM metroport_link_conflicts ORDER BY id')], $name);
        }
    }

    /**
     * The way back: the original does on our tables what it does, and what it did is there when we come again.
     *
     * @dataProvider dialects
     */
    #[DataProvider('dialects')]
    public function testTheOriginalWritesIntoOurTables(string $dialect): void
    {
        $db = $this->database($dialect);
        $db->becomeOriginal('2026032302');
        $db->startUpgrade()->outcome();

        // The columns that it names in its statements, no more.
        $db->pdo->exec('INSERT INTO metroport_customers (metroport_user_id, lms_user_id) VALUES (700, 70)');
        $db->pdo->exec('UPDATE metroport_customers SET metrotv_suspend = 1, metrotv_suspend_billing = 1 WHERE lms_user_id = 70');
        $db->pdo->exec("UPDATE metroport_settings SET value = 'new', updated = CURRENT_TIMESTAMP WHERE name = 'token'");
        $db->pdo->exec("INSERT INTO metroport_fsecure_packages (id, ext_id, name, description, license_size) VALUES (99, 'X', 'SAFE', '', 1)");
        $db->pdo->exec("INSERT INTO metroport_metrotv_packages (id, firmid, pkg_name) VALUES (99, 1, 'Pakiet')");
        $db->pdo->exec("INSERT INTO metroport_metrotv_stb (id, mac, serialnumber) VALUES (99, '00:00:00:00:00:99', 'SN99')");
        $written = $db->contents();

        self::assertSame(self::CLEAN, $db->startUpgrade()->outcome());

        self::assertSame($written, $db->contents());
        self::assertSame(self::VERSION, $db->version());
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testStep2025122900DoneByHalf(string $dialect): void
    {
        $db = $this->database($dialect);
        $db->becomeOriginal('2025122900');
        $db->pdo->exec('ALTER TABLE metroport_metrotv_stb DROP CONSTRAINT metroport_metrotv_stb_serial_unique');
        $db->pdo->exec("INSERT INTO metroport_metrotv_stb (mac, serialnumber) VALUES ('twin', 'SN1')");
        $db->pdo->exec('DROP TABLE metroport_fsecure_packages');
        $db->setVersion('2025122300');
        $before = $db->contents();
        $config = $db->rows('SELECT * FROM uiconfig ORDER BY id');

        self::assertSame(self::CLEAN, $db->startUpgrade()->outcome());

        $twin = array_key_last($before['metroport_metrotv_stb']);
        $before['metroport_metrotv_stb'][$twin]['serialnumber'] = null;
        $this->assertUpgraded($db, $before, $config);
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testWithoutAutoUpdateNothingHappens(string $dialect): void
    {
        $db = $this->database($dialect);
        $db->becomeOriginal('2026032302');
        $before = [$db->contents(), $db->schema()];

        $outcome = $db->startUpgrade('false')->outcome();

        self::assertSame('2026032302', $outcome['version']);
        self::assertCount(1, $outcome['pending']);
        self::assertSame($before, [$db->contents(), $db->schema()]);
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testKilledUpgradeIsRepeated(string $dialect): void
    {
        $db = $this->database($dialect);
        $db->becomeOriginal('2025122300');
        [$before, $schema] = [$db->contents(), $db->schema()];
        $config = $db->rows('SELECT * FROM uiconfig ORDER BY id');
        $blocker = $db->connect();
        $blocker->exec($dialect === 'postgres'
            ? 'BEGIN; LOCK TABLE uiconfig IN ACCESS EXCLUSIVE MODE' : 'LOCK TABLES uiconfig WRITE');

        $upgrade = $db->startUpgrade();
        $this->waitUntilBlocked($db);
        $upgrade->kill();
        $blocker->exec($dialect === 'postgres' ? 'ROLLBACK' : 'UNLOCK TABLES');
        if ($dialect === 'postgres') {
            self::assertSame([$before, $schema], [$db->contents(), $db->schema()], 'all or nothing');
        }

        self::assertSame('2025122300', $db->version());
        self::assertSame(self::CLEAN, $db->startUpgrade()->outcome());
        $this->assertUpgraded($db, $before, $config);
    }

    public function testFailedUpgradeOnPostgresLeavesNothingBehind(): void
    {
        $db = $this->database('postgres');
        $db->becomeOriginal('2026032302');
        [$before, $schema] = [$db->contents(), $db->schema()];
        $config = $db->rows('SELECT * FROM uiconfig ORDER BY id');
        $db->pdo->exec('CREATE SEQUENCE metroport_lock_holds');

        $outcome = $db->startUpgrade()->outcome();

        self::assertSame('2026032302', $outcome['version']);
        self::assertNotSame([], $outcome['errors']);
        self::assertSame('2026032302', $db->version());
        $db->pdo->exec('DROP SEQUENCE metroport_lock_holds');
        self::assertSame([$before, $schema], [$db->contents(), $db->schema()]);
        self::assertSame(self::CLEAN, $db->startUpgrade()->outcome());
        $this->assertUpgraded($db, $before, $config);
    }

    public function testFailedUpgradeOnMariaDbDoesNotThrow(): void
    {
        $db = $this->database('mysql');
        $db->becomeOriginal('2026032302');
        $before = $db->contents();
        $config = $db->rows('SELECT * FROM uiconfig ORDER BY id');
        $db->pdo->exec('CREATE VIEW metroport_link_conflicts AS SELECT 1 AS id');

        $outcome = $db->startUpgrade()->outcome();

        self::assertSame('2026032302', $outcome['version']);
        self::assertCount(1, $outcome['errors']);
        $db->pdo->exec('DROP VIEW metroport_link_conflicts');
        self::assertSame(self::CLEAN, $db->startUpgrade()->outcome());
        $this->assertUpgraded($db, $before, $config);
    }

    /** MariaDB keeps what ran before the interruption, so stop after each statement in turn. */
    public function testInterruptedAnywhereOnMariaDb(): void
    {
        $sql = '';
        foreach (glob(dirname(__DIR__, 2) . '/migrations/mysql/*.sql') ?: [] as $path) {
            $sql .= preg_replace('/^--.*\n/m', '', (string) file_get_contents($path));
        }
        $statements = array_filter(array_map('trim', preg_split('/;\n/', $sql) ?: []));
        self::assertGreaterThan(40, count($statements));
        foreach (array_keys($statements) as $last) {
            $db = new TestDatabase('mysql');
            $db->becomeOriginal('2025122300');
            $before = $db->contents();
            $config = $db->rows('SELECT * FROM uiconfig ORDER BY id');
            foreach (array_slice($statements, 0, $last + 1) as $statement) {
                $db->pdo->exec($statement);
            }
            self::assertSame(self::CLEAN, $db->startUpgrade()->outcome(), $statement);
            $this->assertUpgraded($db, $before, $config);
            $db->drop();
        }
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testConcurrentUpgrades(string $dialect): void
    {
        $db = $this->database($dialect);
        $db->becomeOriginal('2025090303');
        $before = $db->contents();
        $config = $db->rows('SELECT * FROM uiconfig ORDER BY id');

        $this->assertAllClean(array_map(fn () => $db->startUpgrade(), range(1, 5)));

        $this->assertUpgraded($db, $before, $config);
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testConcurrentFirstInstalls(string $dialect): void
    {
        $db = $this->database($dialect);

        $this->assertAllClean(array_map(fn () => $db->startUpgrade(), range(1, 5)));

        self::assertSame($this->freshSchema($dialect), $db->schema());
        self::assertCount(16, $db->rows("SELECT id FROM uiconfig WHERE section = 'metroport'"));
    }

    private function database(string $dialect): TestDatabase
    {
        return $this->databases[] = new TestDatabase($dialect);
    }

    /** @return array<string, mixed> */
    private function freshSchema(string $dialect): array
    {
        static $schemas = [];
        if (!isset($schemas[$dialect])) {
            $db = $this->database($dialect);
            self::assertSame(self::CLEAN, $db->startUpgrade()->outcome());
            $schemas[$dialect] = $db->schema();
        }
        return $schemas[$dialect];
    }

    /** @param list<Upgrade> $upgrades */
    private function assertAllClean(array $upgrades): void
    {
        foreach ($upgrades as $upgrade) {
            self::assertSame(self::CLEAN, $upgrade->outcome());
        }
    }

    /**
     * The schema is that of a first install, every row is there with its flags, and the operator's configuration is as
     * it was.
     *
     * @param array<string, list<array<string, mixed>>> $before
     * @param list<array<string, mixed>> $config
     */
    private function assertUpgraded(TestDatabase $db, array $before, array $config): void
    {
        self::assertSame(self::VERSION, $db->version());
        self::assertEquals($this->freshSchema($db->dialect), $db->schema());

        $after = $db->contents();
        $conflicts = $db->rows('SELECT * FROM metroport_link_conflicts ORDER BY id');
        self::assertSame(self::CONFLICTS, array_column($conflicts, 'reason', 'id'));
        foreach ($conflicts as $conflict) {
            self::assertEqualsWithDelta(time(), $conflict['found_at'], 600);
            $after['metroport_customers'][] = array_diff_key($conflict, ['reason' => 0, 'found_at' => 0]);
        }
        usort($after['metroport_customers'], fn ($a, $b) => $a['id'] <=> $b['id']);
        // Flags a version does not have yet begin as 0.
        $withFlags = fn ($row) => $row + array_fill_keys(self::FLAGS, 0);
        $before['metroport_customers'] = array_map($withFlags, $before['metroport_customers']);
        // Nothing is taken for gone before somebody has looked.
        foreach (preg_grep('/_(packages|stb)$/', array_keys($before)) ?: [] as $mirror) {
            $before[$mirror] = array_map(fn ($row) => $row + ['gone_at' => null], $before[$mirror]);
        }
        self::assertCount(16, $before['metroport_customers']);
        self::assertSame($before, array_intersect_key($after, $before));

        $ids = implode(',', array_column($config, 'id'));
        // LMS checks switches and numbers when it knows that they are; else nothing of the operator's settings changes.
        $typed = fn ($row) => array_replace($row, $row['section'] === 'metroport' ? ['type' => self::TYPES[$row['var']] ?? $row['type']] : []);
        self::assertEquals(array_map($typed, $config), $db->rows("SELECT * FROM uiconfig WHERE id IN ($ids) ORDER BY id"));
        $added = $db->rows("SELECT var FROM uiconfig WHERE id NOT IN ($ids) ORDER BY var");
        $all = ['api_concurrency', 'api_timeout', 'converge_limit', 'fsecure_suspend_billing', 'journal_days',
            'list_pagelimit', 'lock_limit_percent', 'metrotv_suspend_billing', 'show_fsecure_in_customer_tab', 'show_metrotv_in_customer_tab', 'unblock_only_own'];
        $had = array_column(array_filter($config, fn ($row) => $row['section'] === 'metroport'), 'var');
        self::assertSame(array_values(array_diff($all, $had)), array_column($added, 'var'));

        // The next link gets an id of its own.
        $db->pdo->exec('INSERT INTO metroport_customers (metroport_user_id, lms_user_id) VALUES (90001, 90001)');
        $db->pdo->exec('DELETE FROM metroport_customers WHERE lms_user_id = 90001');
    }

    private function waitUntilBlocked(TestDatabase $db): void
    {
        $waiting = $db->dialect === 'postgres'
            ? "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            : "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND state LIKE 'Waiting for table%'";
        for ($try = 0; $try < 200; $try++) {
            if ($db->rows($waiting)) {
                return;
            }
            usleep(50_000);
        }
        self::fail('the upgrade never came to the locked table');
    }
}
