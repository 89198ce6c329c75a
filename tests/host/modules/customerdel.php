<?php

/** Deletes on a plain GET, without a question, as LMS does. */

$permanent = ConfigHelper::checkPrivilege('permanent_customer_removal') && ($_GET['type'] ?? '') === 'permanent';
if (isset($_POST['setwarnings'])) {
    $customers = (array) ($_POST['setwarnings']['mcustomerid'] ?? []);
} else {
    $customers = isset($_GET['id']) ? [$_GET['id']] : [];
}
$customers = Utils::filterIntegers($customers);
foreach ($customers as $customerid) {
    if (!$LMS->CustomerExists($customerid)) {
        $layout['pagetitle'] = trans('Customer Remove: $a', sprintf('%04d', $customerid));
        $SMARTY->assign('body', '<p>' . trans('Incorrect Customer ID.') . '</p>');
        $SMARTY->display('dialog.html');
        return;
    }
}
foreach ($customers as $customerid) {
    $payload = ['id' => $customerid, 'permanent' => $permanent];
    $LMS->executeHook('customerdel_before_submit', $payload);
    if ($permanent) {
        $LMS->DeleteCustomerPermanent($customerid);
    } else {
        $LMS->DeleteCustomer($customerid);
    }
    $LMS->executeHook('customerdel_after_submit', $payload);
}
$SESSION->redirect_to_history_entry('m=customerlist');
