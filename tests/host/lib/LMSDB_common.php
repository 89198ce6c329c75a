<?php

/** LMS's core schema: the host's `dbinfo` carries it as `dbversion`. */
define('DBVERSION', '2026081100');

/**
 * What both databases have in common, LMS's oddities included: placeholders are replaced in the text, failed queries
 * are collected in a list that lives as long as the request, and "nothing found" is null here and false there.
 */
abstract class LMSDB_common implements LMSDBInterface
{
    use LMSDB_upgrade;

    protected $_dbtype;
    protected $_dblink = null;
    protected $_dbname;
    protected $_query = null;
    protected $_result = null;
    protected $_error = false;
    protected $errors = [];
    protected $debug = false;
    private bool $warnings = true;

    /** Runs one query; the driver leaves its outcome in `_result` and `_error`. */
    abstract protected function run(string $sql): bool;
    abstract protected function runMany(string $sql): bool;
    abstract protected function lastError(): string;
    abstract protected function fetch(mixed $result, bool $assoc): mixed;
    abstract protected function affectedRows(): mixed;
    abstract protected function rowCount(): mixed;
    abstract protected function like(): string;

    /** A value as SQL text. A bool is not handled, as in LMS: `false` becomes nothing and breaks the query. */
    abstract protected function quoteString(string $value): string;

    public function Execute($query, ?array $inputarray = null)
    {
        $this->note($this->run($this->_query = $this->fill($query, $inputarray)));
        return $this->_error ? false : $this->affectedRows();
    }

    public function MultiExecute($query, ?array $inputarray = null)
    {
        $this->note($this->runMany($this->_query = $this->fill($query, $inputarray)));
        return $this->_error ? false : $this->affectedRows();
    }

    public function GetAll($query = null, ?array $inputarray = null)
    {
        return $this->collect($query, $inputarray, fn (&$all, $row) => $all[] = $row);
    }

    public function GetAllByKey($query = null, $key = null, ?array $inputarray = null)
    {
        return $this->collect($query, $inputarray, fn (&$all, $row) => $all[$row[$key]] = $row);
    }

    public function GetCol($query = null, ?array $inputarray = null)
    {
        return $this->collect($query, $inputarray, fn (&$all, $row) => $all[] = reset($row));
    }

    public function GetRow($query = null, ?array $inputarray = null)
    {
        $query && $this->Execute($query, $inputarray);
        return $this->FetchRow(null);
    }

    public function GetOne($query = null, ?array $inputarray = null)
    {
        $query && $this->Execute($query, $inputarray);
        return $this->_error ? null : ($this->fetch($this->_result, false)[0] ?? null);
    }

    public function Exec($query, ?array $inputarray = null)
    {
        $this->Execute($query, $inputarray);
        return !$this->_error && $this->rowCount() ? $this->_result : null;
    }

    public function FetchRow($result)
    {
        return $this->_error ? false : $this->fetch($result ?: $this->_result, true);
    }

    public function BeginTrans()
    {
        return $this->Execute('BEGIN');
    }

    public function CommitTrans()
    {
        return $this->Execute('COMMIT');
    }

    public function RollbackTrans()
    {
        return $this->Execute('ROLLBACK');
    }

    public function SetEncoding($name)
    {
        $this->Execute('SET NAMES ?', [$name]);
    }

    public function Escape($input)
    {
        return match (true) {
            $input === null, $input === [] => 'NULL',
            is_string($input) => $this->quoteString($input),
            is_array($input) => '(' . implode(',', array_map([$this, 'Escape'], $input)) . ')',
            default => $input,
        };
    }

    public function GetDbType()
    {
        return $this->_dbtype;
    }

    public function GetDbLink()
    {
        return $this->_dblink;
    }

    public function GetResult()
    {
        return $this->_result;
    }

    public function &GetErrors()
    {
        return $this->errors;
    }

    public function SetErrors(array $errors = [])
    {
        $this->errors = $errors;
    }

    public function SetDebug($debug = true)
    {
        $this->debug = $debug;
    }

    public function GetDebug()
    {
        return $this->debug;
    }

    public function DisableWarnings()
    {
        $this->warnings = false;
    }

    public function EnableWarnings()
    {
        $this->warnings = true;
    }

    protected function count(string $from, array $values): bool
    {
        return $this->GetOne("SELECT COUNT(*) FROM $from", $values) > 0;
    }

    private function collect($query, ?array $inputarray, callable $add): ?array
    {
        $query && $this->Execute($query, $inputarray);
        $all = null;
        while (!$this->_error && $row = $this->fetch($this->_result, true)) {
            $add($all, $row);
        }
        return $all;
    }

    /** With debug = details even a good query lands in the list of errors. */
    private function note(bool $good): void
    {
        if (!$good || $this->debug) {
            $this->errors[] = ['query' => $this->_query, 'error' => $good ? 'DEBUG: NOERROR' : $this->lastError()];
        }
    }

    /** Every `?` left after ?NOW? and ?LIKE? is a placeholder, wherever in the text it stands. */
    private function fill(string $query, ?array $values): string
    {
        $query = str_ireplace(['?NOW?', '?LIKE?'], [$this->Now(), $this->like()], $query);
        $expected = substr_count($query, '?');
        if ($this->warnings && $expected !== count($values ?? [])) {
            $this->errors[] = [
                'query' => $query,
                'error' => "SQL query parser error: parameter count differs from passed argument count ($expected != "
                    . count($values ?? []) . ')',
            ];
        }
        if (!$values) {
            return $query;
        }
        return vsprintf(strtr($query, ['%' => '%%', '?' => '%s']), array_map([$this, 'Escape'], $values));
    }
}
