<?php

declare(strict_types=1);

/** Tells LMS which MMS to use. In the database, as an operator would: an argument could be read in the list of processes. */

require __DIR__ . '/Lms.php';

$lms = new Lms();
$lms->configure('metroport', 'serwer_url', (string) getenv('MMS_URL'));
$lms->configure('metroport', 'api_login', (string) getenv('MMS_LOGIN'));
$lms->configure('metroport', 'api_pass', (string) getenv('MMS_PASSWORD'));
