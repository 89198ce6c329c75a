<?php

/** What LMS promises about its database object: the names plugins call, with LMS's own loose types. */
interface LMSDBInterface
{
    public function Execute($query, ?array $inputarray = null);
    public function MultiExecute($query, ?array $inputarray = null);
    public function GetAll($query = null, ?array $inputarray = null);
    public function GetAllByKey($query = null, $key = null, ?array $inputarray = null);
    public function GetRow($query = null, ?array $inputarray = null);
    public function GetCol($query = null, ?array $inputarray = null);
    public function GetOne($query = null, ?array $inputarray = null);
    public function Exec($query, ?array $inputarray = null);
    public function FetchRow($result);

    public function BeginTrans();
    public function CommitTrans();
    public function RollbackTrans();
    public function LockTables($table, $locktype = null);
    public function UnLockTables();
    public function LockByHandle($handle): mixed;
    public function UnLockByHandle($handle): mixed;

    public function Concat();
    public function Now();
    public function Year($date);
    public function Month($date);
    public function Day($date);
    public function RegExp($field, $regexp);
    public function SubstringByRegExp($field, $regexp);
    public function Cast($field, $type);
    public function GroupConcat($field, $separator = ',', $distinct = false);
    public function Escape($input);

    public function GetLastInsertID($table = null);
    public function ListTables();
    public function ResourceExists($name, $type);
    public function GetDBVersion();
    public function GetDbType();
    public function GetDbLink();
    public function GetResult();
    public function SetEncoding($name);
    public function Destroy();

    public function &GetErrors();
    public function SetErrors(array $errors = []);
    public function SetDebug($debug = true);
    public function GetDebug();
    public function DisableWarnings();
    public function EnableWarnings();

    public function UpgradeDb($dbver = DBVERSION, $pluginclass = null, $libdir = null, $docdir = null);
    public function getUpgradeErrors();
}
