<?php

/** The first page. */

$layout['pagetitle'] = 'LAN Management System';
$SESSION->add_history_entry();

$counts = $DB->GetAllByKey('SELECT status, COUNT(*) AS count FROM customerview WHERE deleted = 0 GROUP BY status', 'status') ?: [];
$stats = [];
foreach ($CSTATUSES as $status => $names) {
    $stats[$names['summarylabel']] = $counts[$status]['count'] ?? 0;
}
$SMARTY->assign('customerstats', $stats);
$SMARTY->display('welcome/welcome.html');
