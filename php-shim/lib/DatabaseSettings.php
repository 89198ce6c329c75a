<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Section `[database]` of `lms.ini`, as the extension takes it: it must find the very database that LMS uses. */
final class DatabaseSettings
{
    /** @return array<string, string|int> */
    public static function current(): array
    {
        $section = \LMSConfig::getIniConfig()->getSection('database');
        $values = [];
        foreach (['type', 'host', 'user', 'password', 'database'] as $key) {
            $values[$key] = $section->hasVariable($key) ? $section->getVariable($key)->getValue() : '';
        }
        return self::fromIni(
            $values,
            (string) ini_get('mysqli.default_socket'),
            (int) ini_get('mysqli.default_port'),
        );
    }

    /**
     * @param array<string, mixed> $values the section's values
     * @param string $socket,$port where PHP's mysqli looks when it is told no more than a name, as LMS tells it
     * @return array<string, string|int>
     */
    public static function fromIni(#[\SensitiveParameter] array $values, string $socket, int $port): array
    {
        $text = static fn (string $key): string => trim((string) ($values[$key] ?? ''));

        $database = ['type' => strtolower($text('type'))];
        // A password may begin or end with a blank: LMS hands it over as it is.
        $password = (string) ($values['password'] ?? '');
        foreach (['host' => $text('host'), 'user' => $text('user'), 'password' => $password] as $key => $value) {
            if ($value !== '') {
                $database[$key] = $value;
            }
        }
        $database['database'] = $text('database');

        return in_array($database['type'], ['mysql', 'mysqli'], true)
            ? self::asMysqliConnects($database, $socket, $port)
            : $database;
    }

    /**
     * @param array<string, string|int> $database
     * @return array<string, string|int>
     */
    private static function asMysqliConnects(array $database, string $socket, int $port): array
    {
        // "p:" asks mysqli for a persistent connection.
        $host = preg_replace('/^p:/', '', (string) ($database['host'] ?? 'localhost'));
        $database['host'] = $host;

        if ($host === 'localhost' && $socket !== '') {
            $database['socket'] = $socket;
        } elseif ($port > 0 && !str_contains($host, ':')) {
            $database['port'] = $port;
        }
        return $database;
    }
}
