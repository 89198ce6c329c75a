<?php

declare(strict_types=1);

use LMSMetroportPlugin\Lists\Decoders;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportmetrotvstblist', Rights::READ);
$module_list = new Decoders();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: MetroTV decoders');
$SESSION->add_history_entry();
$module_page->show($SMARTY, [
    'metroport_list' => $module_list->page('metroportmetrotvstblist'),
    'metroport_history' => Module::action('metroportdecoderhistory_ajax', Rights::READ),
    'metroport_warehouse' => Module::action('metroportmetrotvstbaction', Rights::WAREHOUSE),
]);
