<?php

/** The plugin's numbers for Prometheus: queue, jobs, API, differences. For cron, with --into, or for an exporter. */

declare(strict_types=1);

$script_parameters = ['into:' => null];
$script_help = <<<'EOF'
    --into=<file>               write them into this file, for node_exporter's textfile collector;

    EOF;
$script_prints_data = true;
require __DIR__ . '/bootstrap.php';

LMSMetroportPlugin\Metrics::run($options);
