<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

/** What LMS reads is what the migrations make. */
final class GeneratorTest extends TestCase
{
    private string $copy;

    protected function setUp(): void
    {
        $root = dirname(__DIR__, 2);
        $this->copy = sys_get_temp_dir() . '/mp-generator-' . getmypid();
        mkdir("$this->copy/php-shim", 0700, true);
        exec('cp -r ' . escapeshellarg("$root/migrations") . ' ' . escapeshellarg($this->copy));
        exec('cp -r ' . escapeshellarg("$root/php-shim/doc") . ' ' . escapeshellarg("$root/php-shim/lib") . ' '
            . escapeshellarg("$this->copy/php-shim"));
    }

    protected function tearDown(): void
    {
        exec('rm -rf ' . escapeshellarg($this->copy));
    }

    public function testCommittedFilesAreUpToDate(): void
    {
        self::assertSame([0, ''], $this->generate('--check'));
    }

    public function testCheckFindsAnEditedAMissingAndASurplusFile(): void
    {
        $shim = "$this->copy/php-shim";
        file_put_contents("$shim/doc/lms.pgsql", "\n", FILE_APPEND);
        unlink("$shim/lib/upgradedb/mysql.2026112201.php");
        touch("$shim/lib/upgradedb/postgres.2026032302.php");

        [$status, $message] = $this->generate('--check');

        self::assertSame(1, $status);
        foreach (['doc/lms.pgsql', 'mysql.2026112201.php', 'postgres.2026032302.php'] as $file) {
            self::assertStringContainsString($file, $message);
        }
        self::assertSame([0, ''], $this->generate());
        self::assertSame([0, ''], $this->generate('--check'));
    }

    public function testALaterMigrationIsAnUpgradeOfItsOwn(): void
    {
        foreach (['postgres', 'mysql'] as $dialect) {
            file_put_contents("$this->copy/migrations/$dialect/2027010101_next.sql", "-- Why.\nCREATE TABLE metroport_next (id int);\n");
        }
        $first = (string) file_get_contents("$this->copy/php-shim/lib/upgradedb/postgres.2026112201.php");

        self::assertSame([0, ''], $this->generate());

        $upgrades = "$this->copy/php-shim/lib/upgradedb";
        self::assertSame($first, file_get_contents("$upgrades/postgres.2026112201.php"));
        $next = (string) file_get_contents("$upgrades/mysql.2027010101.php");
        self::assertStringContainsString('metroport_next', $next);
        self::assertStringNotContainsString('metroport_locks', $next);
        $doc = (string) file_get_contents("$this->copy/php-shim/doc/lms.mysql");
        self::assertStringContainsString('metroport_next', $doc);
        self::assertStringContainsString("'2027010101'", $doc);
        self::assertStringNotContainsString('Why', $doc);
    }

    public function testWhatLmsCannotSplitIsRefused(): void
    {
        file_put_contents("$this->copy/migrations/mysql/2027010101_next.sql", "SELECT 'a|b';\n");

        [$status, $message] = $this->generate();

        self::assertSame(1, $status);
        self::assertStringContainsString('2027010101_next.sql', $message);
    }

    /** @return array{int, string} exit status and what it said */
    private function generate(string $argument = ''): array
    {
        exec(escapeshellarg(PHP_BINARY) . ' ' . escapeshellarg("$this->copy/migrations/make-lms-schema.php") . " $argument 2>&1", $output, $status);
        return [$status, implode("\n", $output)];
    }
}
