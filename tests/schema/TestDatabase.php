<?php

declare(strict_types=1);

/** One empty LMS database on a private server, with its own connection beside the one of LMS. */
final class TestDatabase
{
    private const PLUGIN_TABLES = ['metroport_settings', 'metroport_customers', 'metroport_fsecure_packages',
        'metroport_metrotv_packages', 'metroport_metrotv_stb'];

    public const ORIGINAL_VERSIONS = ['2025090303', '2025122300', '2025122900', '2026032301', '2026032302'];

    private static int $made = 0;

    public readonly PDO $pdo;
    private readonly string $name;

    /** @param string $dialect postgres or mysql */
    public function __construct(public readonly string $dialect)
    {
        $this->name = 'schema_' . getmypid() . '_' . ++self::$made;
        $server = $this->connect($dialect === 'postgres' ? 'postgres' : 'information_schema');
        // Polish LMS installations on MySQL have this collation for their own tables.
        $server->exec("CREATE DATABASE $this->name"
            . ($dialect === 'mysql' ? ' CHARACTER SET utf8mb3 COLLATE utf8mb3_polish_ci' : ''));
        $this->pdo = $this->connect();
        $this->load(__DIR__ . "/lms.$dialect.sql");
    }

    public function drop(): void
    {
        $server = $this->connect($this->dialect === 'postgres' ? 'postgres' : 'information_schema');
        $server->exec("DROP DATABASE $this->name" . ($this->dialect === 'postgres' ? ' WITH (FORCE)' : ''));
    }

    public function connect(?string $database = null): PDO
    {
        $database ??= $this->name;
        return $this->dialect === 'postgres'
            ? new PDO(
                'pgsql:host=' . self::env('MP_PG_HOST') . ';port=' . self::env('MP_PG_PORT') . ";dbname=$database",
                self::env('MP_PG_USER'),
                self::env('MP_PG_PASSWORD')
            )
            : new PDO(
                'mysql:unix_socket=' . self::env('MP_MY_SOCKET') . ";dbname=$database;charset=utf8mb4",
                self::env('MP_MY_USER'),
                self::env('MP_MY_PASSWORD')
            );
    }

    /** Stands at a version of the original plugin, with rows in every table it has. */
    public function becomeOriginal(string $version): void
    {
        foreach (self::ORIGINAL_VERSIONS as $step) {
            if ($step <= $version) {
                $this->load(__DIR__ . "/original/$this->dialect/$step.sql");
                $rows = __DIR__ . "/original/rows/$step.sql";
                is_file($rows) && $this->load($rows);
            }
        }
    }

    /** Runs a file in one transaction where the database has such, statement by statement where it has not. */
    public function load(string $path): void
    {
        $sql = (string) preg_replace('/ *--.*$/m', '', (string) file_get_contents($path));
        foreach ($this->dialect === 'postgres' ? [$sql] : preg_split('/;\n/', $sql) as $statement) {
            trim($statement) === '' || $this->pdo->exec($statement);
        }
    }

    /** @return array<string, string> `[database]` of lms.ini; mysqli's socket is a setting of PHP */
    public function lmsConfig(): array
    {
        [$host, $prefix] = $this->dialect === 'postgres'
            ? [self::env('MP_PG_HOST') . ':' . self::env('MP_PG_PORT'), 'MP_PG'] : ['localhost', 'MP_MY'];
        return ['type' => $this->dialect, 'host' => $host, 'user' => self::env("{$prefix}_USER"),
            'password' => self::env("{$prefix}_PASSWORD"), 'database' => $this->name];
    }

    /** Starts LMS's UpgradeDb() for the plugin in a process of its own, as a request is. */
    public function startUpgrade(string $autoUpdate = 'true'): Upgrade
    {
        return new Upgrade(
            $this->lmsConfig() + ['auto_update' => $autoUpdate],
            $this->dialect === 'mysql' ? self::env('MP_MY_SOCKET') : ''
        );
    }

    /** @return list<array<string, mixed>> */
    public function rows(string $sql): array
    {
        return $this->pdo->query($sql)->fetchAll(PDO::FETCH_ASSOC);
    }

    public function version(): ?string
    {
        return $this->rows("SELECT keyvalue FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin'")[0]['keyvalue'] ?? null;
    }

    public function setVersion(string $version): void
    {
        $this->pdo->exec("UPDATE dbinfo SET keyvalue = '$version' WHERE keytype = 'dbversion_LMSMetroportPlugin'");
    }

    /** @return array<string, list<array<string, mixed>>> every row of the original's tables, by table */
    public function contents(): array
    {
        $there = array_intersect(self::PLUGIN_TABLES, array_keys($this->schema()['columns']));
        $contents = [];
        foreach ($there as $table) {
            $contents[$table] = $this->rows("SELECT * FROM $table ORDER BY id");
        }
        return $contents;
    }

    /** @return array<string, mixed> all that makes the plugin's schema: columns in their order, indexes, constraints */
    public function schema(): array
    {
        $schema = $this->dialect === 'postgres' ? "table_catalog = '$this->name'" : "table_schema = '$this->name'";
        $columns = $this->rows("SELECT table_name AS t, column_name AS c, ordinal_position, data_type, is_nullable,
            character_maximum_length, numeric_precision, numeric_scale, column_default
            FROM information_schema.columns WHERE $schema AND table_name LIKE 'metroport%' ORDER BY table_name, ordinal_position");
        $byTable = [];
        foreach ($columns as $row) {
            $byTable[$row['t']][$row['c']] = array_slice($row, 2);
        }
        return ['columns' => $byTable] + ($this->dialect === 'postgres' ? [
            'indexes' => $this->rows("SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'metroport%' ORDER BY indexname"),
            // A unique constraint is its index; the half-done step of the original gets just that.
            'constraints' => $this->rows("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                WHERE conrelid::regclass::text LIKE 'metroport%' AND contype <> 'u' ORDER BY 1, 2"),
            'sequences' => $this->rows("SELECT c.relname, d.refobjid::regclass FROM pg_class c
                LEFT JOIN pg_depend d ON d.objid = c.oid AND d.deptype = 'a'
                WHERE c.relkind = 'S' AND c.relname LIKE 'metroport%' ORDER BY 1"),
        ] : [
            'tables' => array_map(
                fn ($table) => preg_replace('/ AUTO_INCREMENT=\d+/', '', $this->rows("SHOW CREATE TABLE $table")[0]['Create Table']),
                array_keys($byTable)
            ),
        ]);
    }

    private static function env(string $name): string
    {
        $value = getenv($name);
        return is_string($value) ? $value : throw new RuntimeException("$name is not set: run tests/schema/run");
    }
}
