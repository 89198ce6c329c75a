<?php

declare(strict_types=1);

/**
 * What tests leave behind, kept for the search for secrets at the end of `make test` (make/canaries.php): in the directory
 * METROPORT_REMAINS, or nowhere when it is not set.
 */
final class Remains
{
    /** A log, before it is removed. */
    public static function file(string $path): void
    {
        if (is_file($path)) {
            self::keep(basename($path), (string) file_get_contents($path));
        }
    }

    /** What the plugin has written down in its tables and in LMS's log of changes, before the database is emptied or dropped. */
    public static function tables(PDO $database): void
    {
        if (getenv('METROPORT_REMAINS') === false) {
            return;
        }
        $log = "SELECT CONCAT_WS(' ', 'SYSLOG', name, value) FROM logmessagedata WHERE name LIKE 'metroport%'";
        foreach ([(string) file_get_contents(__DIR__ . '/remains.sql'), $log] as $sql) {
            try {
                self::keep('tables', implode("\n", $database->query($sql)->fetchAll(PDO::FETCH_COLUMN)) . "\n");
            } catch (PDOException) {
                // A host without the plugin, or without LMS's log, has no such tables.
            }
        }
    }

    private static function keep(string $name, string $text): void
    {
        $directory = getenv('METROPORT_REMAINS');
        if ($directory !== false && $text !== '') {
            file_put_contents("$directory/$name." . getmypid(), $text, FILE_APPEND);
        }
    }
}
