<?php

/** Brings F-Secure products from MMS into the table metroport_fsecure_packages. */

declare(strict_types=1);

require __DIR__ . '/bootstrap.php';

LMSMetroportPlugin\Script::run(
    $options,
    static fn (Metroport\Client $client, bool $dryRun, ?callable $progress): array => $client->sync()->fsecurePackages($dryRun, $progress),
    [LMSMetroportPlugin\SyncReport::class, 'lines'],
);
