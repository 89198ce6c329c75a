<?php

/** Brings MetroTV packages from MMS into the table metroport_metrotv_packages. */

declare(strict_types=1);

require __DIR__ . '/bootstrap.php';

LMSMetroportPlugin\Script::run(
    $options,
    static fn (Metroport\Client $client, bool $dryRun, ?callable $progress): array => $client->sync()->metrotvPackages($dryRun, $progress),
    [LMSMetroportPlugin\SyncReport::class, 'lines'],
);
