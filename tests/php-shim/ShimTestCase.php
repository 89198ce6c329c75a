<?php

declare(strict_types=1);

use MetroportFake\Script;
use PHPUnit\Framework\TestCase;

/** Every test starts with an LMS that is configured and a fake extension that works. */
abstract class ShimTestCase extends TestCase
{
    protected const SHIM = __DIR__ . '/../../php-shim';
    protected const TEMPLATES = __DIR__ . '/../../templates';

    protected function setUp(): void
    {
        Host::reset();
        Script::$failure = null;
        Script::$calls = [];
        Script::$card = [];
        Script::$plan = null;
        Script::$queue = [];
        Script::$run = [];
        Script::$differences = [];
        Script::$pairings = [];
        Script::$attention = ['refused' => 0, 'late' => 0, 'deleted' => 0];
        $_GET = $_POST = [];
        $_COOKIE = ['SID' => str_repeat('a', 64)];
        $_SERVER['REQUEST_METHOD'] = 'POST';
        // What the shell logs is not a test's output.
        ini_set('error_log', '/dev/null');
    }

    /** @return list<string> paths of the files below a directory */
    protected static function files(string $directory, string $extension): array
    {
        $files = [];
        foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($directory)) as $file) {
            if ($file->isFile() && $file->getExtension() === $extension) {
                $files[] = $file->getPathname();
            }
        }
        sort($files);
        return $files;
    }
}
