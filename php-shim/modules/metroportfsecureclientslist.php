<?php

declare(strict_types=1);

use LMSMetroportPlugin\Lists\Services;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportfsecureclientslist', Rights::FSECURE_CUSTOMERS);
$module_list = new Services();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: customers with F-Secure');
$SESSION->add_history_entry();
$module_page->show($SMARTY, [
    'metroport_list' => $module_list->page('metroportfsecureclientslist'),
    'metroport_fsecure' => Module::action('metroportfsecureservicesaction', Rights::FSECURE_ACTIONS),
]);
