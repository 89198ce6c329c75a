<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * The doctor where LMS itself does not start: says what LMS died of, and tries what can be tried without it. There may be no
 * class of LMS here, and no translation.
 */
final class DoctorWithoutLms
{
    /**
     * @param string $words LMS's last ones
     * @param array<string, mixed> $options as far as LMS came to read them
     * @param string $file LMS's configuration file
     */
    public static function run(string $words, array $options, string $file): never
    {
        $diagnoses = [Diagnosis::bad('lms', 'lms.dead', trans('LMS itself does not start. Mend that first; it says:'), $words), self::extension()];
        $ini = is_readable($file) ? @parse_ini_file($file, true) : false;
        if ($ini === false) {
            $diagnoses[] = Diagnosis::bad('settings', 'lms.ini', trans('The configuration file $a cannot be read. Say where it is with -C.', $file));
        } elseif (end($diagnoses)->state() === Diagnosis::FINE) {
            $diagnoses = [...$diagnoses, ...self::database((array) ($ini['database'] ?? []))];
        }
        DoctorReport::end($diagnoses, [], $options);
    }

    private static function extension(): Diagnosis
    {
        $php = 'PHP ' . PHP_VERSION . ' ' . PHP_SAPI;
        $extension = State::extensionVersion();
        if ($extension === null) {
            return Diagnosis::bad('extension', State::EXTENSION_MISSING, State::missing(PHP_SAPI, dirname(__DIR__, 3)), $php);
        }
        return Diagnosis::fine('extension', "$extension, $php");
    }

    /** @return list<Diagnosis> */
    private static function database(array $section): array
    {
        try {
            $socket = (string) ini_get('mysqli.default_socket');
            $settings = DatabaseSettings::fromIni($section, $socket, (int) ini_get('mysqli.default_port'));
            return array_map(Diagnosis::of(...), \Metroport\Client::testDatabase($settings));
        } catch (\Throwable $failure) {
            $told = Failure::of($failure);
            return [Diagnosis::bad('database', $told->code, $told->sentence)];
        }
    }
}
