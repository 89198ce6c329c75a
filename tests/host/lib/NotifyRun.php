<?php

declare(strict_types=1);

/** Who owes, who does not, and what LMS's own actions do to them. */
final class NotifyRun
{
    private readonly string $filter;

    /** @param array{section: string, currtime: int, debug: bool, quiet: bool, customerid: int, divisionid: int, statuses: string, types: string, groups: string} $run */
    public function __construct(private readonly LMSDBInterface $db, private readonly ?SYSLOG $syslog, private readonly array $run)
    {
        $statuses = array_filter(array_map($this->statusId(...), preg_split('/[\s,]+/', $run['statuses']) ?: []));
        $types = array_filter(explode(',', $run['types']));
        foreach ($types as $type) {
            if ($type !== 'company' && $type !== 'private') {
                die("Fatal error: Invalid customer type '$type'!" . PHP_EOL);
            }
        }
        $types = array_map(static fn (string $type): int => $type === 'company' ? CTYPES_COMPANY : CTYPES_PRIVATE, $types);
        $this->filter = ($statuses ? ' AND c.status IN (' . implode(',', $statuses) . ')' : '')
            . ($types ? ' AND c.type IN (' . implode(',', $types) . ')' : '')
            . ($run['customerid'] ? ' AND c.id = ' . $run['customerid'] : '')
            . ($run['divisionid'] ? ' AND c.divisionid = ' . $run['divisionid'] : '')
            . ($run['groups'] === '' ? '' : ' AND EXISTS (SELECT 1 FROM vcustomerassignments va JOIN customergroups g ON g.id = va.customergroupid
                WHERE va.customerid = c.id AND UPPER(g.name) = ' . $db->Escape(mb_strtoupper($run['groups'])) . ')');
    }

    /** Customers whose charges beyond their time of payment are not covered; deleted ones too unless the section says no. */
    public function debtors(): array
    {
        $now = $this->run['currtime'];
        $limit = (int) ConfigHelper::getConfig($this->run['section'] . '.debtors_limit', 0);
        $days = (int) ConfigHelper::getConfig($this->run['section'] . '.debtors_days', 0);
        $deadline = (int) ConfigHelper::getConfig('payments.deadline', ConfigHelper::getConfig('invoices.paytime', 0));
        $deleted = ConfigHelper::checkConfig($this->run['section'] . '.debtors_deleted_customers', true);

        return $this->db->GetCol(
            "SELECT c.id FROM customeraddressview c
            JOIN (SELECT cash.customerid, SUM(cash.value * cash.currencyvalue) AS balance FROM cash
                LEFT JOIN customers cu ON cu.id = cash.customerid
                LEFT JOIN divisions d ON d.id = cu.divisionid
                LEFT JOIN documents doc ON doc.id = cash.docid
                WHERE (cash.docid IS NULL AND (((cash.type <> 0 OR cash.value > 0) AND cash.time < $now)
                        OR (cash.type = 0 AND cash.time + ((CASE cu.paytime WHEN -1 THEN COALESCE(d.inv_paytime, $deadline) ELSE cu.paytime END) + $days) * 86400 < $now)))
                    OR (cash.docid IS NOT NULL AND ((doc.type = " . DOC_RECEIPT . " AND cash.time < $now)
                        OR (doc.type IN (" . implode(', ', [DOC_INVOICE, DOC_INVOICE_PRO, DOC_DNOTE, DOC_CNOTE]) . ") AND doc.cdate + (doc.paytime + $days) * 86400 < $now)))
                GROUP BY cash.customerid) b ON b.customerid = c.id
            WHERE c.cutoffstop < $now AND b.balance " . ($limit > 0 ? '>' : '<') . ' ?' . $this->filter . ($deleted ? '' : ' AND c.deleted = 0') . ' ORDER BY c.id',
            [$limit]
        ) ?: [];
    }

    /** The debtors that the prechecks of LMS's own actions leave. */
    public function toBlock(array $debtors, array $prechecks): array
    {
        if ($debtors === []) {
            return [];
        }

        return $this->db->GetCol(
            'SELECT c.id FROM customers c WHERE c.id IN (' . implode(',', $debtors) . ')'
            . ($this->run['customerid'] ? ' AND c.id = ' . $this->run['customerid'] : '')
            . ($this->run['divisionid'] ? ' AND c.divisionid = ' . $this->run['divisionid'] : '') . $this->precheck('block', $prechecks)
        ) ?: [];
    }

    /** Everybody else in table customers, contractors and deleted ones included; all of them when nobody owes. */
    public function toUnblock(array $debtors, array $prechecks): array
    {
        $deleted = ConfigHelper::checkConfig($this->run['section'] . '.debtors_deleted_customers', true);

        return $this->db->GetCol(
            'SELECT c.id FROM customers c WHERE 1 = 1' . $this->filter
            . ($debtors === [] ? '' : ($deleted ? '' : ' AND c.deleted = 0') . ' AND c.id NOT IN (' . implode(',', $debtors) . ')')
            . $this->precheck('unblock', $prechecks)
        ) ?: [];
    }

    public function nodes(array $customers, string $channel, array $prechecks): array
    {
        $access = $channel === 'block' ? 1 : 0;

        return $this->db->GetCol(
            'SELECT n.id FROM nodes n WHERE n.ownerid IN (' . implode(',', $customers) . ')'
            . (isset($prechecks['node-access']) ? " AND n.access = $access" : '')
            . (isset($prechecks['node-warning']) ? ' AND n.warning = ' . (1 - $access) : '')
        ) ?: [];
    }

    /** LMS's own actions, before the plugins' hook. Those the host has no tables for are accepted and do nothing. */
    public function act(string $channel, array $actions, array $customers, array $nodes): void
    {
        foreach ($actions as $action => $params) {
            match ($action) {
                'customer-status' => $this->changeStatus($channel, $params, $customers),
                'node-access' => $this->changeNodes($channel, 'access', $channel === 'block' ? 0 : 1, $nodes),
                'node-warning' => $this->changeNodes($channel, 'warning', $channel === 'block' ? 1 : 0, $nodes),
                default => null,
            };
        }
    }

    private function changeStatus(string $channel, array $params, array $customers): void
    {
        $target = reset($params) ?: ($channel === 'block' ? CSTATUS_DEBT_COLLECTION : CSTATUS_CONNECTED);
        $rows = $this->db->GetAll(
            'SELECT c.id, c.lastname, c.name FROM customers c WHERE c.status ' . ($channel === 'block' ? '<>' : '=') . ' ? AND c.id IN (' . implode(',', $customers) . ')',
            [CSTATUS_DEBT_COLLECTION]
        ) ?: [];
        foreach ($rows as $row) {
            $this->say("[$channel/customer-status] Customer: {$row['lastname']} {$row['name']} (#{$row['id']})");
            if (!$this->run['debug']) {
                $this->db->Execute('UPDATE customers SET status = ? WHERE id = ?', [$target, $row['id']]);
                $this->log(SYSLOG::RES_CUST, [SYSLOG::RES_CUST => $row['id'], 'status' => $target]);
            }
        }
    }

    private function changeNodes(string $channel, string $column, int $value, array $nodes): void
    {
        if ($nodes === []) {
            return;
        }
        $rows = $this->db->GetAll(
            "SELECT n.id, n.ownerid, c.lastname, c.name FROM nodes n JOIN customers c ON c.id = n.ownerid WHERE n.$column <> ? AND n.id IN (" . implode(',', $nodes) . ')',
            [$value]
        ) ?: [];
        foreach ($rows as $row) {
            $this->say("[$channel/node-$column] Customer: {$row['lastname']} {$row['name']} (#{$row['ownerid']}), Node: #{$row['id']}");
            if (!$this->run['debug']) {
                $this->db->Execute("UPDATE nodes SET $column = ? WHERE id = ?", [$value, $row['id']]);
                $this->log(SYSLOG::RES_NODE, [SYSLOG::RES_NODE => $row['id'], SYSLOG::RES_CUST => $row['ownerid'], $column => $value]);
            }
        }
    }

    private function precheck(string $channel, array $prechecks): string
    {
        $block = $channel === 'block';
        $sql = '';
        foreach ($prechecks as $name => $params) {
            $status = (int) (reset($params) ?: ($block ? CSTATUS_DEBT_COLLECTION : CSTATUS_CONNECTED));
            $sql .= match ($name) {
                'customer-status' => ' AND c.status <> ' . $status,
                'node-access' => ' AND (EXISTS (SELECT 1 FROM nodes n2 WHERE n2.ownerid = c.id AND n2.access = ' . ($block ? 1 : 0) . ')
                    OR NOT EXISTS (SELECT 1 FROM nodes n3 WHERE n3.ownerid = c.id))',
                'node-warning' => ' AND EXISTS (SELECT 1 FROM nodes n2 WHERE n2.ownerid = c.id AND n2.warning = ' . ($block ? 0 : 1) . ')',
                default => '',
            };
        }

        return $sql;
    }

    private function statusId(string $alias): int
    {
        foreach ($GLOBALS['CSTATUSES'] as $status => $names) {
            if ($names['alias'] === $alias || (string) $status === $alias) {
                return $status;
            }
        }

        return 0;
    }

    private function say(string $line): void
    {
        if (!$this->run['quiet']) {
            echo $line . PHP_EOL;
        }
    }

    private function log(int $resource, array $data): void
    {
        $this->syslog?->NewTransaction('lms-notify.php');
        $this->syslog?->AddMessage($resource, SYSLOG::OPER_UPDATE, $data);
    }
}
