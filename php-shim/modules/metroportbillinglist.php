<?php

declare(strict_types=1);

use LMSMetroportPlugin\Liability;
use LMSMetroportPlugin\Lists\Billing;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportbillinglist', Rights::BILLING);
$module_list = new Billing();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: services and liabilities');
$SESSION->add_history_entry();
$module_page->show($SMARTY, [
    'metroport_list' => $module_list->page('metroportbillinglist'),
    'metroport_mends' => Liability::isAllowed(),
    'metroport_billing' => Module::action('metroportbillingaction', Rights::BILLING_ACTIONS),
]);
