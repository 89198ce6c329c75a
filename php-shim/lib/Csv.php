<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Lines of a file for spreadsheets, as Polish ones open it: UTF-8 with a mark, semicolons, decimal commas. */
final class Csv
{
    public const BOM = "\u{FEFF}";

    /** @param list<string|int|null> $values */
    public static function line(array $values): string
    {
        return implode(';', array_map(self::cell(...), $values)) . "\r\n";
    }

    private static function cell(string|int|null $value): string
    {
        $text = preg_replace('/[\p{Cc}\p{Zl}\p{Zp}]+/u', ' ', mb_scrub((string) $value, 'UTF-8'));
        // Spreadsheets would run it as a formula; these texts come from people.
        if (preg_match('/^\s*[=+\-@＝＋－＠]/u', $text) && !preg_match('/^-?\d+(,\d+)?$/D', $text)) {
            $text = "'" . $text;
        }
        return '"' . str_replace('"', '""', $text) . '"';
    }
}
