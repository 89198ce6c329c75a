<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Amounts, times and addresses as LMS shows them, empty for what is not known; and texts as a terminal may have them. */
final class Format
{
    /** @param ?string $amount decimal, with a dot */
    public static function money(?string $amount, string $currency = ''): string
    {
        return $amount === null ? '' : moneyf((float) $amount, $currency === '' ? null : $currency);
    }

    /** For a file or a field: two decimals with a comma, no currency. */
    public static function plainMoney(?string $amount): string
    {
        return $amount === null ? '' : number_format((float) $amount, 2, ',', '');
    }

    /** In the time zone of PHP, which is LMS's. */
    public static function time(?int $seconds): string
    {
        return $seconds === null ? '' : date('Y/m/d H:i', $seconds);
    }

    /** @param ?string $day YYYY-MM-DD */
    public static function day(?string $day): string
    {
        return str_replace('-', '/', (string) $day);
    }

    /**
     * What is not there is left out.
     *
     * @param array{street: string, house: string, flat: string, zip: string, city: string, ...} $at
     */
    public static function address(array $at): string
    {
        $house = $at['house'] . ($at['flat'] === '' ? '' : '/' . $at['flat']);
        $parts = [trim($at['zip'] . ' ' . $at['city']), trim($at['street'] . ' ' . $house)];
        return implode(', ', array_filter($parts, static fn (string $part): bool => $part !== ''));
    }

    /**
     * For a terminal or a log. MMS's words are untrusted: no line breaks that fake lines, no escape sequences.
     */
    public static function oneLine(string $text): string
    {
        return trim((string) preg_replace('/[\p{C}\s]+/u', ' ', mb_scrub($text, 'UTF-8')));
    }
}
