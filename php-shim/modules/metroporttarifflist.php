<?php

declare(strict_types=1);

use LMSMetroportPlugin\Lists\Tariffs;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroporttarifflist', Rights::BILLING);
$module_list = new Tariffs();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: services and liabilities');
$SESSION->add_history_entry();
$module_page->show($SMARTY, [
    'metroport_list' => $module_list->page('metroporttarifflist'),
    'metroport_billing' => Module::action('metroportbillingaction', Rights::BILLING_ACTIONS),
]);
