<?php

declare(strict_types=1);

/** Rows in batches, past LMSDB's textual placeholders: a hundred thousand customers in well under a minute. */
final class BulkInsert
{
    private const BATCH = 1000;

    /** @var array<string, list<string>> */
    private array $pending = [];
    /** @var array<string, string> */
    private array $heads = [];

    public function __construct(private readonly LMSDBInterface $db)
    {
    }

    /** @param array<string, int|float|string|null> $row the same columns for each row of a table */
    public function add(string $table, array $row): void
    {
        $this->heads[$table] ??= "INSERT INTO $table (" . implode(', ', array_keys($row)) . ') VALUES ';
        $this->pending[$table][] = '(' . implode(', ', array_map($this->literal(...), $row)) . ')';
    }

    /** In the order in which the tables were first used, so that references find their target. */
    public function flush(bool $force = true): void
    {
        if (!$force && max(array_map('count', $this->pending) ?: [0]) < self::BATCH) {
            return;
        }
        foreach ($this->pending as $table => $rows) {
            foreach (array_chunk($rows, self::BATCH) as $chunk) {
                $this->run($this->heads[$table] . implode(', ', $chunk));
            }
            $this->pending[$table] = [];
        }
    }

    public function run(string $sql): void
    {
        $link = $this->db->GetDbLink();
        $done = $link instanceof mysqli ? $link->query($sql) : @pg_query($link, $sql);
        if (!$done) {
            throw new RuntimeException($link instanceof mysqli ? $link->error : pg_last_error($link));
        }
    }

    private function literal(int|float|string|null $value): string
    {
        return match (true) {
            $value === null => 'NULL',
            is_string($value) => $this->db->Escape($value),
            default => (string) $value,
        };
    }
}
