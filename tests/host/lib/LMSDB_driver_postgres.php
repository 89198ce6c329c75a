<?php

/** PostgreSQL: never throws; every value comes back as a string. */
class LMSDB_driver_postgres extends LMSDB_common
{
    protected $_dbtype = LMSDB::POSTGRESQL;

    /** @param string $dbhost `host`, `host:port`, a socket directory, or empty for libpq's own choice */
    public function __construct($dbhost, $dbuser, $dbpasswd, $dbname)
    {
        [$host, $port] = explode(':', $dbhost) + [1 => ''];
        $this->_dbname = $dbname;
        // Values are not quoted, so a password with a space does not work in LMS either.
        $parts = 'connect_timeout=10';
        $given = ['host' => $host, 'port' => $port, 'user' => $dbuser, 'password' => $dbpasswd, 'dbname' => $dbname];
        foreach ($given as $key => $value) {
            $parts .= (string) $value === '' ? '' : " $key=$value";
        }
        $this->_dblink = @pg_connect($parts, PGSQL_CONNECT_FORCE_NEW);
        if ($this->_dblink) {
            register_shutdown_function([$this, 'Destroy']);
            $this->Execute('SELECT set_config(\'lms.current_user\', ?, false)', ['0']);
        }
    }

    public function Destroy()
    {
        if ($this->_dblink) {
            pg_close($this->_dblink);
            $this->_dblink = null;
        }
    }

    public function LockTables($table, $locktype = null)
    {
        $tables = array_filter((array) $table, fn ($name) => !$this->ResourceExists($name, LMSDB::RESOURCE_TYPE_VIEW));
        $this->Execute('LOCK ' . implode(', ', $tables));
    }

    public function UnLockTables()
    {
        return true;
    }

    /** Lasts to the end of the transaction, so without one it is gone at once. */
    public function LockByHandle($handle): mixed
    {
        return $this->Execute("SELECT pg_advisory_xact_lock($handle)");
    }

    public function UnLockByHandle($handle): mixed
    {
        return true;
    }

    public function Concat()
    {
        return implode(' || ', func_get_args());
    }

    public function Now()
    {
        return 'EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(0))::bigint';
    }

    public function Year($date)
    {
        return "DATE_PART('year', $date::timestamp)";
    }

    public function Month($date)
    {
        return "DATE_PART('month', $date::timestamp)";
    }

    public function Day($date)
    {
        return "DATE_PART('day', $date::timestamp)";
    }

    public function RegExp($field, $regexp)
    {
        return "$field ~ '$regexp'";
    }

    public function SubstringByRegExp($field, $regexp)
    {
        return "SUBSTRING($field FROM '$regexp')";
    }

    public function Cast($field, $type)
    {
        return "$field::$type";
    }

    public function GroupConcat($field, $separator = ',', $distinct = false)
    {
        return 'array_to_string(array_agg(' . ($distinct ? 'DISTINCT ' : '') . "$field), '$separator')";
    }

    public function GetLastInsertID($table = null)
    {
        return $this->GetOne("SELECT currval('{$table}_id_seq')");
    }

    public function ListTables()
    {
        return $this->GetCol("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname !~ '^(pg|sql)_'");
    }

    public function GetDBVersion()
    {
        return $this->GetOne("SELECT split_part(version(), ' ', 2)");
    }

    public function ResourceExists($name, $type)
    {
        $parts = explode('.', $name, 3);
        return match ($type) {
            LMSDB::RESOURCE_TYPE_TABLE, LMSDB::RESOURCE_TYPE_VIEW => $this->count(
                'information_schema.tables WHERE table_catalog = ? AND table_name = ? AND table_type = ?',
                [$this->_dbname, $name, $type === LMSDB::RESOURCE_TYPE_TABLE ? 'BASE TABLE' : 'VIEW']
            ),
            LMSDB::RESOURCE_TYPE_COLUMN => $this->count(
                'information_schema.columns WHERE table_catalog = ? AND table_name = ? AND column_name = ?',
                [$this->_dbname, $parts[0], $parts[1]]
            ),
            LMSDB::RESOURCE_TYPE_CONSTRAINT => $this->count(
                'information_schema.table_constraints WHERE table_catalog = ? AND constraint_name = ?',
                [$this->_dbname, $name]
            ),
            LMSDB::RESOURCE_TYPE_INDEX => $this->count('pg_indexes WHERE indexname = ?', [$name]),
            LMSDB::RESOURCE_TYPE_COLUMN_TYPE => $this->columnHasType(...$parts),
            LMSDB::RESOURCE_TYPE_TRIGGER => $this->count(
                'information_schema.triggers WHERE trigger_catalog = ? AND trigger_name = ?',
                [$this->_dbname, $name]
            ),
            default => null,
        };
    }

    protected function run(string $sql): bool
    {
        $this->_result = @pg_query($this->_dblink, $sql);
        $this->_error = !$this->_result;
        return !$this->_error;
    }

    /** All statements travel as one text and succeed or fail together. */
    protected function runMany(string $sql): bool
    {
        return $this->run($sql);
    }

    protected function lastError(): string
    {
        return pg_last_error($this->_dblink);
    }

    protected function fetch(mixed $result, bool $assoc): mixed
    {
        return @pg_fetch_array($result, null, $assoc ? PGSQL_ASSOC : PGSQL_NUM);
    }

    protected function affectedRows(): mixed
    {
        return pg_affected_rows($this->_result);
    }

    protected function rowCount(): mixed
    {
        return pg_num_rows($this->_result);
    }

    protected function like(): string
    {
        return 'ILIKE';
    }

    /** A question mark in a value is written so that no later pass takes it for a placeholder. */
    protected function quoteString(string $value): string
    {
        if (!str_contains($value, '?')) {
            return "'" . pg_escape_string($this->_dblink, $value) . "'";
        }
        $literal = pg_escape_literal($this->_dblink, $value);
        return (str_starts_with($literal, ' E') ? '' : 'E') . str_replace('?', '\u003f', $literal);
    }

    /** Of types with a size LMS knows only varchar(n); numeric(p,s) is never found. */
    private function columnHasType(string $table, string $column, string $type): bool
    {
        $where = 'table_catalog = ? AND table_name = ? AND column_name = ? AND udt_name = ?';
        $values = [$this->_dbname, $table, $column, $type];
        if (preg_match('/^varchar\((\d+)\)$/', $type, $m)) {
            $where .= ' AND character_maximum_length = ?';
            $values = [$this->_dbname, $table, $column, 'varchar', $m[1]];
        }
        return $this->count("information_schema.columns WHERE $where", $values);
    }
}
