<?php

declare(strict_types=1);

use Metroport\Client;

/** The warehouse into LMS's database, where time is the database's as much as MMS's. */
final class Decoders
{
    private const TABLE = 'metroport_metrotv_stb';
    private const CHUNK = 500;

    /** @var list<string> */
    private readonly array $columns;
    /** @var list<array<string, mixed>> */
    private readonly array $shown;

    public function __construct(private readonly Stand $stand)
    {
        $rows = $stand->lms->rows("SELECT column_name AS name FROM information_schema.columns WHERE table_name = '" . self::TABLE
            . "' AND table_schema = " . ($stand->lms->dialect === 'postgres' ? "'public'" : 'DATABASE()'));
        $this->columns = array_values(array_diff(array_column($rows, 'name'), ['gone_at']));
        $this->shown = (new Rival($stand->mms->url, 1))->get('/Iptv/Stbs');
    }

    /** @return list<Task> */
    public function tasks(): array
    {
        $database = $this->stand->lms->dialect === 'postgres' ? 'PostgreSQL' : 'MariaDB';
        $empty = fn () => $this->stand->lms->pdo->exec('DELETE FROM ' . self::TABLE);
        $full = function (): void {
            $this->stand->client()->sync()->decoders();
        };
        return [
            $this->task("sync of decoders, first time, $database", 1.5, $empty, 'added'),
            $this->task("sync of decoders, nothing changed, $database", 0.7, $full, 'unchanged'),
        ];
    }

    /** Rows that one sync of an unchanged warehouse writes, by the database's own statistics. */
    public function written(): int
    {
        $this->stand->client()->sync()->decoders();
        $before = $this->changes();
        // A process of its own: PostgreSQL counts what a connection did when it ends.
        PhpProcess::run('(new Metroport\Client($config))->sync()->decoders();', $this->stand->config())->printed();
        return $this->changes() - $before;
    }

    private function task(string $name, float $seconds, Closure $before, string $count): Task
    {
        return new Task(
            $name,
            "≤ $seconds s",
            function (Client $client) use ($count): void {
                $rows = $client->sync()->decoders()[$count];
                $rows === $this->stand->size || throw new RuntimeException("$rows rows are $count");
            },
            count($this->shown),
            fn (Rival $one, int $number) => $this->lookAndWrite($this->shown[$number]),
            fn (Rival $eight) => $this->write($eight->get('/Iptv/Stbs')),
            [1],
            $before,
            fn (Result $result) => $result->ours->seconds <= $seconds,
        );
    }

    /**
     * The best plain PHP does: hundreds of rows in a statement, all of it in one transaction.
     *
     * @param list<array<string, mixed>> $rows
     */
    private function write(array $rows): void
    {
        $pdo = $this->stand->lms->pdo;
        $postgres = $this->stand->lms->dialect === 'postgres';
        $prepared = [];
        $value = fn (string $column) => $postgres ? "EXCLUDED.$column" : "VALUES($column)";
        $set = implode(', ', array_map(fn (string $column) => "$column = " . $value($column), $this->columns));
        $place = '(' . implode(', ', array_fill(0, count($this->columns), '?')) . ')';
        $statement = fn (int $count) => $pdo->prepare('INSERT INTO ' . self::TABLE . ' (' . implode(', ', $this->columns) . ') VALUES '
            . implode(', ', array_fill(0, $count, $place)) . ($postgres ? ' ON CONFLICT (id) DO UPDATE SET ' : ' ON DUPLICATE KEY UPDATE ') . $set);
        $pdo->beginTransaction();
        foreach (array_chunk($rows, self::CHUNK) as $chunk) {
            ($prepared[count($chunk)] ??= $statement(count($chunk)))->execute(array_merge(...array_map($this->values(...), $chunk)));
        }
        $pdo->commit();
    }

    /** The original's way: is it there? Then change it, or else add it; nothing is prepared twice. */
    private function lookAndWrite(array $row): void
    {
        $pdo = $this->stand->lms->pdo;
        $look = $pdo->prepare('SELECT id FROM ' . self::TABLE . ' WHERE id = ?');
        $look->execute([$row['id']]);
        $names = implode(', ', $this->columns);
        $places = implode(', ', array_fill(0, count($this->columns), '?'));
        $set = implode(', ', array_map(fn (string $column) => "$column = ?", $this->columns));
        $look->fetch() === false
            ? $pdo->prepare('INSERT INTO ' . self::TABLE . " ($names) VALUES ($places)")->execute($this->values($row))
            : $pdo->prepare('UPDATE ' . self::TABLE . " SET $set WHERE id = ?")->execute([...$this->values($row), $row['id']]);
    }

    /** @return list<mixed> */
    private function values(array $row): array
    {
        $row = array_change_key_case($row);
        return array_map(fn (string $column) => $row[$column] === '' ? null : $row[$column], $this->columns);
    }

    private function changes(): int
    {
        $table = self::TABLE;
        if ($this->stand->lms->dialect === 'mysql') {
            $this->stand->lms->pdo->exec('SET GLOBAL userstat = 1');
            return (int) ($this->stand->lms->rows("SELECT rows_changed AS n FROM information_schema.table_statistics
                WHERE table_schema = DATABASE() AND table_name = '$table'")[0]['n'] ?? 0);
        }
        return (int) $this->stand->lms->rows("SELECT n_tup_ins + n_tup_upd + n_tup_del AS n FROM pg_stat_user_tables WHERE relname = '$table'")[0]['n'];
    }
}
