<?php

declare(strict_types=1);

/** Writes the addresses of a customer's form. */
class LMSLocationManager
{
    private const COLUMNS = [
        'name' => 'location_name', 'state' => 'location_state_name', 'city' => 'location_city_name', 'street' => 'location_street_name',
        'house' => 'location_house', 'flat' => 'location_flat', 'zip' => 'location_zip', 'postoffice' => 'location_postoffice',
    ];

    public function __construct(private readonly LMSDBInterface $db)
    {
    }

    /** Inserts the new, updates the known, removes what the form no longer has. Empty addresses are not kept. */
    public function save($customer, array $addresses): void
    {
        $known = $this->db->GetCol('SELECT address_id FROM customer_addresses WHERE customer_id = ?', [$customer]) ?: [];
        $kept = [];
        foreach ($addresses as $address) {
            $values = [];
            foreach (self::COLUMNS as $column => $field) {
                $values[$column] = ($address[$field] ?? '') === '' ? null : $address[$field];
            }
            if (array_filter($values) === []) {
                continue;
            }
            $kept[] = empty($address['address_id']) ? $this->insert($customer, $address, $values) : $this->update($address, $values);
        }
        foreach (array_diff($known, $kept) as $id) {
            $this->db->Execute('DELETE FROM addresses WHERE id = ?', [$id]);
        }
    }

    private function insert($customer, array $address, array $values)
    {
        $this->db->Execute(
            'INSERT INTO addresses (' . implode(', ', array_keys($values)) . ') VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
            array_values($values)
        );
        $id = $this->db->GetLastInsertID('addresses');
        $this->db->Execute(
            'INSERT INTO customer_addresses (customer_id, address_id, type, ten) VALUES (?, ?, ?, ?)',
            [$customer, $id, self::type($address), ($address['location_ten'] ?? '') ?: null]
        );

        return $id;
    }

    private function update(array $address, array $values)
    {
        $set = implode(', ', array_map(static fn (string $column): string => $column . ' = ?', array_keys($values)));
        $this->db->Execute("UPDATE addresses SET $set WHERE id = ?", [...array_values($values), $address['address_id']]);
        $this->db->Execute('UPDATE customer_addresses SET type = ? WHERE address_id = ?', [self::type($address), $address['address_id']]);

        return $address['address_id'];
    }

    /** The check box decides which location is the default one. */
    private static function type(array $address): int
    {
        $type = (int) $address['location_address_type'];
        if ($type === LOCATION_ADDRESS || $type === DEFAULT_LOCATION_ADDRESS) {
            return isset($address['location_def_address']) ? DEFAULT_LOCATION_ADDRESS : LOCATION_ADDRESS;
        }

        return $type;
    }
}
