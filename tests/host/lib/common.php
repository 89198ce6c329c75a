<?php

declare(strict_types=1);

/** Global functions of LMS that plugins and templates call. */

function trans(...$arguments)
{
    return Localisation::trans(...$arguments);
}

function getdir($pwd = './', $pattern = '^.*$')
{
    $entries = @scandir($pwd) ?: [];

    return array_values(array_filter(
        $entries,
        static fn (string $entry): bool => $entry !== '.' && $entry !== '..' && preg_match('/' . $pattern . '/', $entry) === 1
    ));
}

function writesyslog($message, $type)
{
    openlog('lms-php', LOG_PID, LOG_DAEMON);
    syslog($type, (string) $message);
    closelog();
}

function hostname()
{
    return (string) gethostname();
}

function trim_rec($value)
{
    return is_array($value) ? array_map('trim_rec', $value) : trim((string) $value);
}

function moneyf($value, $currency = null)
{
    return number_format((float) $value, 2, ',', "\u{a0}") . "\u{a0}" . ($currency ?? Localisation::getCurrentCurrency());
}

function format_bankaccount($account, $country_code = false)
{
    return preg_replace('/^(..)(.{4})(.{4})(.{4})(.{4})(.{4})(.{4})$/', '$1 $2 $3 $4 $5 $6 $7', (string) $account);
}

function bankaccount($id, $account = null, $country_code = false)
{
    return (string) $account;
}

function date_to_timestamp($date)
{
    return preg_match('/^\d{4}\/\d{2}\/\d{2}$/', (string) $date) ? strtotime((string) $date) : null;
}

function check_email($email)
{
    return filter_var($email, FILTER_VALIDATE_EMAIL) !== false;
}

function check_zip($zip)
{
    return preg_match('/^\d{2}-\d{3}$/', (string) $zip) === 1;
}

/** PESEL. */
function check_ssn($ssn)
{
    if (!preg_match('/^\d{11}$/', (string) $ssn)) {
        return false;
    }
    $sum = 0;
    foreach ([1, 3, 7, 9, 1, 3, 7, 9, 1, 3] as $position => $weight) {
        $sum += $weight * (int) $ssn[$position];
    }

    return (10 - $sum % 10) % 10 === (int) $ssn[10];
}

/** NIP. */
function check_ten($ten)
{
    $digits = preg_replace('/\D/', '', (string) $ten);
    if (strlen((string) $digits) !== 10) {
        return false;
    }
    $sum = 0;
    foreach ([6, 5, 7, 2, 3, 4, 5, 6, 7] as $position => $weight) {
        $sum += $weight * (int) $digits[$position];
    }

    return $sum % 11 === (int) $digits[9];
}
