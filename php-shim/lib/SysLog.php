<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Tells LMS's own log of changes, where it is on, what was changed in MMS. */
final class SysLog
{
    /** What belongs to no customer of LMS, far above LMS's own numbers. */
    private const RESOURCE = 7400;

    /** @var list<\Metroport\Client> those through which something may have been changed */
    private static array $clients = [];

    /** Remembers it, so that write() finds what was changed through it. */
    public static function watch(\Metroport\Client $client): \Metroport\Client
    {
        if (\SYSLOG::getInstance() !== null) {
            self::$clients[] = $client;
        }
        return $client;
    }

    /** Gives the resource its name, wherever LMS shows its log. */
    public static function register(): void
    {
        \SYSLOG::getInstance()?->AddResources([self::RESOURCE => 'Metroport'], [self::RESOURCE => 'metroportid']);
    }

    /**
     * Writes down what was changed since this was called last. What goes wrong with LMS's log is no failure of the change.
     *
     * @param string $module LMS's name for what has made the changes
     */
    public static function write(string $module): void
    {
        $log = self::$clients === [] ? null : \SYSLOG::getInstance();
        if ($log === null) {
            return;
        }
        try {
            self::register();
            $rows = array_merge(...array_map(
                static fn (\Metroport\Client $client): array => $client->journal()->own(),
                self::$clients,
            ));
            // What was refused or did not arrive has changed nothing.
            $changes = array_filter(
                $rows,
                static fn (array $row): bool => in_array($row['outcome'], ['done', 'unknown', 'open'], true),
            );
            if ($changes !== []) {
                $log->NewTransaction($module);
            }
            foreach ($changes as $row) {
                $log->AddMessage(...self::message($row));
            }
        } catch (\Throwable $failure) {
            Failure::log($failure);
        }
    }

    /**
     * @param array<string, mixed> $row as from Journal::own()
     * @return array{int, int, array<int|string, int|string>}
     */
    private static function message(array $row): array
    {
        $resource = $row['customer_id'] === null ? self::RESOURCE : \SYSLOG::RES_CUST;
        $operation = match (substr((string) strstr($row['action'], '.'), 1)) {
            'add', 'issue' => \SYSLOG::OPER_ADD,
            'remove', 'delete' => \SYSLOG::OPER_DELETE,
            default => \SYSLOG::OPER_UPDATE,
        };
        // A customer is neither added nor deleted by what he gets.
        return [$resource, $resource === \SYSLOG::RES_CUST ? \SYSLOG::OPER_UPDATE : $operation, [
            $resource => $row['customer_id'] ?? $row['id'],
            'metroport_action' => $row['action'],
            'metroport_id' => (string) $row['subject_id'],
            'metroport_detail' => $row['detail'],
            'metroport_outcome' => $row['outcome'],
        ]];
    }
}
