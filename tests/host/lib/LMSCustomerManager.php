<?php

declare(strict_types=1);

/** Reads and writes customers with the shapes LMS hands to plugins. */
class LMSCustomerManager
{
    private const CONTACTS = [
        'phone' => CONTACT_MOBILE | CONTACT_FAX | CONTACT_LANDLINE, 'email' => CONTACT_EMAIL, 'account' => CONTACT_BANKACCOUNT,
        'url' => CONTACT_URL, 'im' => CONTACT_IM, 'representative' => CONTACT_REPRESENTATIVE,
    ];
    private const CONTACT_NAMES = [
        CONTACT_MOBILE => 'mobile', CONTACT_LANDLINE => 'landline', CONTACT_FAX => 'fax', CONTACT_INVOICES => 'invoices',
        CONTACT_NOTIFICATIONS => 'notifications', CONTACT_TECHNICAL => 'technical', CONTACT_DISABLED => 'disabled', CONTACT_DOCUMENTS => 'documents',
        CONTACT_HELPDESK_NOTIFICATIONS => 'helpdesk notifications',
    ];

    public function __construct(private readonly LMSDBInterface $db, private readonly ?SYSLOG $syslog)
    {
    }

    public function getCustomerName($id)
    {
        return $this->db->GetOne('SELECT ' . $this->db->Concat('lastname', "' '", 'name') . ' FROM customers WHERE id = ?', [$id]);
    }

    public function getCustomerEmail($id, $requiredFlags, $forbiddenFlags)
    {
        $required = CONTACT_EMAIL | $requiredFlags;

        return $this->db->GetCol(
            'SELECT contact FROM customercontacts WHERE customerid = ? AND (type & ?) = ?',
            [$id, $required | $forbiddenFlags, $required & ~$forbiddenFlags]
        );
    }

    /** True, false, or -1 for a deleted customer. */
    public function customerExists($id)
    {
        $deleted = $this->db->GetOne('SELECT deleted FROM customers WHERE id = ?', [$id]);

        return $deleted === null ? false : ((int) $deleted === 1 ? -1 : true);
    }

    public function getCustomerBalance($id)
    {
        return $this->db->GetOne('SELECT SUM(value * currencyvalue) FROM cash WHERE customerid = ?', [$id]);
    }

    public function getCustomerConsents($id)
    {
        return $this->db->GetAllByKey('SELECT cdate, type FROM customerconsents WHERE customerid = ?', 'type', [$id]) ?: [];
    }

    public function getCustomerExternalIDs($id)
    {
        return $this->db->GetAllByKey(
            'SELECT ce.extid, COALESCE(ce.serviceproviderid, 0) AS serviceproviderid, sp.name AS serviceprovidername
            FROM customerextids ce LEFT JOIN serviceproviders sp ON sp.id = ce.serviceproviderid WHERE ce.customerid = ?',
            'serviceproviderid',
            [$id]
        ) ?: [];
    }

    public function getCustomerContacts($id, $mask)
    {
        return $this->db->GetAll(
            'SELECT id, contact, name, type FROM customercontacts WHERE customerid = ?' . ($mask ? ' AND (type & ' . (int) $mask . ') > 0' : '') . ' ORDER BY id',
            [$id]
        );
    }

    /** In the panel through customerview, so a customer of a foreign division is not found; elsewhere any customer. */
    public function GetCustomer($id, $short)
    {
        $lastname = self::capitalized() ? 'UPPER(c.lastname)' : 'c.lastname';
        $customer = $this->db->GetRow(
            'SELECT c.*, ' . $this->db->Concat($lastname, "' '", 'c.name') . ' AS customername,
                d.shortname AS division, d.label AS division_label, d.account
            FROM customer' . (defined('LMS-UI') ? '' : 'address') . 'view c LEFT JOIN divisions d ON d.id = c.divisionid WHERE c.id = ?',
            [$id]
        );
        if (!$customer) {
            return false;
        }
        if (!$short) {
            $customer['createdby'] = $this->userName($customer['creatorid']);
            $customer['modifiedby'] = $this->userName($customer['modid']);
            $customer['creationdateh'] = date('Y/m/d, H:i', (int) $customer['creationdate']);
            $customer['moddateh'] = date('Y/m/d, H:i', (int) $customer['moddate']);
            $customer['consentdate'] = empty($customer['consentdate']) ? '' : date('Y/m/d', (int) $customer['consentdate']);
            $customer['up_logins'] = false;
            $customer['consents'] = $this->getCustomerConsents($id);
            $customer['extids'] = $this->getCustomerExternalIDs($id);
            $customer['login'] = $customer['id'];
        }
        $customer['balance'] = $this->getCustomerBalance($id);
        $customer['bankaccount'] = bankaccount($id, $customer['account']);
        $customer['secure_pin'] = preg_match('/^\$[0-9a-z]+\$/', (string) $customer['pin']);
        $customer['flags'] = [];
        $customer = $this->withContacts($customer, $id);
        $customer['addresses'] = $this->getCustomerAddresses($id, false);
        $customer['identity'] = ['type' => 'ICN', 'number' => $customer['icn'], 'expires' => $customer['icexpires']];

        return $customer;
    }

    /** Keyed by address id, in the order of city, street and house: the first one is not the billing address. */
    public function getCustomerAddresses($id, $hide_deleted)
    {
        return $this->db->GetAllByKey(
            'SELECT a.id AS address_id, ca.id AS customer_address_id, a.name AS location_name, a.state AS location_state_name,
                a.state_id AS location_state, a.city AS location_city_name, a.city_id AS location_city, a.street AS location_street_name,
                a.street_id AS location_street, ca.ten AS location_ten, ca.entity_type AS location_entity_type,
                NULL AS location_full_street_name, NULL AS location_full_reversed_street_name, a.street AS location_short_street_name,
                a.house AS location_house, a.zip AS location_zip, a.postoffice AS location_postoffice, a.country_id AS location_country_id,
                a.flat AS location_flat, ca.type AS location_address_type, a.location, 0 AS use_counter, 0 AS node_use_counter,
                0 AS netdev_use_counter, 0 AS netnode_use_counter, (CASE WHEN a.city_id IS NOT NULL THEN 1 ELSE 0 END) AS teryt,
                NULL AS terc, NULL AS simc, NULL AS ulic
            FROM customers c
            LEFT JOIN customer_addresses ca ON ca.customer_id = c.id
            LEFT JOIN vaddresses a ON a.id = ca.address_id
            WHERE c.id = ?' . ($hide_deleted ? ' AND c.deleted <> 1' : '') . ' ORDER BY LOWER(a.city), LOWER(a.street), LOWER(a.house)',
            'address_id',
            [$id]
        ) ?: [];
    }

    /** One page of the list; search looks into name, PESEL, NIP and address. */
    public function getCustomerList(array $params): array
    {
        $where = ' WHERE c.deleted = 0';
        $values = [];
        if (($params['search'] ?? '') !== '') {
            $columns = ['c.lastname', 'c.name', 'c.ssn', 'c.ten', 'c.full_address'];
            $where .= ' AND (' . implode(' OR ', array_map(static fn (string $column): string => $column . ' ?LIKE? ?', $columns)) . ')';
            $values = array_fill(0, count($columns), '%' . $params['search'] . '%');
        }
        if (!empty($params['state'])) {
            $where .= ' AND c.status = ' . (int) $params['state'];
        }
        if (!empty($params['count'])) {
            return ['total' => (int) $this->db->GetOne('SELECT COUNT(*) FROM customerview c' . $where, $values)];
        }
        $limit = isset($params['limit']) ? ' LIMIT ' . (int) $params['limit'] . ' OFFSET ' . (int) ($params['offset'] ?? 0) : '';

        return $this->db->GetAll(
            'SELECT c.id, c.lastname, c.name, ' . $this->db->Concat('UPPER(c.lastname)', "' '", 'c.name') . ' AS customername, c.status,
                c.type, c.deleted, c.full_address, c.divisionid,
                COALESCE((SELECT SUM(value * currencyvalue) FROM cash WHERE cash.customerid = c.id), 0) AS balance
            FROM customerview c' . $where . ' ORDER BY c.lastname, c.name, c.id' . $limit,
            $values
        ) ?: [];
    }

    public function customerAdd(array $data)
    {
        $columns = $this->columns($data) + ['pinlastchange' => time(), 'creatorid' => Auth::GetCurrentUser(), 'creationdate' => time(), 'moddate' => time()];
        $this->db->Execute(
            'INSERT INTO customers (' . implode(', ', array_keys($columns)) . ') VALUES (' . implode(', ', array_fill(0, count($columns), '?')) . ')',
            array_values($columns)
        );
        $id = $this->db->GetLastInsertID('customers');
        if (self::capitalized()) {
            $this->db->Execute('UPDATE customers SET lastname = UPPER(lastname) WHERE id = ?', [$id]);
        }
        (new LMSLocationManager($this->db))->save($id, $data['addresses'] ?? []);
        $this->saveConsents($id, $data['consents'] ?? []);
        $this->saveExternalIds($id, $data['extids'] ?? []);
        $this->log(SYSLOG::OPER_ADD, [SYSLOG::RES_CUST => $id] + $columns);

        return $id;
    }

    /** What the form did not bring (PESEL hidden from the operator) stays as it was. */
    public function customerUpdate(array $data)
    {
        $stored = $this->db->GetRow('SELECT ssn, ict, icn, icexpires, pin, pinlastchange FROM customers WHERE id = ?', [$data['id']]);
        $columns = $this->columns($data + ['ssn' => $stored['ssn'], 'ict' => $stored['ict'], 'icn' => $stored['icn']])
            + ['modid' => Auth::GetCurrentUser(), 'moddate' => time(), 'deleted' => 0];
        (new LMSLocationManager($this->db))->save($data['id'], $data['addresses'] ?? []);
        $set = implode(', ', array_map(
            static fn (string $column): string => $column . ($column === 'lastname' && self::capitalized() ? ' = UPPER(?)' : ' = ?'),
            array_keys($columns)
        ));
        $changed = $this->db->Execute("UPDATE customers SET $set WHERE id = ?", [...array_values($columns), $data['id']]);
        if ($changed) {
            $this->log(SYSLOG::OPER_UPDATE, [SYSLOG::RES_CUST => $data['id']] + $columns);
            $this->saveConsents($data['id'], $data['consents'] ?? []);
            $this->saveExternalIds($data['id'], $data['extids'] ?? []);
        }

        return $changed;
    }

    public function deleteCustomer($id): void
    {
        $this->db->Execute('UPDATE customers SET deleted = 1, moddate = ?NOW?, modid = ? WHERE id = ?', [Auth::GetCurrentUser(), $id]);
        $this->db->Execute('UPDATE customerassignments SET enddate = ?NOW? WHERE customerid = ? AND enddate = 0', [$id]);
        $this->db->Execute('DELETE FROM assignments WHERE customerid = ?', [$id]);
        $this->db->Execute('DELETE FROM nodes WHERE ownerid = ?', [$id]);
        $this->log(SYSLOG::OPER_UPDATE, [SYSLOG::RES_CUST => $id, 'deleted' => 1]);
    }

    public function deleteCustomerPermanent($id): void
    {
        $this->deleteCustomer($id);
        $this->db->Execute('DELETE FROM addresses WHERE id IN (SELECT address_id FROM customer_addresses WHERE customer_id = ?)', [$id]);
        $this->db->Execute('DELETE FROM customers WHERE id = ?', [$id]);
        $this->log(SYSLOG::OPER_DELETE, [SYSLOG::RES_CUST => $id]);
    }

    private function columns(array $data): array
    {
        $text = static fn (string $key): string => (string) ($data[$key] ?? '');

        return [
            'status' => (int) $data['status'], 'type' => empty($data['type']) ? 0 : 1, 'ten' => $text('ten'), 'ssn' => $text('ssn'),
            'lastname' => str_replace(['”', '„'], '"', $text('lastname')), 'name' => str_replace(['”', '„'], '"', $text('name')),
            'altname' => $text('altname') === '' ? null : $text('altname'), 'regon' => $text('regon'), 'rbe' => $text('rbe'), 'rbename' => $text('rbename'),
            'ict' => (int) ($data['ict'] ?? 0), 'icn' => $text('icn'), 'pin' => $text('pin') === '' ? '0' : $text('pin'),
            'info' => Utils::removeInsecureHtml($text('info')), 'notes' => Utils::removeInsecureHtml($text('notes')),
            'message' => Utils::removeInsecureHtml($text('message')), 'cutoffstop' => (int) ($data['cutoffstop'] ?? 0),
            'divisionid' => empty($data['divisionid']) ? null : (int) $data['divisionid'], 'paytime' => (int) ($data['paytime'] ?? -1),
            'paytype' => empty($data['paytype']) ? null : (int) $data['paytype'],
        ];
    }

    private function withContacts(array $customer, $id): array
    {
        foreach (self::CONTACTS as $kind => $mask) {
            $rows = $this->db->GetAll(
                "SELECT id, contact AS $kind, contact, name, type FROM customercontacts WHERE customerid = ? AND (type & ?) > 0 ORDER BY id",
                [$id, $mask]
            );
            foreach ($rows ?? [] as $index => $row) {
                $names = array_filter(self::CONTACT_NAMES, static fn (int $bit): bool => ((int) $row['type'] & $bit) > 0, ARRAY_FILTER_USE_KEY);
                if ($kind === 'email') {
                    $rows[$index]['properties'] = null;
                }
                if ($names) {
                    $rows[$index]['typestr'] = implode('/', array_map('trans', $names));
                }
                $rows[$index]['customerid'] = $id;
            }
            $customer[$kind . 's'] = $rows;
        }
        $customer['contacts'] = $customer['phones'];
        $customer['sendinvoices'] = $customer['senddocuments'] = false;

        return $customer;
    }

    private function saveConsents($id, array $consents): void
    {
        $this->db->Execute('DELETE FROM customerconsents WHERE customerid = ?', [$id]);
        foreach ($consents as $type => $date) {
            $this->db->Execute('INSERT INTO customerconsents (customerid, cdate, type) VALUES (?, ?, ?)', [$id, (int) $date, (int) $type]);
        }
    }

    /** Only the providers the form names are touched; the customer's own id (no provider) is kept even when empty. */
    private function saveExternalIds($id, array $extids): void
    {
        foreach ($extids as $row) {
            $provider = (int) $row['serviceproviderid'] ?: null;
            $this->db->Execute(
                'DELETE FROM customerextids WHERE customerid = ? AND COALESCE(serviceproviderid, 0) = ?',
                [$id, (int) $provider]
            );
            if ($provider === null || $row['extid'] !== '') {
                $this->db->Execute('INSERT INTO customerextids (customerid, extid, serviceproviderid) VALUES (?, ?, ?)', [$id, $row['extid'], $provider]);
            }
        }
    }

    private function userName($id): string
    {
        return (string) $this->db->GetOne('SELECT ' . $this->db->Concat('firstname', "' '", 'lastname') . ' FROM users WHERE id = ?', [$id]);
    }

    private function log(int $operation, array $data): void
    {
        $this->syslog?->AddMessage(SYSLOG::RES_CUST, $operation, $data);
    }

    private static function capitalized(): bool
    {
        return (bool) ConfigHelper::checkConfig('customers.capitalize_names', ConfigHelper::checkConfig('phpui.capitalize_customer_names', true));
    }
}
