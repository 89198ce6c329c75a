<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Handler;

use LMSMetroportPlugin\Failure;
use LMSMetroportPlugin\Gateway;
use LMSMetroportPlugin\LockReport;

/**
 * Actions `metrotv-locks` and `metrofsecure-locks` of lms-notify.
 *
 * LMS tells who is in debt; the extension knows what is locked already, does the difference and keeps what failed for
 * the next run. A failure never stops lms-notify: it is told on STDERR, and the process ends with status 1.
 */
final class NotificationHandler
{
    /** Columns of the plugin's tables, under which LMS's log of changes has always shown locks. */
    private const LOG_NAMES = ['metrotv' => 'metrotv_suspend', 'fsecure' => 'metro_fsecure_suspend'];

    private static bool $failed = false;

    /** An action that is not known ends the whole of lms-notify, so both are always there, whatever the plugin's state. */
    public function addActions(array $data): array
    {
        foreach (LockReport::ACTIONS as $action) {
            $data['supported_actions'][$action] = [
                'params' => defined('ACTION_PARAM_NONE') ? constant('ACTION_PARAM_NONE') : 0,
            ];
        }
        return $data;
    }

    public function block(array $data): array
    {
        $this->run($data, 'lock');
        return $data;
    }

    public function unblock(array $data): array
    {
        $this->run($data, 'release');
        return $data;
    }

    /** @param 'lock'|'release' $method */
    private function run(array $data, string $method): void
    {
        // LMS calls for every plugin's and its own actions alike.
        $services = array_keys(array_intersect(LockReport::ACTIONS, array_keys($data['actions'] ?? [])));
        if ($services === []) {
            return;
        }
        $quiet = !empty($data['quiet']);
        $dryRun = !empty($data['debug']);

        try {
            $result = Gateway::client()->locks()->$method(
                // LMS's ids are strings; the extension takes integers only.
                array_map(intval(...), array_values($data['customers'] ?? [])),
                $services,
                $dryRun,
                $this->progress($quiet),
            );
            $report = new LockReport($result, $dryRun);
            if (!$quiet) {
                echo implode(PHP_EOL, [...$report->lines(), '']);
            }
            if ($report->hasFailed()) {
                self::fail($report->failures());
            }
            self::log($report);
        } catch (\Throwable $failure) {
            $told = Failure::of($failure);
            if ($told->code === 'internal') {
                Failure::log($failure);
            }
            self::fail([trans('Metroport: the run broke off. $a', $told->sentence)]);
        }
    }

    /** Counts on the terminal; null when nobody watches. */
    private function progress(bool $quiet): ?callable
    {
        if ($quiet || !defined('STDERR') || !stream_isatty(STDERR)) {
            return null;
        }
        return static function (int $done, int $total): bool {
            fwrite(STDERR, "\r$done/$total" . ($done === $total ? "\r\033[K" : ''));
            return true;
        };
    }

    /** @param list<string> $sentences */
    private static function fail(array $sentences): void
    {
        foreach ($sentences as $sentence) {
            defined('STDERR') ? fwrite(STDERR, $sentence . PHP_EOL) : error_log($sentence);
        }
        if (self::$failed) {
            return;
        }
        self::$failed = true;
        // lms-notify has work left and ends with 0. The exit status is set behind everything, also behind the shutdown
        // functions that are registered later: exit() would skip them.
        register_shutdown_function(static function (): void {
            register_shutdown_function(static function (): void {
                exit(1);
            });
        });
    }

    private static function log(LockReport $report): void
    {
        $log = \SYSLOG::getInstance();
        if ($log === null) {
            return;
        }
        foreach ($report->changes() as $change) {
            $log->NewTransaction('lms-notify.php');
            $log->AddMessage(\SYSLOG::RES_CUST, \SYSLOG::OPER_UPDATE, [
                \SYSLOG::RES_CUST => $change['customer_id'],
                self::LOG_NAMES[$change['service']] => (int) $change['locked'],
                'metroport_service' => $change['service_id'],
            ]);
        }
    }
}
