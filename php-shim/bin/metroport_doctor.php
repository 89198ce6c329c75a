<?php

/** Looks at everything the plugin needs, and says of each step whether it is well and what to do. */

declare(strict_types=1);

$script_died = static function (string $words, array $options, string $file): never {
    function_exists('trans') || require dirname(__DIR__) . '/lib/trans.php';
    require_once dirname(__DIR__) . '/lib/autoload.php';
    LMSMetroportPlugin\DoctorWithoutLms::run($words, $options, $file);
};
require __DIR__ . '/bootstrap.php';

LMSMetroportPlugin\Doctor::run($options);
