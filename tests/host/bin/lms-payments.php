#!/usr/bin/env php
<?php

declare(strict_types=1);

/**
 * Bills what is due today: LMS's flow around payments_before_assignment_loop. Every position becomes an entry in `cash`;
 * there are no documents, no settlement, no discounts by behaviour. As in LMS, a second run bills again.
 */

$script_parameters = ['test' => 't', 'fakedate:' => 'f:', 'customerid:' => null];
$script_help = <<<'TEXT'
    -t, --test                      no changes are made;
    -f, --fakedate=YYYY/MM/DD       another date than today;
        --customerid=ID             this customer only;
    TEXT;
require_once __DIR__ . '/script-options.php';

$SYSLOG = SYSLOG::getInstance();
$AUTH = null;
$LMS = new LMS($DB, $AUTH, $SYSLOG);
$plugin_manager = LMSPluginManager::getInstance();
$LMS->setPluginManager($plugin_manager);

$currtime = isset($options['fakedate']) ? (int) strtotime($options['fakedate']) : time();
$today = strtotime('today', $currtime);
[$dom, $last] = [(int) date('j', $currtime), date('j', $currtime) === date('t', $currtime)];
$assigns = $DB->GetAll(
    'SELECT a.id, a.id AS assignmentid, a.tariffid, a.liabilityid, a.customerid, a.period, a.at, a.suspended, a.settlement,
        a.datefrom, a.dateto, a.invoice, a.count, COALESCE(t.name, l.name) AS name, COALESCE(t.taxid, l.taxid) AS taxid,
        ROUND((100 - a.pdiscount) * COALESCE(t.value, l.value) / 100 - a.vdiscount, 3) AS price,
        (SELECT COUNT(*) FROM assignments s WHERE s.customerid = a.customerid AND s.tariffid IS NULL AND s.liabilityid IS NULL
            AND s.datefrom <= ? AND (s.dateto > ? OR s.dateto = 0)) AS allsuspended
    FROM assignments a LEFT JOIN tariffs t ON t.id = a.tariffid LEFT JOIN liabilities l ON l.id = a.liabilityid
    WHERE a.commited = 1 AND (a.period = ? AND a.at = ? OR a.period = ? AND a.at IN (?, ?)
        AND a.datefrom <= ? AND (a.dateto > ? OR a.dateto = 0))'
        . (isset($options['customerid']) ? ' AND a.customerid = ' . (int) $options['customerid'] : '')
        . ' ORDER BY a.customerid, price DESC, a.id',
    [$currtime, $currtime, DISPOSABLE, $today, MONTHLY, $dom, $last ? 0 : $dom, $currtime, $currtime],
);

$result = $LMS->executeHook('payments_before_assignment_loop', ['assignments' => $assigns, 'date' => date('Y/m/d', $currtime)]);
// LMS takes no empty list.
$assigns = $result['assignments'] ?: $assigns;

$percentage = (float) ConfigHelper::getConfig('payments.suspension_percentage', 0);
$DB->BeginTrans();
foreach ($assigns ?: [] as $assign) {
    $price = round((float) $assign['price'], 3);
    if (!empty($assign['suspended']) || !empty($assign['allsuspended'])) {
        $price = round($price * $percentage / 100, 3);
    }
    $value = round($price * $assign['count'], 2);
    if ($value == 0) {
        continue;
    }
    $DB->Execute(
        'INSERT INTO cash (time, type, value, taxid, customerid, comment) VALUES (?, 0, ?, ?, ?, ?)',
        [$currtime, str_replace(',', '.', (string) -$value), $assign['taxid'], $assign['customerid'], $assign['name']],
    );
    if (!$quiet) {
        echo "CID:$assign[customerid]\tVAL:$value\tDESC:$assign[name]" . PHP_EOL;
    }
}
isset($options['test']) ? $DB->RollbackTrans() : $DB->CommitTrans();
