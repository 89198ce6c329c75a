<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * Which PHPs run the plugin. The web server's and cron's may be different ones, with other extensions and time zones, and neither
 * sees the other: so each leaves a note of itself (`metroport_settings`, `php:<server>:<SAPI>`).
 */
final class Sapi
{
    private const PREFIX = 'php:';

    /** Seconds after which a note is written anew, though nothing changed. */
    private const FRESH = 3600;

    /** Seconds after which a PHP is taken for gone. */
    private const GONE = 30 * 86400;

    /** Notes this process, with one query as a rule. Whatever goes wrong with it is no reason to stop. */
    public static function record(): void
    {
        try {
            if (State::schemaVersion() === null) {
                return;
            }
            $name = self::PREFIX . substr(preg_replace('/[^\w.-]/', '', (string) gethostname()), 0, 36) . ':' . substr(PHP_SAPI, 0, 18);
            $database = \LMSDB::getInstance();
            $known = $database->GetOne('SELECT value FROM metroport_settings WHERE name = ?', [$name]);
            $note = ['php' => PHP_VERSION, 'extension' => State::extensionVersion(), 'plugin' => \LMSMetroportPlugin::PLUGIN_SOFTWARE_VERSION,
                'zone' => date_default_timezone_get()];
            $before = self::read((string) $known);
            if ($before !== null && array_diff_key($before, ['at' => 0]) === $note && time() - $before['at'] < self::FRESH) {
                return;
            }
            $value = json_encode($note + ['at' => time()], JSON_THROW_ON_ERROR);
            // Both at once would be a query that fails, which LMS shows at the foot of its page.
            if (!$database->Execute('UPDATE metroport_settings SET value = ? WHERE name = ?', [$value, $name])) {
                $database->Execute(
                    'INSERT INTO metroport_settings (name, value) SELECT ?, ? FROM (SELECT 1 AS one) once
                    WHERE NOT EXISTS (SELECT 1 FROM metroport_settings WHERE name = ?)',
                    [$name, $value, $name],
                );
            }
        } catch (\Throwable $failure) {
            Failure::log($failure);
        }
    }

    /**
     * All that left a note lately, this process's own too.
     *
     * @return list<array{name: string, php: string, extension: ?string, plugin: string, zone: ?string, at: int}> `name` is server and
     *  SAPI, `plugin` the version that this PHP ran then, `at` Unix seconds
     */
    public static function all(): array
    {
        if (State::schemaVersion() === null) {
            return [];
        }
        $rows = \LMSDB::getInstance()->GetAll(
            'SELECT name, value FROM metroport_settings WHERE name LIKE ? ORDER BY name',
            [self::PREFIX . '%'],
        ) ?: [];
        $all = [];
        foreach ($rows as $row) {
            $note = self::read((string) $row['value']);
            if ($note !== null && time() - $note['at'] < self::GONE) {
                $all[] = ['name' => substr($row['name'], strlen(self::PREFIX))] + $note;
            }
        }
        return $all;
    }

    /** @return ?array{php: string, extension: ?string, plugin: string, zone: ?string, at: int} */
    private static function read(string $value): ?array
    {
        $note = json_decode($value, true);
        $extension = $note['extension'] ?? null;
        $plugin = $note['plugin'] ?? null;
        $zone = $note['zone'] ?? null;
        return is_string($note['php'] ?? null) && is_int($note['at'] ?? null) && ($extension === null || is_string($extension))
            ? ['php' => $note['php'], 'extension' => $extension,
                'plugin' => is_string($plugin) ? $plugin : \LMSMetroportPlugin::PLUGIN_SOFTWARE_VERSION,
                'zone' => is_string($zone) ? $zone : null, 'at' => $note['at']]
            : null;
    }
}
