<?php

/** A new customer. Contacts are written after customeradd_after_submit has run. */

$customeradd = $_POST['customeradd'] ?? [];
if ($customeradd) {
    $form = CustomerForm::read($customeradd, 'customeradd', (array) $warnings);
    $hook_data = $LMS->executeHook(
        'customeradd_validation_before_submit',
        ['customeradd' => $form->data, 'error' => $form->error, 'warning' => $form->warning]
    );
    $customeradd = $hook_data['customeradd'];
    $error = $hook_data['error'];
    $warning = $hook_data['warning'];

    if (!$error && !$warning) {
        $customeradd['cutoffstop'] = $form->cutoffstop;
        $customeradd['consents'] ??= [];
        $customeradd['divisionid'] ??= 0;
        $id = $LMS->CustomerAdd($customeradd);
        $hook_data = $LMS->executeHook('customeradd_after_submit', ['id' => $id, 'customeradd' => $customeradd]);
        $customeradd = $hook_data['customeradd'];
        $id = $hook_data['id'];
        if ($id) {
            $form->writeContacts($DB, $id);
        }
        $SESSION->redirect('?m=customerinfo&id=' . $id);
    }
} else {
    $blank = [['contact' => '', 'name' => '', 'type' => 0]];
    $customeradd = [
        'emails' => $blank, 'phones' => $blank, 'status' => CSTATUS_CONNECTED, 'type' => CTYPES_PRIVATE, 'consents' => [],
        'pin' => (string) random_int(1000, 999999),
    ];
}

$layout['pagetitle'] = trans('New Customer');
$hook_data = $LMS->executeHook('customeradd_before_display', ['customeradd' => $customeradd, 'smarty' => $SMARTY]);
$customeradd = $hook_data['customeradd'];

$SMARTY->assign('customeradd', $customeradd);
$SMARTY->assign('divisions', $LMS->GetDivisions(['userid' => Auth::GetCurrentUser()]));
$SMARTY->assign('formaddresses', $customeradd['addresses'] ?? [
    ['location_address_type' => BILLING_ADDRESS, 'label' => 'Billing address'],
    ['location_address_type' => POSTAL_ADDRESS, 'label' => 'Postal address'],
]);
$SMARTY->display('customer/customeradd.html');
