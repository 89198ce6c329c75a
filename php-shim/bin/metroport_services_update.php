<?php

/** Brings what customers have in MMS into the table metroport_services: one request for each MetroTV account. */

declare(strict_types=1);

require __DIR__ . '/bootstrap.php';

LMSMetroportPlugin\Script::run(
    $options,
    static fn (Metroport\Client $client, bool $dryRun, ?callable $progress): array => $client->sync()->services($dryRun, $progress),
    [LMSMetroportPlugin\ServicesReport::class, 'lines'],
    [LMSMetroportPlugin\ServicesReport::class, 'failures'],
);
