<?php

/**
 * Searches everything that the tests have printed, logged and written down for personal data and secrets: valid PESEL and NIP,
 * e-mail addresses, passwords and sessions of the fixtures.
 *
 *     php make/canaries.php DIRECTORY
 *
 * Before that it plants one of each and must find them all. The exit status is 1 when anything is found.
 */

declare(strict_types=1);

/** Passwords of the fixtures, of databases, of MMS and of LMS's users; see tests/php/support/Canary.php, tests/env/databases.sh. */
const PASSWORDS = ['kanarek-haslo', 'kanareksesja', 'pg-test', 'my-test', 'few-test', 'sekret'];

/** @return list<string> what of all this is in a text, by kind */
function secrets(string $text): array
{
    $found = [];
    preg_match_all('/(?<![\w.])\d{11}(?![\w.]\d|\w)/', $text, $numbers);
    foreach (array_unique($numbers[0]) as $number) {
        $month = (int) substr($number, 2, 2) % 20;
        $valid = sum($number, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0 && $month >= 1 && $month <= 12 && (int) substr($number, 4, 2) <= 31;
        $valid && $found[] = "PESEL $number";
    }
    preg_match_all('/(?<!\w)\d{3}-\d{3}-\d{2}-\d{2}(?!\w)|(?<!\w)5260250274(?!\w)/', $text, $numbers);
    foreach (array_unique($numbers[0]) as $number) {
        $digits = str_replace('-', '', $number);
        sum($digits, [6, 5, 7, 2, 3, 4, 5, 6, 7, 0]) % 11 === (int) $digits[9] && $found[] = "NIP $number";
    }
    preg_match_all('/[\w.+-]+@[\w-]+\.(?:pl|com|org|net)\b/u', $text, $addresses);
    foreach (array_unique($addresses[0]) as $address) {
        $found[] = "e-mail $address";
    }
    foreach (PASSWORDS as $password) {
        preg_match('/(?<![\w\/])' . preg_quote($password, '/') . '(?!\w)/u', $text) && $found[] = "password $password";
        str_starts_with($password, 'kanarek') && str_contains($text, $password) && $found[] = "password $password";
    }
    // The simulator's sessions.
    preg_match_all('/(?<![\w-])[0-9a-f]{32}(?![\w-])/', $text, $sessions);
    foreach (array_unique($sessions[0]) as $session) {
        $found[] = "session $session";
    }
    return array_values(array_unique($found));
}

/** @param list<int> $weights */
function sum(string $digits, array $weights): int
{
    return (int) array_sum(array_map(static fn (string $digit, int $weight): int => (int) $digit * $weight, str_split($digits), $weights));
}

$planted = "PHP Warning: 44051401359\nnip=526-025-02-74\nto jan@example.pl\nkanarek-haslo-żółw\npg-test\n"
    . "Cookie: sess_ci=0123456789abcdef0123456789abcdef\n";
if (count(secrets($planted)) !== 6) {
    fwrite(STDERR, 'Secrets that were planted are not found: ' . implode(', ', secrets($planted)) . "\n");
    exit(1);
}

[$files, $bytes, $leaks] = [0, 0, 0];
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($argv[1], FilesystemIterator::SKIP_DOTS)) as $file) {
    $files++;
    $bytes += $file->getSize();
    foreach (file((string) $file) as $number => $line) {
        foreach (mb_check_encoding($line, 'UTF-8') ? secrets($line) : secrets(mb_convert_encoding($line, 'UTF-8', 'ISO-8859-2')) as $secret) {
            $leaks++;
            fprintf(STDERR, "%s:%d: %s: %s\n", $file->getFilename(), $number + 1, $secret, mb_strimwidth(trim($line), 0, 300, '…'));
        }
    }
}
printf("Searched %d files, %d bytes: %d secrets. Of six that were planted, six were found.\n", $files, $bytes, $leaks);
exit($leaks === 0 && $files > 0 ? 0 : 1);
