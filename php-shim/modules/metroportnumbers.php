<?php

declare(strict_types=1);

use LMSMetroportPlugin\Asset;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Numbers;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportnumbers', Rights::NUMBERS);

if ($module_page->isForData()) {
    $module_page->answer(Numbers::answer(...));
}

$layout['pagetitle'] = trans('Metroport: numbers');
$SESSION->add_history_entry();
$module_page->show($SMARTY, [
    'metroport_times' => Numbers::times(),
    'metroport_style' => Asset::url('uplot.css'),
    'metroport_scripts' => array_map(Asset::url(...), ['uplot.js', 'metroport-numbers.js']),
]);
