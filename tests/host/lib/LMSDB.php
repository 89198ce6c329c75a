<?php

/** The way to the database of the stand-in host: one shared connection, made from `[database]` of lms.ini. */
class LMSDB
{
    public const MYSQL = 'mysql';
    public const MYSQLI = 'mysqli';
    public const POSTGRESQL = 'postgres';

    public const RESOURCE_TYPE_TABLE = 1;
    public const RESOURCE_TYPE_VIEW = 2;
    public const RESOURCE_TYPE_COLUMN = 3;
    public const RESOURCE_TYPE_CONSTRAINT = 4;
    public const RESOURCE_TYPE_INDEX = 5;
    public const RESOURCE_TYPE_COLUMN_TYPE = 6;
    public const RESOURCE_TYPE_TRIGGER = 7;

    private static ?LMSDBInterface $shared = null;

    /** @param bool $force_new a second connection, which takes the place of the shared one */
    public static function getInstance($force_new = false)
    {
        if (self::$shared === null || $force_new) {
            $c = $GLOBALS['CONFIG']['database'];
            self::$shared = self::getDB($c['type'], $c['host'], $c['user'], $c['password'], $c['database']);
            self::$shared->SetDebug(($c['debug'] ?? '') === 'details');
        }
        return self::$shared;
    }

    public static function getDB($dbtype, $dbhost, $dbuser, $dbpasswd, $dbname, $debug = false)
    {
        $db = match (strtolower($dbtype)) {
            self::POSTGRESQL => new LMSDB_driver_postgres($dbhost, $dbuser, $dbpasswd, $dbname),
            self::MYSQL, self::MYSQLI => new LMSDB_driver_mysqli($dbhost, $dbuser, $dbpasswd, $dbname),
            default => throw new Exception("Unknown database type $dbtype"),
        };
        if (!$db->GetDbLink()) {
            throw new Exception('Cannot connect to the database');
        }
        $db->SetDebug($debug);
        $db->SetEncoding('UTF8');
        return $db;
    }

    public static function destroyInstance()
    {
        self::$shared?->Destroy();
        return self::$shared = null;
    }

    public static function checkIfInstanceExists()
    {
        return self::$shared !== null;
    }
}
