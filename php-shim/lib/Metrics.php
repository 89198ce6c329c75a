<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

use Metroport\Exception\MetroportException;

/** `bin/metroport_metrics.php`: the plugin's numbers as Prometheus reads them. */
final class Metrics
{
    /** Seconds for which a count of differences is good: a new one takes three whole lists from MMS. */
    private const DIFFERENCES_LAST = 3600;

    /**
     * Tells the numbers, as {@see self::tell()} does.
     *
     * @param array<string, mixed> $options as LMS's script-options.php has them
     */
    public static function run(array $options): never
    {
        $told = null;
        $numbers = null;
        try {
            Sapi::record();
            $client = Gateway::clientForScript();
            $numbers = self::numbers($client, isset($options['dry-run']));
        } catch (\Throwable $failure) {
            $cause = Failure::of($failure);
            if ($cause->code === 'internal') {
                Failure::log($failure);
            }
            $told = ['code' => $cause->code, 'message' => $cause->sentence];
        }
        self::tell($numbers, $told, $options);
    }

    /**
     * Where LMS itself does not start. The last numbers must not stay in the file, saying that all is well.
     *
     * @param string $words LMS's last ones
     * @param array<string, mixed> $options as far as LMS came to read them
     */
    public static function withoutLms(string $words, array $options): never
    {
        self::tell(null, ['code' => 'lms.dead', 'message' => $words], $options);
    }

    /**
     * Prints the numbers, or puts them into a file for node_exporter's textfile collector; ends with 1 when something went wrong.
     *
     * @param ?array<string, mixed> $numbers null when the plugin cannot work
     * @param ?array{code: string, message: string} $told why not
     * @param array<string, mixed> $options as LMS's script-options.php has them
     */
    private static function tell(?array $numbers, ?array $told, array $options): never
    {
        $text = isset($options['json'])
            ? Script::json(isset($options['dry-run']), $numbers, $told) . PHP_EOL
            : self::text($numbers);
        $into = (string) ($options['into'] ?? '');
        if ($into === '' || isset($options['dry-run'])) {
            echo $text;
        } elseif (!self::put($into, $text)) {
            $told ??= ['code' => 'metrics.file', 'message' => Failure::sentence('metrics.file')];
        }
        if ($told !== null) {
            fwrite(STDERR, $told['message'] . PHP_EOL);
        }
        exit($told === null ? 0 : 1);
    }

    /** @return array<string, mixed> as `Metroport\Client::numbers()` */
    private static function numbers(\Metroport\Client $client, bool $dryRun): array
    {
        $numbers = $client->numbers();
        $counted = $numbers['differences']['at'] ?? 0;
        if ($dryRun || $numbers['now'] - $counted < self::DIFFERENCES_LAST) {
            return $numbers;
        }
        try {
            $client->queue()->differences(0, 1);
        } catch (MetroportException) {
            // The age of the last count tells it, and so do the counts of the API.
        }
        return $client->numbers();
    }

    /** A reader never sees half a file. */
    private static function put(string $file, string $text): bool
    {
        $new = dirname($file) . '/.' . basename($file) . '.' . getmypid();
        if (@file_put_contents($new, $text) === strlen($text) && @chmod($new, 0644) && @rename($new, $file)) {
            return true;
        }
        @unlink($new);
        return false;
    }

    /**
     * @param ?array<string, mixed> $numbers as `Metroport\Client::numbers()`; null when the plugin cannot work, which is a number
     *  too
     */
    public static function text(?array $numbers): string
    {
        $families = [['metroport_ready', 'gauge', 'Whether the plugin can work: extension, versions, tables, settings.',
            [['', [], (int) ($numbers !== null)]]]];
        if ($numbers !== null) {
            $families = [...$families, ...self::queue($numbers), ...self::jobs($numbers['runs']), ...self::api($numbers['calls']),
                ...self::differences($numbers['differences'])];
        }
        $lines = [];
        foreach ($families as [$name, $type, $help, $samples]) {
            $lines[] = "# HELP $name $help";
            $lines[] = "# TYPE $name $type";
            foreach ($samples as [$suffix, $labels, $value]) {
                $lines[] = $name . $suffix . self::labels($labels) . ' ' . $value;
            }
        }
        return implode("\n", $lines) . "\n";
    }

    private static function queue(array $numbers): array
    {
        $items = $ages = [];
        foreach ($numbers['queue'] as $depth) {
            $labels = ['kind' => $depth['kind'], 'state' => $depth['state']];
            $items[] = ['', $labels, $depth['count']];
            $ages[] = ['', $labels, $depth['since'] === null ? 0 : max(0, $numbers['now'] - $depth['since'])];
        }
        return [
            ['metroport_queue_items', 'gauge', 'Customers for whom something is wanted and not confirmed by MMS.', $items],
            ['metroport_queue_oldest_seconds', 'gauge', 'For how long the oldest of them has been wanted; 0 without any.', $ages],
        ];
    }

    private static function jobs(array $runs): array
    {
        $started = $succeeded = [];
        foreach ($runs as $run) {
            $started[] = ['', ['job' => $run['job']], $run['started_at'] ?? 0];
            $succeeded[] = ['', ['job' => $run['job']], $run['succeeded_at'] ?? 0];
        }
        return [
            ['metroport_job_last_start_timestamp_seconds', 'gauge', 'When a job began last; 0 for never.', $started],
            ['metroport_job_last_success_timestamp_seconds', 'gauge', 'When a job ended well last; 0 for never.', $succeeded],
        ];
    }

    private static function api(array $calls): array
    {
        $requests = $durations = [];
        foreach ($calls as $row) {
            $requests[] = ['', ['call' => $row['call'], 'outcome' => $row['outcome']], $row['requests']];
            $sum = &$durations[$row['call']];
            $sum['requests'] = ($sum['requests'] ?? 0) + $row['requests'];
            $sum['milliseconds'] = ($sum['milliseconds'] ?? 0) + $row['milliseconds'];
            foreach ($row['within'] as $bar) {
                $sum['within'][$bar['milliseconds']] = ($sum['within'][$bar['milliseconds']] ?? 0) + $bar['requests'];
            }
            unset($sum);
        }
        $samples = [];
        foreach ($durations as $call => $sum) {
            foreach ($sum['within'] ?? [] as $bound => $within) {
                $samples[] = ['_bucket', ['call' => $call, 'le' => (string) ($bound / 1000)], $within];
            }
            $samples[] = ['_bucket', ['call' => $call, 'le' => '+Inf'], $sum['requests']];
            $samples[] = ['_sum', ['call' => $call], $sum['milliseconds'] / 1000];
            $samples[] = ['_count', ['call' => $call], $sum['requests']];
        }
        return [
            ['metroport_api_requests_total', 'counter', 'Requests to MMS, by call and outcome.', $requests],
            ['metroport_api_request_duration_seconds', 'histogram', 'How long requests to MMS took.', $samples],
        ];
    }

    private static function differences(?array $differences): array
    {
        if ($differences === null) {
            return [];
        }
        $samples = [];
        foreach ($differences['counts'] as $what => $count) {
            $samples[] = ['', ['what' => $what], $count];
        }
        return [
            ['metroport_differences', 'gauge', 'Customers about whom LMS and MMS disagree, as counted last.', $samples],
            ['metroport_differences_timestamp_seconds', 'gauge', 'When they were counted last.', [['', [], $differences['at']]]],
        ];
    }

    /** @param array<string, string> $labels */
    private static function labels(array $labels): string
    {
        $pairs = [];
        foreach ($labels as $name => $value) {
            $pairs[] = $name . '="' . strtr($value, ['\\' => '\\\\', '"' => '\\"', "\n" => '\\n']) . '"';
        }
        return $pairs === [] ? '' : '{' . implode(',', $pairs) . '}';
    }
}
