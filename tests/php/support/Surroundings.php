<?php

declare(strict_types=1);

/** What the tests need of the machine. Whatever is missing is a failure. */
final class Surroundings
{
    private const VARIABLES = ['METROPORT_SO', 'METROPORT_PROVOKE_SO', 'MMS_SIM', 'MP_PG_HOST', 'MP_PG_PORT', 'MP_PG_USER',
        'MP_PG_PASSWORD', 'MP_MY_SOCKET', 'MP_MY_USER', 'MP_MY_PASSWORD'];

    public static function check(): void
    {
        array_map([self::class, 'variable'], self::VARIABLES);
        foreach (['curl', 'openssl', 'pcntl', 'posix', 'pdo_pgsql', 'pdo_mysql'] as $extension) {
            extension_loaded($extension) || throw new RuntimeException("The extension $extension is missing.");
        }
        extension_loaded('metroport') || throw new RuntimeException('Run tests/php/run, or php -d extension=$METROPORT_SO.');
        self::fpm();
    }

    public static function variable(string $name): string
    {
        $value = getenv($name);
        return is_string($value) && $value !== '' ? $value : throw new RuntimeException("$name is not set: run tests/php/run");
    }

    /** php-fpm of the PHP that runs the tests. */
    public static function fpm(): string
    {
        $version = PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION;
        $places = ["/usr/sbin/php-fpm$version", dirname(PHP_BINARY) . '/php-fpm', dirname(PHP_BINARY, 2) . '/sbin/php-fpm'];
        foreach ($places as $place) {
            if (is_executable($place)) {
                return $place;
            }
        }
        throw new RuntimeException("There is no php-fpm of PHP $version.");
    }

    /**
     * For PhpProcess: a clock that is wrong by so much ("+10d", "-1h"); the monotonic one, by which waits are measured, only if it
     * is asked for. With a file the clock is stepped while the process runs, by writing another "+10d" into it.
     *
     * @return list<string>
     */
    public static function clock(string $wrong, ?string $file = null, bool $monotonic = false): array
    {
        $library = glob('/usr/lib/*/faketime/libfaketime.so.1')[0] ?? throw new RuntimeException('libfaketime is missing: make deps');
        if ($file !== null) {
            file_put_contents($file, $wrong);
        }
        $offset = $file === null ? ["FAKETIME=$wrong"] : ["FAKETIME_TIMESTAMP_FILE=$file", 'FAKETIME_NO_CACHE=1'];
        // The extension too: PHP itself would bind it to the C library past what is preloaded (RTLD_DEEPBIND).
        $preload = trim(getenv('LD_PRELOAD') . " $library " . self::variable('METROPORT_SO'));
        $only = $monotonic ? [] : ['FAKETIME_DONT_FAKE_MONOTONIC=1', 'DONT_FAKE_MONOTONIC=1'];
        return ['env', "LD_PRELOAD=$preload", ...$only, ...$offset];
    }

    /** A new directory below /tmp: sockets need short paths. */
    public static function directory(): string
    {
        $path = '/tmp/mp-php.' . bin2hex(random_bytes(6));
        mkdir($path, 0700);
        return $path;
    }

    public static function removeDirectory(string $path): void
    {
        array_map('unlink', glob("$path/*") ?: []);
        rmdir($path);
    }

    /** Under valgrind everything takes many times as long, and METROPORT_PATIENCE says how many: so long, then. */
    public static function patient(float $seconds): float
    {
        return $seconds * (float) (getenv('METROPORT_PATIENCE') ?: 1);
    }

    /** Waits until something holds. */
    public static function until(callable $holds, string $what, float $seconds = 10.0): void
    {
        $seconds = self::patient($seconds);
        for ($end = microtime(true) + $seconds; !$holds(); usleep(5_000)) {
            microtime(true) < $end || throw new RuntimeException("$what: not within $seconds s");
        }
    }
}
