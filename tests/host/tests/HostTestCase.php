<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/Instance.php';
require_once __DIR__ . '/Browser.php';

/** Instances with the two fixture plugins, removed afterwards. */
abstract class HostTestCase extends TestCase
{
    protected const PLUGINS = [__DIR__ . '/../fixtures/plugins/HostProbe', __DIR__ . '/../fixtures/plugins/SleepingProbe'];

    /** @var list<Instance> */
    private array $instances = [];

    protected function tearDown(): void
    {
        foreach ($this->instances as $instance) {
            $instance->remove();
        }
    }

    /** @return array<string, array{string}> */
    public static function dialects(): array
    {
        return ['PostgreSQL' => ['postgres'], 'MariaDB' => ['mysql']];
    }

    /** @param array<string, string> $ini */
    protected function instance(string $dialect, array $ini = [], string $enabled = 'HostProbe'): Instance
    {
        return $this->instances[] = new Instance($dialect, self::PLUGINS, $ini, [
            '--customers=40', "--set=phpui.plugins=$enabled", '--rights=klerk=hostprobe_use', '--now=' . (time() - 3600),
        ]);
    }

    /** What the probe wrote since the last call. @return list<array<string, mixed>> */
    protected static function recorded(Instance $instance): array
    {
        $log = $instance->directory . '/probe.log';
        $lines = is_file($log) ? (array) file($log, FILE_IGNORE_NEW_LINES) : [];
        is_file($log) && unlink($log);

        return array_map(static fn (string $line): array => json_decode($line, true, 512, JSON_THROW_ON_ERROR), $lines);
    }

    /** @param list<array<string, mixed>> $records @return list<string> */
    protected static function hooks(array $records): array
    {
        return array_column($records, 'hook');
    }
}
