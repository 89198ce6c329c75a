<?php

/** Makes the settlement of a month anew, last month's unless told otherwise, of what was seen in MMS. By hand: cron's metroport_services_update.php makes the first. */

declare(strict_types=1);

$script_parameters = ['month:' => null];
$script_help = <<<'EOF'
    --month=<YYYY-MM>           this month instead of the last one; a month that is not over is counted to today;

    EOF;
require __DIR__ . '/bootstrap.php';

LMSMetroportPlugin\Script::run(
    $options,
    static fn (Metroport\Client $client, bool $dryRun, ?callable $progress): array =>
        $client->billing()->takeMonth($options['month'] ?? null, $dryRun),
    static fn (array $result, bool $dryRun): array => [$dryRun
        ? trans('Trial run, nothing was written. Month $a: services: $b, customers: $c.', $result['month'], (string) $result['records'], (string) $result['customers'])
        : trans('Month $a: services: $b, customers: $c.', $result['month'], (string) $result['records'], (string) $result['customers'])],
);
