<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * Proof that a POST comes from a page of this LMS: LMS itself has none.
 *
 * Made from LMS's session and a secret of the server, so that nothing has to be stored; it ends with the session.
 */
final class CsrfToken
{
    /** Empty, and accepted by nobody, without a session or a secret. */
    public static function issue(): string
    {
        $session = $_COOKIE['SID'] ?? '';
        return self::of(is_string($session) ? $session : '', Settings::current()->secret());
    }

    /** Whether it was issued to the session of this request. */
    public static function accepts(string $token): bool
    {
        $expected = self::issue();
        return $expected !== '' && hash_equals($expected, $token);
    }

    /** The token of a session; empty when one of the two is. */
    public static function of(#[\SensitiveParameter] string $session, #[\SensitiveParameter] string $secret): string
    {
        if ($session === '' || $secret === '') {
            return '';
        }
        return hash_hmac('sha256', $session, hash_hkdf('sha256', $secret, 32, 'LMSMetroportPlugin CSRF'));
    }
}
