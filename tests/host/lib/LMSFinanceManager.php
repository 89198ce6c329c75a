<?php

declare(strict_types=1);

/** Tariffs, taxes and assignments, as far as a plugin adds, suspends or reads them. */
class LMSFinanceManager
{
    public function __construct(private readonly LMSDBInterface $db, private readonly ?SYSLOG $syslog)
    {
    }

    public function getTariffs($forced)
    {
        return $this->db->GetAllByKey(
            'SELECT t.*, tx.value AS taxvalue, tx.label AS tax, t.type AS tarifftype,
                (CASE WHEN t.datefrom < ?NOW? AND (t.dateto = 0 OR t.dateto > ?NOW?) THEN 1 ELSE 0 END) AS valid
            FROM tariffs t JOIN taxes tx ON tx.id = t.taxid WHERE t.disabled = 0' . ($forced ? ' OR t.id = ' . (int) $forced : '') . ' ORDER BY t.name, t.value DESC',
            'id'
        );
    }

    public function getTariff($id)
    {
        return $this->db->GetRow('SELECT t.*, tx.label AS tax, tx.value AS taxvalue FROM tariffs t JOIN taxes tx ON tx.id = t.taxid WHERE t.id = ?', [$id]);
    }

    public function getTaxes()
    {
        return $this->db->GetAllByKey('SELECT id, value, label, taxed, reversecharge FROM taxes ORDER BY value DESC', 'id');
    }

    public function getCustomerAssignments($id, $show_expired, $show_approved)
    {
        $today = strtotime('today');
        $expired = '(CASE WHEN (a.period <> ' . DISPOSABLE . " AND (a.dateto > $today OR a.dateto = 0)) OR (a.period = " . DISPOSABLE . " AND a.at >= $today) THEN 0 ELSE 1 END)";

        return $this->db->GetAll(
            "SELECT a.id, a.tariffid, a.liabilityid, a.customerid, a.period, a.at, a.datefrom, a.dateto, a.suspended, a.invoice, a.count,
                a.settlement, a.pdiscount, a.vdiscount, a.attribute, a.commited, COALESCE(t.name, l.name) AS name,
                COALESCE(t.value, l.value) * a.count AS value, $expired AS expired
            FROM assignments a LEFT JOIN tariffs t ON t.id = a.tariffid LEFT JOIN liabilities l ON l.id = a.liabilityid
            WHERE a.customerid = ?" . ($show_approved ? ' AND a.commited = 1' : '') . ($show_expired ? '' : " AND $expired = 0") . ' ORDER BY a.datefrom, a.id',
            [$id]
        );
    }

    /** One record, or none when the dates are wrong; no transaction, no hook, no validation, as in LMS. */
    public function addAssignment(array $data): array
    {
        $bounded = $data['datefrom'] && $data['dateto'];
        if ($bounded && $data['datefrom'] >= $data['dateto']) {
            return [];
        }
        $liability = $data['tariffid'] === '' ? $this->addLiability($data) : null;
        $columns = [
            'tariffid' => empty($data['tariffid']) ? null : (int) $data['tariffid'], 'customerid' => $data['customerid'], 'period' => $data['period'],
            'backwardperiod' => isset($data['backwardperiod']) ? 1 : 0, 'at' => $data['at'], 'count' => $data['count'] ?? 1,
            'invoice' => (int) ($data['invoice'] ?? 0), 'settlement' => ($data['settlement'] ?? 0) == 1 ? 1 : 0, 'datefrom' => $data['datefrom'],
            'dateto' => $data['dateto'], 'pdiscount' => str_replace(',', '.', (string) $data['pdiscount']),
            'vdiscount' => str_replace(',', '.', (string) $data['vdiscount']), 'attribute' => $data['attribute'] ?? null, 'note' => $data['note'] ?? null,
            'suspended' => empty($data['suspended']) ? 0 : 1, 'liabilityid' => $liability, 'commited' => ($data['commited'] ?? 1) ? 1 : 0,
        ];
        $this->db->Execute(
            'INSERT INTO assignments (' . implode(', ', array_keys($columns)) . ') VALUES (' . implode(', ', array_fill(0, count($columns), '?')) . ')',
            array_values($columns)
        );
        $id = $this->db->GetLastInsertID('assignments');
        $this->log($id, SYSLOG::OPER_ADD);

        return [$id];
    }

    public function suspendAssignment($id, $suspend)
    {
        $this->log($id, SYSLOG::OPER_UPDATE, ['suspend' => $suspend ? 1 : 0]);

        return $this->db->Execute('UPDATE assignments SET suspended = ? WHERE id = ?', [$suspend ? 1 : 0, $id]);
    }

    public function deleteAssignment($id): void
    {
        $this->log($id, SYSLOG::OPER_DELETE);
        $this->db->Execute('DELETE FROM liabilities WHERE id = (SELECT liabilityid FROM assignments WHERE id = ?)', [$id]);
        $this->db->Execute('DELETE FROM assignments WHERE id = ?', [$id]);
    }

    private function addLiability(array $data)
    {
        $this->db->Execute(
            'INSERT INTO liabilities (name, value, flags, taxcategory, currency, taxid, prodid, type, netvalue) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?)',
            [
                $data['name'], str_replace(',', '.', (string) $data['value']), (int) $data['taxcategory'], $data['currency'], (int) $data['taxid'],
                $data['prodid'], $data['type'], str_replace(',', '.', (string) $data['netvalue']),
            ]
        );

        return $this->db->GetLastInsertID('liabilities');
    }

    private function log($id, int $operation, array $data = []): void
    {
        $row = $this->syslog ? $this->db->GetRow('SELECT tariffid, liabilityid, customerid FROM assignments WHERE id = ?', [$id]) : false;
        if ($row) {
            $this->syslog->AddMessage(SYSLOG::RES_ASSIGN, $operation, [
                SYSLOG::RES_ASSIGN => $id, SYSLOG::RES_TARIFF => $row['tariffid'], SYSLOG::RES_LIAB => $row['liabilityid'], SYSLOG::RES_CUST => $row['customerid'],
            ] + $data);
        }
    }
}
