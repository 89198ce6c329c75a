<?php

/** The plugin's numbers for Prometheus: queue, jobs, API, differences. For cron, with --into, or for an exporter. */

declare(strict_types=1);

$script_parameters = ['into:' => null];
$script_help = <<<'EOF'
    --into=<file>               write them into this file, for node_exporter's textfile collector;

    EOF;
$script_prints_data = true;
$script_died = static function (string $words, array $options): never {
    function_exists('trans') || require dirname(__DIR__) . '/lib/trans.php';
    require_once dirname(__DIR__) . '/lib/autoload.php';
    LMSMetroportPlugin\Metrics::withoutLms($words, $options);
};
require __DIR__ . '/bootstrap.php';

LMSMetroportPlugin\Metrics::run($options);
