<?php

declare(strict_types=1);

/** The demo's LMS: divisions, operators, tariffs, customers with addresses, contacts, computers, charges and payments. */
final class World
{
    public const DIVISIONS = [1 => ['TISP', 'Testowy ISP sp. z o.o.'], 2 => ['Druga', 'Druga Firma S.A.']];
    public const CLERK_RIGHTS = 'customer_management,customer_removal,customer_sensitive_data_view,messaging';

    private const DAY = 86400;
    private const LAST_DAYS_OF_GRACE = 14;

    private BulkInsert $bulk;
    private People $people;
    private int $addresses = 2;
    /** @var list<array<string, mixed>> */
    private array $exported = [];

    public function __construct(private readonly LMSDBInterface $db, private readonly int $seed, private readonly int $now)
    {
        $this->bulk = new BulkInsert($db);
        $this->people = new People($seed);
    }

    /** @param array<string, string> $rights login => rights, added to those of the four operators */
    public function company(array $rights): void
    {
        foreach (self::DIVISIONS as $id => [$short, $name]) {
            $this->bulk->add('addresses', ['id' => $id, 'city' => 'Warszawa', 'zip' => '00-950', 'street' => 'ul. Prosta', 'house' => (string) $id, 'flat' => null]);
            $this->bulk->add('divisions', [
                'id' => $id, 'shortname' => $short, 'name' => $name, 'label' => $short, 'ten' => '526-030-02-43', 'account' => '61109010140000071219812874',
                'inv_paytime' => self::LAST_DAYS_OF_GRACE, 'address_id' => $id,
            ]);
        }
        $this->users($rights);
        $this->bulk->add('taxes', ['id' => 1, 'value' => 23, 'taxed' => 1, 'label' => '23%']);
        foreach ([[1, 'Internet 300', SERVICE_INTERNET, 61.5], [2, 'Telewizja', SERVICE_TV, 49.9], [3, 'Bezpieczny internet', SERVICE_OTHER, 9.9]] as [$id, $name, $type, $value]) {
            $this->bulk->add('tariffs', ['id' => $id, 'name' => $name, 'type' => $type, 'value' => $value, 'netvalue' => round($value / 1.23, 2), 'period' => MONTHLY, 'taxid' => 1, 'currency' => 'PLN']);
        }
        $this->bulk->flush();
    }

    public function customers(int $count, int $exportedPercent): void
    {
        for ($id = 1; $id <= $count; $id++) {
            $this->customer($id, $exportedPercent);
            $this->bulk->flush(false);
        }
        $this->bulk->flush();
        if ($this->db->GetDbType() === 'postgres') {
            foreach (['users', 'divisions', 'taxes', 'tariffs', 'addresses', 'customers'] as $table) {
                $this->bulk->run("SELECT setval('{$table}_id_seq', (SELECT MAX(id) FROM $table))");
            }
            $this->bulk->run('ANALYZE');
        }
    }

    /** @return list<array<string, mixed>> customers in MMS's words, for the simulator's --customers-file */
    public function exported(): array
    {
        return $this->exported;
    }

    private function users(array $extra): void
    {
        $users = [
            ['admin', 'Jan', 'Administrator', 'full_access', [1, 2]],
            ['klerk', 'Ola', 'Operator', self::CLERK_RIGHTS, [1, 2]],
            ['czytelnik', 'Ewa', 'Czytelnik', 'read_only', [1, 2]],
            ['ograniczony', 'Adam', 'Ograniczony', self::CLERK_RIGHTS, [2]],
        ];
        foreach ($users as $index => [$login, $first, $last, $rights, $divisions]) {
            $this->bulk->add('users', [
                'id' => $index + 1, 'login' => $login, 'firstname' => $first, 'lastname' => $last, 'rights' => trim($rights . ',' . ($extra[$login] ?? ''), ','),
                // the cheapest cost: tests log in often
                'passwd' => password_hash($login, PASSWORD_BCRYPT, ['cost' => 4]),
            ]);
            foreach ($divisions as $division) {
                $this->bulk->add('userdivisions', ['userid' => $index + 1, 'divisionid' => $division]);
            }
        }
    }

    private function customer(int $id, int $exportedPercent): void
    {
        $person = $this->people->customer($id);
        $odd = $id > 2 && $id <= 2 + count(People::ODD);
        $contractor = $id % 97 === 0;
        $deleted = !$odd && $id % 50 === 0;
        $this->bulk->add('customers', [
            'id' => $id, 'lastname' => $person['lastname'], 'name' => $person['name'], 'type' => $contractor ? CTYPES_CONTRACTOR : $person['type'],
            'ssn' => $person['ssn'], 'ten' => $person['ten'], 'status' => $id % 20 === 0 ? CSTATUS_DISCONNECTED : CSTATUS_CONNECTED,
            'deleted' => $deleted ? 1 : 0, 'divisionid' => $id % 5 === 0 ? 2 : 1, 'creatorid' => 1, 'modid' => 1, 'creationdate' => $this->now - 400 * self::DAY,
            'moddate' => $this->now - 10 * self::DAY, 'info' => '', 'notes' => '', 'message' => '', 'pin' => (string) (1000 + $id),
            'cutoffstop' => $id % 43 === 0 ? $this->now + 30 * self::DAY : 0,
        ]);
        $home = $this->people->address();
        $this->address($id, BILLING_ADDRESS, $home);
        if ($this->people->chance(50)) {
            $this->address($id, DEFAULT_LOCATION_ADDRESS, $home);
        }
        if ($this->people->chance(15)) {
            $this->address($id, POSTAL_ADDRESS, $this->people->address());
        }
        $email = $this->contacts($id);
        if ($this->people->chance(70)) {
            $this->bulk->add('nodes', ['name' => 'host' . $id, 'ownerid' => $id, 'ipaddr' => 167772160 + $id]);
        }
        if (!$deleted) {
            $this->bulk->add('assignments', ['tariffid' => 1, 'customerid' => $id, 'period' => MONTHLY, 'at' => 1, 'datefrom' => $this->now - 300 * self::DAY, 'invoice' => DOC_INVOICE]);
        }
        $this->cash($id);
        if (!$deleted && !$contractor && ($id * 61 + 17) % 100 < $exportedPercent) {
            $this->exported[] = self::inMms($id, $person, $home, $email);
        }
    }

    private function address(int $customer, int $type, array $address): void
    {
        $id = ++$this->addresses;
        $this->bulk->add('addresses', ['id' => $id, 'city' => $address['city'], 'zip' => $address['zip'], 'street' => $address['street'], 'house' => $address['house'], 'flat' => $address['flat']]);
        $this->bulk->add('customer_addresses', ['customer_id' => $customer, 'address_id' => $id, 'type' => $type]);
    }

    /** The address MMS may know; a disabled one is not it. */
    private function contacts(int $id): ?string
    {
        if ($this->people->chance(70)) {
            $this->bulk->add('customercontacts', ['customerid' => $id, 'contact' => '+48601' . sprintf('%06d', $id), 'type' => CONTACT_MOBILE]);
        }
        if ($id % 17 === 0) {
            $this->bulk->add('customercontacts', ['customerid' => $id, 'contact' => "dawny$id@example.net", 'type' => CONTACT_EMAIL | CONTACT_DISABLED]);
        }
        if (!$this->people->chance(85)) {
            return null;
        }
        $this->bulk->add('customercontacts', ['customerid' => $id, 'contact' => "klient$id@example.net", 'type' => CONTACT_EMAIL | CONTACT_NOTIFICATIONS]);

        return "klient$id@example.net";
    }

    /** Of eight: one owes for two months, one since yesterday, one never had a charge, the rest have paid. */
    private function cash(int $id): void
    {
        $charge = ['customerid' => $id, 'currency' => 'PLN', 'comment' => 'Abonament', 'value' => -123.0, 'type' => 0, 'time' => $this->now - 60 * self::DAY];
        match ($id % 8) {
            3 => $this->bulk->add('cash', $charge),
            5 => $this->bulk->add('cash', array_merge($charge, ['time' => $this->now - self::DAY])),
            7 => null,
            default => array_map(
                fn (array $row) => $this->bulk->add('cash', array_merge($charge, $row)),
                [[], ['comment' => 'Wpłata', 'value' => 123.0, 'type' => 1, 'time' => $this->now - 50 * self::DAY]]
            ),
        };
    }

    private static function inMms(int $id, array $person, array $home, ?string $email): array
    {
        return [
            'lms_id' => $id, 'customertype' => $person['type'] === CTYPES_COMPANY ? '1' : '2',
            'name' => $person['type'] === CTYPES_COMPANY ? $person['lastname'] : $person['name'], 'lastname' => $person['lastname'],
            'pesel' => $person['ssn'], 'nip' => $person['ten'], 'email' => $email ?? '', 'city1' => $home['city'], 'zip1' => $home['zip'],
            'streetname1' => preg_replace('/^ul\. /', '', $home['street'] ?? ''), 'streetno1' => $home['house'], 'local1' => $home['flat'] ?? '',
        ];
    }
}
