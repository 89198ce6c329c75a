<?php

declare(strict_types=1);

use Metroport\Client;
use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** Client::test() and Client::testDatabase(): each step, good and bad. */
final class ConnectionTestTest extends ExtensionTestCase
{
    private const JOBS = ['job_converge', 'job_fsecure_packages', 'job_metrotv_packages', 'job_metrotv_stb', 'job_pair', 'job_services'];
    private const DATABASE = ['database', 'schema', 'rights', ...self::JOBS, 'queue'];

    /** Steps that did not go well, but for those of cron, which there is none of here: step => code. */
    private static function bad(array $steps): array
    {
        $bad = array_filter($steps, static fn (array $step): bool => !$step['ok'] && !str_starts_with($step['code'], 'job.'));
        return array_column($bad, 'code', 'step');
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAllIsWell(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        $steps = $this->client($lms)->test();

        self::assertSame(['configuration', ...self::DATABASE, 'dns', 'tcp', 'server', 'login', 'session', 'customers', 'fsecure', 'metrotv',
            'decoders', 'clock'], array_column($steps, 'step'));
        self::assertSame([], self::bad($steps));
        foreach ($steps as $step) {
            self::assertSame(['step', 'ok', 'milliseconds', 'detail', 'code', 'found'], array_keys($step));
            self::assertIsFloat($step['milliseconds']);
        }
        self::assertSame((string) Client::SCHEMA_VERSION, array_column($steps, 'detail', 'step')['schema']);
        $found = array_column($steps, 'found', 'step');
        self::assertSame(['refused' => 0, 'waiting' => 0], $found['queue']);
        self::assertSame(['MMS', 'database'], array_keys($found['clock']));
        self::assertSame(array_column($steps, 'detail', 'step')['customers'], (string) $found['customers']['rows']);
        self::assertSame([], Canary::in(json_encode($steps, JSON_UNESCAPED_UNICODE)));
        // The new session is everybody's.
        $this->client($lms, ['session_lifetime' => 1000])->customers()->get(101);
        self::assertSame(1, $this->mms->count('logins'));
    }

    public function testEachBadKind(): void
    {
        $lms = Lms::withPeople('postgres');
        $database = fn (array $more) => ['database' => $more + $lms->config()];
        $untried = ['server', 'login', 'session', 'customers', 'fsecure', 'metrotv', 'decoders', 'clock'];
        $bad = [
            'no such name' => ['dns', 'mms.dns', ['url' => 'https://mms.invalid'], ['tcp', ...$untried]],
            'refused' => ['tcp', 'mms.unreachable', ['url' => 'http://127.0.0.1:1'], $untried],
            'no TLS' => ['tls', 'mms.tls', ['url' => str_replace('http:', 'https:', $this->mms->url)], $untried],
            'login' => ['login', 'mms.login', ['password' => 'wrong'], ['session', 'customers', 'fsecure', 'metrotv', 'decoders']],
            'database' => ['database', 'store.unreachable', $database(['host' => '/nowhere']), [...array_slice(self::DATABASE, 1), 'login', 'session']],
        ];
        foreach ($bad as $kind => [$step, $code, $more, $left]) {
            $steps = $this->client($lms, $more)->test();
            $told = array_column($steps, 'detail', 'step');
            self::assertSame($code, self::bad($steps)[$step] ?? null, $kind);
            self::assertSame([], array_intersect($left, array_keys($told)), "$kind: what could not be tried");
            self::assertSame([], Canary::in(implode("\n", $told)), $kind);
        }
    }

    public function testAServerThatHangsAndASchemaThatIsBehind(): void
    {
        $lms = Lms::withPeople('mysql');
        $this->mms->hang();
        $lms->pdo->exec("UPDATE dbinfo SET keyvalue = '1' WHERE keytype LIKE 'dbversion_L%'");
        try {
            $codes = array_column($this->client($lms, ['timeout' => Surroundings::patient(1)])->test(), 'code', 'step');
        } finally {
            $lms->pdo->exec("UPDATE dbinfo SET keyvalue = '" . Client::SCHEMA_VERSION . "' WHERE keytype LIKE 'dbversion_L%'");
        }
        self::assertSame(['mms.timeout', 'store.schema', null], [$codes['server'], $codes['schema'], $codes['database']]);
        self::assertArrayNotHasKey('login', $codes);
    }

    public function testWithoutADatabase(): void
    {
        $steps = $this->client()->test();

        self::assertSame(['configuration', 'dns', 'tcp', 'server', 'login', 'customers', 'fsecure', 'metrotv', 'decoders', 'clock'], array_column($steps, 'step'));
        self::assertSame([], self::bad($steps));
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testADatabaseAlone(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        self::assertSame(self::DATABASE, array_column(Client::testDatabase($lms->config()), 'step'));
        self::assertSame([], self::bad(Client::testDatabase($lms->config())));
        self::assertThrown('ConfigurationException', 'config.wrong', fn () => Client::testDatabase(['type' => 'oracle'] + $lms->config()));
        self::assertSame(0, $this->mms->count('logins'));
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAUserWithoutRightsIsToldWhichAreMissing(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        $name = 'poor_' . getmypid();
        $user = $dialect === 'postgres' ? $name : "$name@localhost";
        $lms->pdo->exec($dialect === 'postgres' ? "CREATE ROLE $name LOGIN PASSWORD 'x'" : "CREATE USER $user IDENTIFIED BY 'x'");
        try {
            $database = $lms->config()['database'];
            foreach ($dialect === 'postgres'
                ? ["GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO $user", "REVOKE DELETE ON metroport_locks FROM $user",
                    "REVOKE ALL ON customers FROM $user", "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO $user",
                    "REVOKE USAGE ON metroport_customers_id_seq FROM $user"]
                : $this->tableByTable($lms, $user) as $statement) {
                $lms->pdo->exec($statement);
            }
            $step = array_column(Client::testDatabase(['user' => $name, 'password' => 'x'] + $lms->config()), null, 'step')['rights'];
            self::assertSame('store.rights', $step['code']);
            self::assertSame(
                $dialect === 'postgres' ? 'DELETE on metroport_locks, SELECT on customers, USAGE on metroport_customers_id_seq'
                    : 'DELETE on metroport_locks, SELECT on customers',
                $step['detail'],
            );
            self::assertSame(['missing' => $step['detail']], $step['found']);
        } finally {
            foreach ($dialect === 'postgres' ? ["DROP OWNED BY $name", "DROP ROLE $name"] : ["DROP USER $user"] as $statement) {
                $lms->pdo->exec($statement);
            }
        }
    }

    /** @return list<string> MySQL takes no right away from what was given for the whole database */
    private function tableByTable(Lms $lms, string $user): array
    {
        $statements = [];
        foreach ($lms->rows('SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()') as ['name' => $table]) {
            $rights = ['metroport_locks' => 'SELECT, INSERT, UPDATE', 'customers' => 'INSERT'][$table] ?? 'SELECT, INSERT, UPDATE, DELETE';
            $statements[] = "GRANT $rights ON $table TO $user";
        }
        return $statements;
    }
}
