<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * A run of one of the scripts in `bin/`: what was done goes to standard output, what went wrong to standard error, and the
 * exit status is 1 then. Customers are named by their ids only: the output of cron goes to mail and logs.
 */
final class Script
{
    /** Of the JSON; it grows when a program that reads it may have to change. */
    private const SCHEMA = 1;

    /**
     * @param array<string, mixed> $options as LMS's script-options.php has them
     * @param callable(\Metroport\Client, bool, ?callable): array<string, mixed> $work
     * @param callable(array<string, mixed>, bool): list<string> $words the result in words, dry run or not
     * @param ?callable(array<string, mixed>): list<string> $failures what of the result went wrong, in words
     */
    public static function run(array $options, callable $work, callable $words, ?callable $failures = null): never
    {
        $dryRun = isset($options['dry-run']);
        $quiet = isset($options['quiet']);
        $result = null;
        $told = null;
        $failed = [];
        $progress = self::progress($quiet);
        try {
            Sapi::record();
            $client = Gateway::clientForScript();
            $result = $work($client, $dryRun, $progress);
            // Any run will do; none is worth waiting for another one to end.
            if (!$dryRun && $result['stopped'] === null && !($result['busy'] ?? false)) {
                $client->journal()->purge(Settings::current()->journalDays());
            }
            if ($result['stopped'] !== null) {
                $told = ['code' => $result['stopped']['code'], 'message' => Failure::sentence($result['stopped']['code'])];
            }
            if ($told === null && $failures !== null) {
                $failed = $failures($result);
            }
        } catch (\Throwable $failure) {
            $cause = Failure::of($failure);
            if ($cause->code === 'internal') {
                Failure::log($failure);
            }
            $told = ['code' => $cause->code, 'message' => Format::oneLine($cause->sentence . ' ' . $cause->mmsText)];
        }
        SysLog::write(basename((string) ($_SERVER['SCRIPT_NAME'] ?? 'cli')));
        if ($progress !== null) {
            fwrite(STDERR, "\r\033[K");
        }

        if (isset($options['json'])) {
            echo self::json($dryRun, $result, $told), PHP_EOL;
        } elseif ($told === null && !$quiet) {
            echo implode(PHP_EOL, $words($result, $dryRun)), PHP_EOL;
        }
        $wrong = $told === null ? $failed : [$told['message']];
        foreach ($wrong as $sentence) {
            fwrite(STDERR, $sentence . PHP_EOL);
        }
        exit($wrong === [] ? 0 : 1);
    }

    /**
     * What `--json` prints.
     *
     * @param ?array<string, mixed> $result
     * @param ?array{code: string, message: string} $error
     */
    public static function json(bool $dryRun, ?array $result, ?array $error): string
    {
        unset($result['stopped']);
        return json_encode([
            'schema' => self::SCHEMA,
            'dry_run' => $dryRun,
            'error' => $error,
            'result' => $error === null ? $result : null,
        ], JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
    }

    /** A bar on the terminal; null when nobody watches. */
    private static function progress(bool $quiet): ?callable
    {
        if ($quiet || !stream_isatty(STDERR)) {
            return null;
        }
        return static function (int $done, int $total): bool {
            $width = 40;
            $full = $total > 0 ? intdiv($done * $width, $total) : 0;
            $bar = str_repeat('#', $full) . str_repeat('.', $width - $full);
            fwrite(STDERR, "\r[$bar] $done/$total");
            return true;
        };
    }
}
