<?php

/** Changes a customer; with search=1 a whole search result, and that fires no hook. */

if (isset($_GET['search'])) {
    $found = $LMS->GetCustomerList(['search' => (string) $SESSION->get('customersearch')]);
    foreach ($found as $row) {
        if (($_GET['oper'] ?? '') === 'changestatus' && isset($CSTATUSES[$_GET['status'] ?? ''])) {
            $LMS->changeCustomerStatus($row['id'], (int) $_GET['status']);
        } elseif (($_GET['oper'] ?? '') === 'changetype' && isset($CTYPES[$_GET['type'] ?? ''])) {
            $LMS->changeCustomerType($row['id'], (int) $_GET['type']);
        }
    }
    $SESSION->redirect_to_history_entry('m=customerlist');
}

$customerid = (int) ($_GET['id'] ?? 0);
$exists = $LMS->CustomerExists($customerid);
if ($exists === -1) {
    $SESSION->redirect('?m=customerinfo&id=' . $customerid);
} elseif (!$exists) {
    $SESSION->redirect('?m=customerlist');
}
$history_entry = $SESSION->get_history_entry();
$backurl = $history_entry ? '?' . $history_entry : '?m=customerlist';

if (isset($_POST['customerdata'])) {
    $form = CustomerForm::read($_POST['customerdata'], 'customerdata', (array) $warnings);
    $hook_data = $LMS->executeHook(
        'customeredit_validation_before_submit',
        ['customerdata' => $form->data, 'error' => $form->error, 'warning' => $form->warning]
    );
    $customerdata = $hook_data['customerdata'];
    $error = $hook_data['error'];
    $warning = $hook_data['warning'];

    if (!$error && !$warning) {
        $customerdata['cutoffstop'] = $form->cutoffstop;
        $customerdata['consents'] ??= [];
        $customerdata['divisionid'] ??= 0;
        if (isset($customerdata['consents'][CCONSENT_DATE])) {
            $customerdata['consents'][CCONSENT_DATE] = $DB->GetOne('SELECT consentdate FROM customeraddressview WHERE id = ?', [$customerdata['id']])
                ?: $customerdata['consents'][CCONSENT_DATE];
        }
        $LMS->CustomerUpdate($customerdata);
        $hook_data = $LMS->executeHook('customeredit_after_submit', ['customerdata' => $customerdata]);
        $customerdata = $hook_data['customerdata'];

        $DB->BeginTrans();
        $DB->Execute('DELETE FROM customercontacts WHERE customerid = ?', [$customerdata['id']]);
        $form->writeContacts($DB, $customerdata['id']);
        $DB->CommitTrans();

        $SESSION->remove_history_entry();
        $SESSION->redirect($backurl);
    }
    $stored = $LMS->GetCustomer($customerid) ?: [];
    $customerinfo = $customerdata + array_intersect_key($stored, array_flip(['createdby', 'modifiedby', 'creationdateh', 'moddateh', 'customername', 'balance']));
} else {
    // LMS shows an empty form for a customer whom this operator may not see
    $customerinfo = $LMS->GetCustomer($customerid) ?: ['customername' => '', 'cutoffstop' => 0];
    if (isset($customerinfo['id'])) {
        $blank = [['contact' => '', 'name' => '', 'type' => 0]];
        $customerinfo['emails'] ??= $blank;
        $customerinfo['phones'] ??= $blank;
        $customerinfo['cutoffstop'] = $customerinfo['cutoffstop'] ? date('Y/m/d', (int) $customerinfo['cutoffstop']) : 0;
    }
}

include MODULES_DIR . '/customer.inc.php';
$layout['pagetitle'] = trans('Customer Edit: $a', $customerinfo['customername']);

$hook_data = $LMS->executeHook('customeredit_before_display', ['customerinfo' => $customerinfo, 'smarty' => $SMARTY]);
$customerinfo = $hook_data['customerinfo'];

$labels = ['Postal address', 'Billing address', 'Location address', 'Default location address'];
$SMARTY->assign('formaddresses', array_map(
    static fn (array $address): array => $address + ['label' => $labels[(int) $address['location_address_type']] ?? ''],
    array_values($customerinfo['addresses'] ?? [])
));
$SMARTY->assign('divisions', $LMS->GetDivisions(['userid' => Auth::GetCurrentUser()]));
$SMARTY->display('customer/customeredit.html');
