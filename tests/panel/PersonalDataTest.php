<?php

declare(strict_types=1);

/** What an administrator answers a request under RODO with, in LMS. */
final class PersonalDataTest extends PanelTestCase
{
    private Instance $panel;

    /** @dataProvider databases */
    #[PHPUnit\Framework\Attributes\DataProvider('databases')]
    public function testTheScriptTellsAndRemoves(string $database): void
    {
        $this->panel = $this->panel($database, 'after_june_2026', ['serwer_url' => 'http://127.0.0.1:1', 'api_login' => 'operator', 'api_pass' => 'sekret']);
        $this->panel->sql()->exec('INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES (1, 1001), (2, 1002)');
        // As the converger writes them.
        $this->panel->sql()->exec("INSERT INTO serviceproviders (name) VALUES ('Metroport')");
        $this->panel->sql()->exec("INSERT INTO customerextids (customerid, extid, serviceproviderid) SELECT 1, '1001', id FROM serviceproviders WHERE name = 'Metroport'");
        $this->panel->sql()->exec("INSERT INTO customerextids (customerid, extid, serviceproviderid) SELECT 2, '1002', id FROM serviceproviders WHERE name = 'Metroport'");

        [$status, $said, $complained] = $this->script('--customerid=1');
        self::assertSame(1, $status, 'MMS cannot be asked');
        self::assertMatchesRegularExpression('/^metroport_customers: id=\d+ .*metroport_user_id=1001/m', $said);
        self::assertStringContainsString('kliencie #1: 1.', $said);
        self::assertStringContainsString('tylko Metroport może je usunąć', $said);
        self::assertStringContainsString('metroport.serwer_url', $complained);

        [$status, $said, $complained] = $this->script('--customerid=1', '--remove', '-q');
        self::assertSame([1, '', 2, ['1001', '1002']], [$status, $said, $this->links(), $this->externalIds()]);
        self::assertStringContainsString('--despite-services', $complained);

        [$status, $said, $complained] = $this->script('--customerid=1', '--remove', '--despite-services', '--json');
        $told = json_decode($said, true, 16, JSON_THROW_ON_ERROR);
        self::assertSame([0, '', true, 1], [$status, $complained, $told['result']['removed'], $this->links()]);
        self::assertSame(['1002'], $this->externalIds(), 'what the plugin put into LMS goes too');
        $journal = $this->panel->sql()->query('SELECT action, actor, lms_user_id, mms_user_id FROM metroport_journal')->fetchAll(PDO::FETCH_NUM);
        self::assertSame([['user.forget', 'metroport_personal_data.php', 1, null]], $journal);
        self::assertSame([0, ''], [$this->script('--customerid=1', '-q')[0], $this->script('--customerid=1', '-q')[1]]);
    }

    /** @return iterable<string, array{string}> */
    public static function databases(): iterable
    {
        yield 'PostgreSQL' => ['postgres'];
        yield 'MariaDB' => ['mysql'];
    }

    private function links(): int
    {
        return (int) $this->panel->sql()->query('SELECT COUNT(*) FROM metroport_customers')->fetchColumn();
    }

    /** @return list<string> */
    private function externalIds(): array
    {
        return $this->panel->sql()->query('SELECT extid FROM customerextids ORDER BY extid')->fetchAll(PDO::FETCH_COLUMN);
    }

    /** @return array{int, string, string} exit status, standard output, standard error */
    private function script(string ...$arguments): array
    {
        $script = "{$this->panel->directory}/plugins/LMSMetroportPlugin/bin/metroport_personal_data.php";
        $process = proc_open([PHP_BINARY, $script, '-C', $this->panel->ini(), ...$arguments], [['file', '/dev/null', 'r'], ['pipe', 'w'], ['pipe', 'w']], $pipes);
        [$said, $complained] = [stream_get_contents($pipes[1]), stream_get_contents($pipes[2])];
        return [proc_close($process), $said, $complained];
    }
}
