<?php

declare(strict_types=1);

use Metroport\Client;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** The section of phpinfo(). */
final class InfoTest extends ExtensionTestCase
{
    public function testItTellsVersionsAndNoSecret(): void
    {
        $config = $this->config(Lms::withPeople('postgres'));
        $code = '(new Metroport\Client($config))->customers()->page(); phpinfo();';

        $info = PhpProcess::run($code, $config)->printed();

        self::assertSame(1, preg_match('/^metroport\n\n(.*?)\n\n/ms', $info, $section));
        $rows = [];
        foreach (explode("\n", $section[1]) as $line) {
            [$name, $value] = explode(' => ', $line, 2);
            $rows[$name] = $value;
        }
        self::assertSame(['Metroport for LMS', 'Version', 'Database schema', 'Build', 'PHP API', 'TLS'], array_keys($rows));
        self::assertSame(Client::VERSION, $rows['Version']);
        self::assertSame((string) Client::SCHEMA_VERSION, $rows['Database schema']);
        self::assertMatchesRegularExpression('/^\d{8}$/', $rows['PHP API']);
        // The rest of phpinfo() is the environment, which has the tests' own passwords.
        self::assertSame([], Canary::in($section[0]));
        self::assertStringNotContainsString(Canary::PASSWORD, $info);
    }

    public function testVersions(): void
    {
        self::assertSame(Client::VERSION, phpversion('metroport'));
        preg_match('/^version = "(.+)"/m', (string) file_get_contents(__DIR__ . '/../../Cargo.toml'), $version);
        self::assertSame($version[1], Client::VERSION);
        $migrations = array_map('basename', (array) glob(__DIR__ . '/../../migrations/postgres/*.sql'));
        self::assertSame((string) Client::SCHEMA_VERSION, substr((string) max($migrations), 0, 10));
    }
}
