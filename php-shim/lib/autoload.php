<?php

declare(strict_types=1);

// LMS maps the classes of plugins/ only when somebody runs composer, so the plugin finds its own.
spl_autoload_register(static function (string $class): void {
    if (preg_match('/^LMSMetroportPlugin\\\\(?:(Handler|Lists)\\\\)?(\w+)$/', $class, $name)) {
        $directory = ['' => 'lib', 'Handler' => 'handlers', 'Lists' => 'lists'][$name[1]];
        $file = dirname(__DIR__) . "/$directory/$name[2].php";
        if (is_file($file)) {
            require $file;
        }
    }
});
