<?php

declare(strict_types=1);

/** Secrets and personal data of the tests' world, made so that nothing else looks like them. */
final class Canary
{
    public const LOGIN = 'kanarek-operator';
    public const PASSWORD = 'kanarek-haslo-żółw-7f3a91';
    public const SESSION = 'kanareksesja5c0ffee5c0ffee';
    public const PESEL = '90010112349';
    public const NIP = '5260250274';
    public const EMAIL = 'kanarek.osoba@example.pl';

    /** @return list<string> */
    public static function all(): array
    {
        return [self::PASSWORD, self::SESSION, self::PESEL, self::NIP, '526-025-02-74', self::EMAIL,
            Surroundings::variable('MP_PG_PASSWORD'), Surroundings::variable('MP_MY_PASSWORD')];
    }

    /** What of all this is in a text; the simulator's sessions too, which are 32 hexadecimal digits. */
    public static function in(string $text): array
    {
        $found = array_filter(self::all(), fn (string $secret) => str_contains($text, $secret));
        preg_match('/\b[0-9a-f]{32}\b/', $text, $session);
        return [...array_values($found), ...$session];
    }
}
