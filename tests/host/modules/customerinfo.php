<?php

/** The customer's card. */

$customerid = (int) ($_GET['id'] ?? 0);
include MODULES_DIR . '/customer.inc.php';
$SESSION->add_history_entry();
$layout['pagetitle'] = trans('Customer Info: $a', htmlspecialchars($customerinfo['customername']));

$hook_data = $LMS->executeHook('customerinfo_before_display', ['customerinfo' => $customerinfo, 'smarty' => $SMARTY]);
$customerinfo = $hook_data['customerinfo'];
$SMARTY->display('customer/customerinfo.html');
