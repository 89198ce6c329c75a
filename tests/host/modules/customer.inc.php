<?php

/** What the card and the edit page have in common. */

if ($layout['module'] !== 'customeredit') {
    $customerinfo = $LMS->GetCustomer($customerid);
    if (!$customerinfo) {
        $SESSION->redirect('?m=customerlist');
    }
}
$SMARTY->assign('assignments', $LMS->GetCustomerAssignments($customerid, true, false));
$SMARTY->assignByRef('customerinfo', $customerinfo);
