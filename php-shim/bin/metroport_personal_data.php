<?php

/** Tells what the plugin holds of one customer, or removes it: for requests under RODO. */

declare(strict_types=1);

$script_parameters = ['customerid:' => null, 'remove' => null, 'despite-services' => null];
$script_help = <<<'EOF'
    --customerid=<id>           the customer's id in LMS;
    --remove                    remove everything the plugin holds of him, his link to MMS too;
    --despite-services          also if he still has services in MMS, or MMS does not answer;

    EOF;
require __DIR__ . '/bootstrap.php';

LMSMetroportPlugin\Script::run(
    $options,
    static fn (Metroport\Client $client, bool $dryRun): array =>
        LMSMetroportPlugin\PersonalData::run($client, $options, $dryRun),
    [LMSMetroportPlugin\PersonalData::class, 'lines'],
    [LMSMetroportPlugin\PersonalData::class, 'failures'],
);
