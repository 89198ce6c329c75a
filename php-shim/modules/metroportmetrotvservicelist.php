<?php

declare(strict_types=1);

use LMSMetroportPlugin\Lists\Packages;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportmetrotvservicelist', Rights::READ);
$module_list = new Packages();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: MetroTV packages');
$SESSION->add_history_entry();
$module_page->show($SMARTY, ['metroport_list' => $module_list->page('metroportmetrotvservicelist')]);
