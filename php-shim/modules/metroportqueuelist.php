<?php

declare(strict_types=1);

use LMSMetroportPlugin\Lists\Queue;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\QueueKind;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportqueuelist', Rights::READ);
$module_list = new Queue();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: queue and differences');
$SESSION->add_history_entry();
$module_kinds = QueueKind::permitted();
$module_page->show($SMARTY, [
    'metroport_list' => $module_list->page('metroportqueuelist'),
    'metroport_queue' => Module::action('metroportqueueaction', ...array_map(
        static fn (QueueKind $kind): string => $kind->right(),
        $module_kinds,
    )),
    'metroport_kinds' => array_combine(
        array_column($module_kinds, 'value'),
        array_map(static fn (QueueKind $kind): string => $kind->label(), $module_kinds),
    ),
]);
