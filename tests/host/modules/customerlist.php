<?php

/** All customers of the operator's divisions; with api=1 as JSON. */

if ($api) {
    header('Content-Type: application/json');
    echo json_encode($LMS->GetCustomerList([]));
    $SESSION->close();
    die;
}

$layout['pagetitle'] ??= trans('Customers List');
$SESSION->add_history_entry();

$search = (string) ($_GET['search'] ?? '');
$pagelimit = (int) ConfigHelper::getConfig('phpui.customerlist_pagelimit', 100);
$page = max(1, (int) ($_GET['page'] ?? 1));
$total = $LMS->GetCustomerList(['search' => $search, 'count' => true])['total'];

$SMARTY->assign([
    'search' => $search, 'page' => $page, 'pagelimit' => $pagelimit, 'total' => $total,
    'customerlist' => $LMS->GetCustomerList(['search' => $search, 'limit' => $pagelimit, 'offset' => ($page - 1) * $pagelimit]),
]);
$SMARTY->display('customer/customerlist.html');
