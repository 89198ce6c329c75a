<?php

declare(strict_types=1);

use LMSMetroportPlugin\Lists\Networks;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportmetrotvnetworklist', Rights::READ);
$module_list = new Networks();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: MetroTV networks');
$SESSION->add_history_entry();
$module_page->show($SMARTY, ['metroport_list' => $module_list->page('metroportmetrotvnetworklist')]);
