#!/usr/bin/env php
<?php

declare(strict_types=1);

/**
 * Makes a directory that looks like an installed LMS: the host's parts as links, own plugins/, templates_c/ and lms.ini.
 *
 * host-instance.php DIR [--set=section.key=VALUE]… sets keys of lms.ini; [database] is required for anything to work.
 */

$target = $argv[1] ?? '';
if ($target === '' || str_starts_with($target, '-')) {
    fwrite(STDERR, 'host-instance.php DIR [--set=section.key=VALUE]…' . PHP_EOL);
    exit(2);
}
$host = dirname(__DIR__);
foreach ([$target, "$target/plugins", "$target/templates_c", "$target/documents"] as $directory) {
    is_dir($directory) || mkdir($directory, 0o777, true);
}
$target = (string) realpath($target);
$links = ['javascript' => '/usr/share/javascript', 'font-awesome' => '/usr/share/fonts-font-awesome'];
foreach (['index.php', 'bin', 'css', 'devel', 'js', 'lib', 'modules', 'templates'] as $part) {
    $links[$part] = "$host/$part";
}
foreach ($links as $name => $source) {
    is_link("$target/$name") || symlink($source, "$target/$name");
}

$ini = ['directories' => ['sys_dir' => $target]];
foreach (array_slice($argv, 2) as $argument) {
    if (!preg_match('/^--set=(\w+)\.(\w+)=(.*)$/s', $argument, $found)) {
        fwrite(STDERR, "Not understood: $argument" . PHP_EOL);
        exit(2);
    }
    $ini[$found[1]][$found[2]] = $found[3];
}
$text = '';
foreach ($ini as $section => $values) {
    $text .= "[$section]\n";
    foreach ($values as $key => $value) {
        $text .= $key . ' = "' . addcslashes($value, '"\\') . "\"\n";
    }
}
file_put_contents("$target/lms.ini", $text);
