<?php

/** MySQL and MariaDB: a failed query throws mysqli_sql_exception, since LMS leaves PHP's default report mode alone. */
class LMSDB_driver_mysqli extends LMSDB_common
{
    protected $_dbtype = LMSDB::MYSQLI;

    /** @param string $dbhost given to mysqli as it is: a socket comes from mysqli.default_socket */
    public function __construct($dbhost, $dbuser, $dbpasswd, $dbname)
    {
        $this->_dbname = $dbname;
        $this->_dblink = @mysqli_connect($dbhost, $dbuser, $dbpasswd, $dbname);
        register_shutdown_function([$this, 'Destroy']);
        $this->Execute("SET SESSION sql_mode = ''");
        $this->Execute('SET @lms_current_user = ?', ['0']);
    }

    public function Destroy()
    {
        if (!$this->_dblink) {
            return true;
        }
        $link = $this->_dblink;
        $this->_dblink = null;
        return mysqli_close($link);
    }

    public function LockTables($table, $locktype = null)
    {
        $mode = strtoupper($locktype ?: 'write');
        $this->Execute('LOCK TABLES ' . implode(', ', array_map(fn ($name) => "$name $mode", (array) $table)));
    }

    public function UnLockTables()
    {
        $this->Execute('UNLOCK TABLES');
    }

    public function LockByHandle($handle): mixed
    {
        return $this->GetOne("SELECT GET_LOCK('$handle', 4294967295)");
    }

    public function UnLockByHandle($handle): mixed
    {
        return $this->GetOne("SELECT RELEASE_LOCK('$handle')");
    }

    public function Concat()
    {
        return 'CONCAT(' . implode(', ', func_get_args()) . ')';
    }

    /** A function of LMS's own schema. */
    public function Now()
    {
        return 'UNIX_TIMESTAMP64()';
    }

    public function Year($date)
    {
        return "YEAR($date)";
    }

    public function Month($date)
    {
        return "MONTH($date)";
    }

    public function Day($date)
    {
        return "DAY($date)";
    }

    public function RegExp($field, $regexp)
    {
        return "$field REGEXP '$regexp'";
    }

    public function SubstringByRegExp($field, $regexp)
    {
        return "REGEXP_SUBSTR($field, '$regexp')";
    }

    public function Cast($field, $type)
    {
        return "CAST($field AS $type)";
    }

    public function GroupConcat($field, $separator = ',', $distinct = false)
    {
        return 'GROUP_CONCAT(' . ($distinct ? 'DISTINCT ' : '') . "$field SEPARATOR '$separator')";
    }

    public function GetLastInsertID($table = null)
    {
        return $this->GetOne('SELECT LAST_INSERT_ID()');
    }

    public function ListTables()
    {
        return $this->GetCol(
            'SELECT table_name FROM information_schema.tables WHERE table_type = ? AND table_schema = ?',
            ['BASE TABLE', $this->_dbname]
        );
    }

    public function GetDBVersion()
    {
        return mysqli_get_server_info($this->_dblink);
    }

    public function ResourceExists($name, $type)
    {
        $parts = explode('.', $name, 3);
        return match ($type) {
            LMSDB::RESOURCE_TYPE_TABLE, LMSDB::RESOURCE_TYPE_VIEW => $this->count(
                'information_schema.tables WHERE table_schema = ? AND table_name = ? AND table_type = ?',
                [$this->_dbname, $name, $type === LMSDB::RESOURCE_TYPE_TABLE ? 'BASE TABLE' : 'VIEW']
            ),
            LMSDB::RESOURCE_TYPE_COLUMN => $this->count(
                'information_schema.columns WHERE table_schema = ? AND table_name = ? AND column_name = ?',
                [$this->_dbname, $parts[0], $parts[1]]
            ),
            LMSDB::RESOURCE_TYPE_CONSTRAINT => $this->count(
                'information_schema.table_constraints WHERE table_schema = ?'
                    . (isset($parts[1]) ? ' AND table_name = ?' : '') . ' AND constraint_name = ?',
                [$this->_dbname, ...$parts]
            ),
            LMSDB::RESOURCE_TYPE_INDEX => $this->count(
                'information_schema.statistics WHERE table_schema = ? AND index_name = ?',
                [$this->_dbname, $name]
            ),
            LMSDB::RESOURCE_TYPE_COLUMN_TYPE => $this->count(
                'information_schema.columns WHERE table_schema = ? AND table_name = ? AND column_name = ?'
                    . ' AND column_type = ?',
                [$this->_dbname, ...$parts]
            ),
            LMSDB::RESOURCE_TYPE_TRIGGER => $this->count(
                'information_schema.triggers WHERE trigger_schema = ? AND trigger_name = ?',
                [$this->_dbname, $name]
            ),
            default => null,
        };
    }

    protected function run(string $sql): bool
    {
        $this->_result = mysqli_query($this->_dblink, $sql);
        $this->_error = !$this->_result;
        return !$this->_error;
    }

    /** One statement after the other, each on its own. Earlier errors of the request are lost, as in LMS. */
    protected function runMany(string $sql): bool
    {
        foreach ($this->statements($sql) as $statement) {
            if (trim($statement) !== '') {
                $this->run($statement);
            }
        }
        $this->errors = [];
        return true;
    }

    protected function lastError(): string
    {
        return mysqli_error($this->_dblink);
    }

    protected function fetch(mixed $result, bool $assoc): mixed
    {
        return mysqli_fetch_array($result, $assoc ? MYSQLI_ASSOC : MYSQLI_NUM);
    }

    protected function affectedRows(): mixed
    {
        return mysqli_affected_rows($this->_dblink);
    }

    protected function rowCount(): mixed
    {
        return mysqli_num_rows($this->_result);
    }

    protected function like(): string
    {
        return 'LIKE';
    }

    protected function quoteString(string $value): string
    {
        return "'" . addcslashes($value, "'\\\0") . "'";
    }

    /**
     * Splits as LMS's pattern does: at a semicolon that is followed by an even number of quotes, where a pipe and a
     * backslash count as quotes, and not before a caret or when the text ends with one of these characters.
     *
     * @return string[]
     */
    private function statements(string $sql): array
    {
        $special = "'|\\^";
        $end = strlen($sql);
        $mayEnd = $end > 0 && !str_contains($special, $sql[$end - 1]);
        $statements = [];
        $quotes = 0;
        for ($at = $end - 1; $at >= 0; $at--) {
            $char = $sql[$at];
            if ($char === '^') {
                break;
            }
            if ($char === ';' && $mayEnd && $quotes % 2 === 0 && $at < strlen($sql) - 1) {
                array_unshift($statements, substr($sql, $at + 1, $end - $at - 1));
                $end = $at;
            } elseif ($char !== ';' && str_contains($special, $char)) {
                $quotes++;
            }
        }
        array_unshift($statements, substr($sql, 0, $end));
        return $statements;
    }
}
