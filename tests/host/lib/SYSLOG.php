<?php

declare(strict_types=1);

/** The log of operators' changes; null unless logs.enabled. */
class SYSLOG
{
    public const RES_USER = 1;
    public const RES_ASSIGN = 2;
    public const RES_LIAB = 3;
    public const RES_NODE = 5;
    public const RES_CUST = 7;
    public const RES_CUSTCONTACT = 8;
    public const RES_TARIFF = 12;
    public const RES_TAX = 15;
    public const RES_NUMPLAN = 16;
    public const RES_DIV = 18;
    public const RES_UICONF = 26;
    public const RES_CASH = 35;
    public const RES_DOC = 36;
    public const RES_ADDRESS = 55;
    public const RES_CUSTCONSENT = 59;
    public const RES_QUEUE = 70;
    public const OPER_ADD = 1;
    public const OPER_DELETE = 2;
    public const OPER_UPDATE = 3;
    public const OPER_GET = 4;
    public const OPER_USERLOGIN = 250;
    public const OPER_USERLOGOUT = 251;
    public const OPER_USERLOGFAIL = 252;
    public const OPER_USERNOACCESS = 253;

    private static array $resources = [];
    private static array $resource_keys = [
        self::RES_USER => 'userid', self::RES_ASSIGN => 'assignmentid', self::RES_LIAB => 'liabilityid', self::RES_NODE => 'nodeid',
        self::RES_CUST => 'customerid', self::RES_CUSTCONTACT => 'customercontactid', self::RES_TARIFF => 'tariffid',
        self::RES_TAX => 'taxid', self::RES_NUMPLAN => 'numberplanid', self::RES_DIV => 'divisionid', self::RES_UICONF => 'uiconfigid',
        self::RES_CASH => 'cashid', self::RES_DOC => 'docid', self::RES_ADDRESS => 'address_id',
    ];
    private static ?SYSLOG $syslog = null;

    private $userid = null;
    private $module = '';
    private $transid = 0;

    public static function getInstance($force = false)
    {
        if (self::$syslog === null && ($force || ConfigHelper::checkConfig('logs.enabled'))) {
            self::$syslog = new SYSLOG();
        }

        return self::$syslog;
    }

    public function AddResources(array $resources, array $resource_keys)
    {
        self::$resources += $resources;
        self::$resource_keys += $resource_keys;
    }

    public function NewTransaction($module, $userid = null)
    {
        $this->userid = Auth::GetCurrentUser() ?: ($userid === null ? $this->userid : (int) $userid);
        $this->module = $module;
        $this->transid = 0;
    }

    /** Nothing without a transaction. Numeric values under a RES_* key become keys, everything else data. */
    public function AddMessage($resource, $operation, $data = null, $keys = null)
    {
        if (empty($this->transid) && empty($this->module)) {
            return;
        }
        $db = LMSDB::getInstance();
        if (empty($this->transid)) {
            $db->Execute('INSERT INTO logtransactions (time, userid, module) VALUES (?NOW?, ?, ?)', [$this->userid, $this->module]);
            $this->transid = $db->GetLastInsertID('logtransactions');
        }
        $db->Execute('INSERT INTO logmessages (transactionid, resource, operation) VALUES (?, ?, ?)', [$this->transid, $resource, $operation]);
        $id = $db->GetLastInsertID('logmessages');
        foreach ((array) $data as $name => $value) {
            $key = is_int($name) ? self::$resource_keys[$name] ?? null : (in_array($name, (array) $keys, true) ? $name : null);
            $numeric = $value === null || is_int($value) || preg_match('/^[0-9]+$/', (string) $value);
            $table = $key !== null && $numeric ? 'logmessagekeys' : 'logmessagedata';
            $db->Execute(
                "INSERT INTO $table (logmessageid, name, value) VALUES (?, ?, ?)",
                $table === 'logmessagekeys' ? [$id, $key, $value ?? 0] : [$id, (string) $name, $value]
            );
        }
    }
}
