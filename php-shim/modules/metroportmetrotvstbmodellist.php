<?php

declare(strict_types=1);

use LMSMetroportPlugin\Lists\Models;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportmetrotvstbmodellist', Rights::READ);
$module_list = new Models();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: MetroTV decoder models');
$SESSION->add_history_entry();
$module_page->show($SMARTY, ['metroport_list' => $module_list->page('metroportmetrotvstbmodellist')]);
