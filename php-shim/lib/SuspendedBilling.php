<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * Which liabilities LMS is not to bill, because what they are for is locked.
 *
 * A liability is for the services that it is recorded with, otherwise for those whose packages or products its tariff is tied
 * to. It is left out when all of them are locked: because the customer is, with the flag `*_suspend_billing` set, or because
 * MMS was last seen to block that very service. Who is locked with that flag taken away by hand is billed.
 */
final class SuspendedBilling
{
    /** The version of the plugin's tables that this needs. Later ones may fail to come: who is locked is not billed all the same. */
    private const TABLES = 2026112504;

    /**
     * @param list<string> $services `metrotv`, `fsecure`: those whose locks keep from billing
     * @param array<string, array<int, bool>> $locked service => customers who are locked => whether that keeps from billing
     * @param array<int, list<array{service: string, blocked: bool}>> $recorded assignment => what it pays for
     * @param array<int, list<string>> $tied tariff => services
     */
    public function __construct(
        private array $services,
        private array $locked,
        private array $recorded,
        private array $tied,
    ) {
    }

    /** As LMS's database has it; null when the settings want none, or the plugin's tables are not there yet. */
    public static function current(): ?self
    {
        $services = Settings::current()->suspendsBilling();
        if ($services === [] || (State::schemaVersion() ?? 0) < self::TABLES) {
            return null;
        }
        $db = \LMSDB::getInstance();
        $rows = static fn (string $statement): array => $db->GetAll($statement) ?: [];

        $locked = [];
        foreach ($rows(
            'SELECT lms_user_id, metrotv_suspend, metrotv_suspend_billing, metro_fsecure_suspend, metro_fsecure_suspend_billing '
            . 'FROM metroport_customers WHERE metrotv_suspend = 1 OR metro_fsecure_suspend = 1',
        ) as $row) {
            foreach (['metrotv' => 'metrotv_suspend', 'fsecure' => 'metro_fsecure_suspend'] as $service => $flag) {
                if (!empty($row[$flag])) {
                    $locked[$service][(int) $row['lms_user_id']] = !empty($row[$flag . '_billing']);
                }
            }
        }
        $recorded = $gone = [];
        foreach ($rows(
            'SELECT l.assignment_id, l.service, CASE WHEN s.active = 0 AND s.gone_at IS NULL THEN 1 ELSE 0 END AS blocked, '
            . 'CASE WHEN s.gone_at IS NULL THEN 0 ELSE 1 END AS gone '
            . 'FROM metroport_liabilities l '
            . 'LEFT JOIN metroport_services s ON s.service = l.service AND s.mms_id = l.mms_id '
            . 'WHERE l.assignment_id IS NOT NULL',
        ) as $row) {
            $paid = ['service' => $row['service'], 'blocked' => (bool) $row['blocked']];
            if (empty($row['gone'])) {
                $recorded[(int) $row['assignment_id']][] = $paid;
            } else {
                $gone[(int) $row['assignment_id']][] = $paid;
            }
        }
        // What was there before counts only where nothing has come in its place.
        $recorded += $gone;
        $tied = [];
        foreach ($rows('SELECT DISTINCT tariff_id, service FROM metroport_tariff_ties') as $row) {
            $tied[(int) $row['tariff_id']][] = $row['service'];
        }
        return new self($services, $locked, $recorded, $tied);
    }

    /**
     * Suspends rows for this billing only; LMS skips them, or bills the part that `payments.suspension_percentage` says.
     *
     * @param array<array<string, mixed>> $rows as lms-payments has them
     * @return array<array<string, mixed>> the same rows in the same order
     */
    public function mark(array $rows): array
    {
        return array_map(
            fn (array $row): array => $this->isLocked($row) ? ['suspended' => 1] + $row : $row,
            $rows,
        );
    }

    /** @param array<string, mixed> $row */
    private function isLocked(array $row): bool
    {
        // A single position is for what was, not for what is locked now; and LMS's own suspension stays as it is.
        if ((int) ($row['period'] ?? DISPOSABLE) === DISPOSABLE || !empty($row['suspended'])) {
            return false;
        }
        $services = $this->recorded[(int) ($row['assignmentid'] ?? 0)] ?? array_map(
            static fn (string $service): array => ['service' => $service, 'blocked' => false],
            $this->tied[(int) ($row['tariffid'] ?? 0)] ?? [],
        );
        $customer = (int) ($row['customerid'] ?? 0);
        $running = array_filter($services, fn (array $paid): bool => !in_array($paid['service'], $this->services, true)
            || !($this->locked[$paid['service']][$customer] ?? $paid['blocked']));
        return $services !== [] && $running === [];
    }
}
