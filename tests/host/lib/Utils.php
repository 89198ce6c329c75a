<?php

declare(strict_types=1);

class Utils
{
    public static function filterIntegers(array $params)
    {
        return array_filter($params, static fn ($value): bool => is_string($value) && strlen($value) <= 20 && preg_match('/^-?\d+$/', $value));
    }

    public static function array_column(array $array, $column_key, $index_key = null)
    {
        return array_column($array, $column_key, $index_key);
    }

    /** LMS purifies; the host has no rich text and keeps the harmless tags only. */
    public static function removeInsecureHtml($html)
    {
        return strip_tags((string) $html, '<p><br><b><strong><i><em><u><ul><ol><li>');
    }

    public static function isAllowedIP($ip, $allowed)
    {
        return $allowed === '' || in_array($ip, preg_split('/[,\s]+/', (string) $allowed) ?: [], true);
    }
}
