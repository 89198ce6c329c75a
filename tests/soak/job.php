<?php

/**
 * A process that works without end, until the file `$config['until']` is there: runs of locks as lms-notify has them, and the
 * converger, and now and then what cron does at night. `$config` is there.
 */

declare(strict_types=1);

$until = $config['until'];
$client = new Metroport\Client(array_diff_key($config, ['until' => 0, 'job' => 0]) + ['actor' => $config['job'], 'lock_limit_percent' => 100, 'timeout' => 20]);
while (!file_exists($until)) {
    clearstatcache();
    try {
        if ($config['job'] === 'lms-notify.php') {
            $debtors = array_rand(array_flip(range(1, 60)), 10);
            random_int(0, 1) === 0
                ? $client->locks()->lock($debtors, ['metrotv', 'fsecure'])
                : $client->locks()->release($debtors, ['metrotv', 'fsecure']);
        } else {
            $client->queue()->converge(limit: 30);
            $client->sync()->fsecurePackages();
            $client->journal()->purge(365);
            if (random_int(1, 20) === 1) {
                $client->sync()->metrotvPackages();
                $client->sync()->decoders();
                $client->sync()->services();
                $client->sync()->pair(relink: true);
                $client->billing()->takeMonth(gmdate('Y-m'));
                $client->business()->record();
            }
        }
        $said = 'ok';
    } catch (Metroport\Exception\MetroportException $e) {
        // The database is well all the time: why it was not is worth knowing.
        $said = str_starts_with($e->errorCode, 'store.') ? "$e->errorCode {$e->getMessage()}" : $e->errorCode;
    }
    echo "$said\n";
    usleep(700_000);
}
