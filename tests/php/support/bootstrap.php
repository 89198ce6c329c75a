<?php

declare(strict_types=1);

foreach (['Surroundings', 'Canary', 'People', 'Mms', 'FakeMms', 'Lms', 'PhpProcess', 'WebServer', 'Fpm', 'FastCgi', 'ExtensionTestCase'] as $class) {
    require_once __DIR__ . "/$class.php";
}
Surroundings::check();
