<?php

/** Links LMS customers to the MMS users with the same PESEL or NIP. */

declare(strict_types=1);

$script_parameters = ['relink' => null];
$script_help = <<<'EOF'
    --relink                    compare the numbers of customers who are linked, too;

    EOF;
require __DIR__ . '/bootstrap.php';

LMSMetroportPlugin\Script::run(
    $options,
    static function (Metroport\Client $client, bool $dryRun, ?callable $progress) use ($options): array {
        $result = $client->sync()->pair(isset($options['relink']), $dryRun, $progress);
        if (!$dryRun) {
            LMSMetroportPlugin\ExternalIds::follow();
        }
        return $result;
    },
    [LMSMetroportPlugin\PairingReport::class, 'lines'],
);
