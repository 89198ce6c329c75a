<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Rows of the page "Customers list": MMS's customers and whom they are linked to in LMS. */
final class ClientList
{
    public const SORTS = ['lastname', 'name', 'city', 'email', 'customer_name', 'mms_id'];
    public const STATES = ['all', 'linked', 'unlinked'];

    /**
     * @param array<string, mixed> $posted
     * @return array{total: int, page: int, limit: int, rows: list<array<string, mixed>>}
     */
    public static function answer(array $posted): array
    {
        $asked = ListRequest::from($posted, self::SORTS, self::STATES);
        $found = Gateway::client()->customers()->page(
            $asked->offset(),
            $asked->limit,
            $asked->search,
            $asked->sort,
            $asked->descending,
            $asked->state,
        );
        $sensitive = Rights::seesSensitiveData();

        return [
            'total' => $found['total'],
            'page' => $asked->page,
            'limit' => $asked->limit,
            'rows' => array_map(static fn (array $row): array => self::row($row, $sensitive), $found['rows']),
        ];
    }

    /**
     * @param array<string, mixed> $row as from Customers::page()
     * @return array<string, mixed>
     */
    public static function row(array $row, bool $sensitive): array
    {
        $house = $row['house'] . ($row['flat'] === '' ? '' : '/' . $row['flat']);
        $place = trim($row['zip'] . ' ' . $row['city']);
        $street = trim($row['street'] . ' ' . $house);

        return [
            'mms_id' => $row['mms_id'],
            'company' => $row['company'],
            'title' => trim($row['lastname'] . ' ' . $row['name']),
            'address' => implode(', ', array_filter([$place, $street], static fn (string $part): bool => $part !== '')),
            'email' => $row['email'],
            // Masked as on LMS's own card: that there is one may be known, which one may not.
            'pesel' => $sensitive ? $row['pesel'] : preg_replace('/\S/', '*', (string) $row['pesel']),
            'nip' => $row['nip'],
            'customer_id' => $row['customer_id'],
            'customer_name' => $row['customer_name'],
        ];
    }
}
