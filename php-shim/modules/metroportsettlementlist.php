<?php

declare(strict_types=1);

use LMSMetroportPlugin\Liability;
use LMSMetroportPlugin\Lists\Settlement;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportsettlementlist', Rights::BILLING);
$module_list = new Settlement();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: settlement');
$SESSION->add_history_entry();
$module_page->show($SMARTY, [
    'metroport_list' => $module_list->page('metroportsettlementlist'),
    'metroport_mends' => Liability::isAllowed(),
    'metroport_billing' => Module::action('metroportbillingaction', Rights::BILLING_ACTIONS),
]);
