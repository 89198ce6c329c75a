<?php

/** Brings about in MMS what LMS wants and MMS has not confirmed: customers' data and locks. For cron, every few minutes. */

declare(strict_types=1);

$script_parameters = ['kind:' => null, 'limit:' => null];
$script_help = <<<'EOF'
    --kind=<kinds>              only these, with commas between: data (customers' data), metrotv, fsecure (locks);
    --limit=<number>            take on so many at most, instead of metroport.converge_limit;

    EOF;
require __DIR__ . '/bootstrap.php';

LMSMetroportPlugin\Script::run(
    $options,
    static fn (Metroport\Client $client, bool $dryRun, ?callable $progress): array =>
        LMSMetroportPlugin\Converge::run($client, $options, $dryRun, $progress),
    [LMSMetroportPlugin\Converge::class, 'lines'],
    [LMSMetroportPlugin\Converge::class, 'failures'],
);
