<?php

/** Tells LMS's userpanel of the module "Television and security". */

declare(strict_types=1);

use LMSMetroportPlugin\Failure;
use LMSMetroportPlugin\OwnServices;

defined('LIB_DIR') || exit;

// In LMS's own settings of the userpanel, where there is no customer, it is always there.
$metroport_shows = defined('USERPANEL_SETUPMODE');
try {
    $metroport_shows = $metroport_shows || (!empty($SESSION->islogged) && OwnServices::mayHave((int) $SESSION->id));
} catch (\Throwable $metroport_failure) {
    Failure::log($metroport_failure);
}
if ($metroport_shows) {
    $USERPANEL->AddModule(
        trans('Television and security'),
        'metroport',
        trans('Your television packages, decoders and security licences'),
        65,
        trans('Shows customers their MetroTV and F-Secure services (Metroport)'),
        '',
        'lms-ui-icon-tv fa-fw',
        dirname(__DIR__) . DIRECTORY_SEPARATOR,
    );
}
