<?php

declare(strict_types=1);

foreach (['Surroundings', 'Canary', 'People', 'Mms', 'Lms', 'PhpProcess', 'Fpm', 'FastCgi', 'ExtensionTestCase'] as $class) {
    require_once dirname(__DIR__) . "/php/support/$class.php";
}
foreach (['Server', 'FaultTestCase'] as $class) {
    require_once __DIR__ . "/$class.php";
}
