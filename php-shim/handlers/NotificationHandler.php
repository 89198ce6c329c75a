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

    /** @var list<string> services that a hook of this process has dealt with */
    private static array $served = [];

    /** Made while LMS's database handle is open: at the end of lms-notify, when it is needed, LMS has closed it. */
    private static \Metroport\Client|\Throwable|null $forTheEnd = null;

    /** An action that is not known ends the whole of lms-notify, so both are always there, whatever the plugin's state. */
    public function addActions(array $data): array
    {
        foreach (LockReport::ACTIONS as $action) {
            $data['supported_actions'][$action] = [
                'params' => defined('ACTION_PARAM_NONE') ? constant('ACTION_PARAM_NONE') : 0,
            ];
        }
        try {
            self::$forTheEnd = Gateway::client();
        } catch (\Throwable $failure) {
            self::$forTheEnd = $failure;
        }
        register_shutdown_function($this->finish(...));
        return $data;
    }

    /**
     * LMS calls no hook when its own prechecks leave nobody, as they do once a first run has set the debtors' status. What
     * that run could not do in MMS is done now, at the end of lms-notify, whose options are to be had only as its globals.
     */
    private function finish(): void
    {
        $channels = array_intersect(['block', 'unblock'], (array) ($GLOBALS['channels'] ?? []));
        $open = array_diff_key(LockReport::ACTIONS, array_flip(self::$served));
        $actions = array_intersect_key((array) ($GLOBALS['actions'] ?? []), array_flip($open));
        if ($channels !== [] && $actions !== []) {
            $this->run([
                'actions' => $actions,
                'quiet' => $GLOBALS['quiet'] ?? false,
                'debug' => $GLOBALS['debug'] ?? false,
            ], 'lock');
        }
    }

    /** Hook `notification_blocks`: `$data` has `customers`, `actions`, `quiet` and `debug` of lms-notify. */
    public function block(array $data): array
    {
        $this->run($data, 'lock');
        return $data;
    }

    /** Hook `notification_unblocks`, with the same. */
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
        self::$served = [...self::$served, ...$services];
        $quiet = !empty($data['quiet']);
        $dryRun = !empty($data['debug']);

        try {
            $client = isset($data['customers']) ? Gateway::client() : self::$forTheEnd;
            if ($client instanceof \Throwable) {
                throw $client;
            }
            $result = $client->locks()->$method(
                // LMS's ids are strings; the extension takes integers only.
                array_map(intval(...), array_values($data['customers'] ?? [])),
                $services,
                $dryRun,
                $this->progress($quiet),
            );
            $report = new LockReport($result, $dryRun);
            // At the end of lms-notify there is nothing to tell when nothing was left open.
            $nothing = !isset($data['customers']) && $result['lines'] === [] && $result['stopped'] === null;
            if (!$quiet && !$nothing) {
                echo implode(PHP_EOL, [...$report->lines(), '']);
            }
            if ($report->hasFailed()) {
                self::fail($report->failures());
            }
            // LMS's own log writes through the handle that is closed at the end.
            if (isset($data['customers'])) {
                self::log($report);
            }
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
