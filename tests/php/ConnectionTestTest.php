<?php

declare(strict_types=1);

use Metroport\Client;
use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** Client::test(): each step, good and bad. */
final class ConnectionTestTest extends ExtensionTestCase
{
    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAllIsWell(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        $steps = $this->client($lms)->test();

        self::assertEqualsCanonicalizing(['configuration', 'server', 'login', 'database', 'schema'], array_column($steps, 'step'));
        foreach ($steps as $step) {
            self::assertSame(['step', 'ok', 'milliseconds', 'detail', 'code'], array_keys($step));
            self::assertSame([true, null], [$step['ok'], $step['code']], $step['step']);
            self::assertIsFloat($step['milliseconds']);
        }
        self::assertSame((string) Client::SCHEMA_VERSION, array_column($steps, 'detail', 'step')['schema']);
        self::assertSame([], Canary::in(json_encode($steps, JSON_UNESCAPED_UNICODE)));
        // The new session is everybody's.
        $this->client($lms, ['session_lifetime' => 1000])->customers()->get(101);
        self::assertSame(1, $this->mms->count('logins'));
    }

    public function testEachBadKind(): void
    {
        $lms = Lms::withPeople('postgres');
        $database = fn (array $more) => ['database' => $more + $lms->config()];
        $closed = 'http://127.0.0.1:1';
        $bad = [
            'server, refused' => ['server', 'mms.unreachable', ['url' => $closed], ['configuration', 'database', 'schema', 'server']],
            'server, not TLS' => ['server', 'mms.tls', ['url' => str_replace('http:', 'https:', $this->mms->url)],
                ['configuration', 'database', 'schema', 'server']],
            'login' => ['login', 'mms.login', ['password' => 'wrong'], ['configuration', 'database', 'schema', 'server', 'login']],
            'database' => ['database', 'store.unreachable', $database(['host' => '/nowhere']), ['configuration', 'database', 'server']],
        ];
        foreach ($bad as $kind => [$step, $code, $more, $steps]) {
            $tried = array_column($this->client($lms, $more)->test(), null, 'step');
            self::assertEqualsCanonicalizing($steps, array_keys($tried), $kind);
            self::assertSame([$step], array_keys(array_filter($tried, fn ($t) => !$t['ok'])), $kind);
            self::assertSame($code, $tried[$step]['code'], $kind);
            self::assertSame([], Canary::in($tried[$step]['detail']), $kind);
        }
    }

    public function testAServerThatHangsAndASchemaThatIsBehind(): void
    {
        $lms = Lms::withPeople('mysql');
        $this->mms->hang();
        $lms->pdo->exec("UPDATE dbinfo SET keyvalue = '1' WHERE keytype LIKE 'dbversion_L%'");
        try {
            $codes = array_column($this->client($lms, ['timeout' => 1])->test(), 'code', 'step');
        } finally {
            $lms->pdo->exec("UPDATE dbinfo SET keyvalue = '" . Client::SCHEMA_VERSION . "' WHERE keytype LIKE 'dbversion_L%'");
        }
        self::assertSame(['mms.timeout', 'store.schema', null], [$codes['server'], $codes['schema'], $codes['database']]);
        self::assertArrayNotHasKey('login', $codes);
    }

    public function testWithoutADatabase(): void
    {
        $steps = $this->client()->test();

        self::assertSame(['configuration', 'server', 'login'], array_column($steps, 'step'));
    }
}
