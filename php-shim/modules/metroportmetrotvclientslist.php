<?php

declare(strict_types=1);

use LMSMetroportPlugin\Lists\Accounts;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportmetrotvclientslist', Rights::READ);
$module_list = new Accounts();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: MetroTV accounts');
$SESSION->add_history_entry();
$module_page->show($SMARTY, [
    'metroport_list' => $module_list->page('metroportmetrotvclientslist'),
    'metroport_metrotv' => Module::action('metroportmetrotvservicesaction', Rights::METROTV_ACTIONS),
]);
