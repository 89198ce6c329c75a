<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

/** Page "Customers list": MMS's customers and whom they are linked to in LMS. */
final class Clients extends Listing
{
    protected const SORTS = ['lastname', 'name', 'city', 'email', 'customer_name', 'mms_id'];
    protected const KEY = 'mms_id';

    public function states(): array
    {
        return [
            'all' => trans('<!metroport>— all —'),
            'linked' => trans('<!metroport>linked'),
            'unlinked' => trans('<!metroport>not linked'),
        ];
    }

    public function statesLabel(): string
    {
        return trans('Link with LMS');
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->customers()->page(...$wanted);
    }

    public function row(array $row): array
    {
        return [
            'mms_id' => $row['mms_id'],
            'company' => $row['company'],
            'title' => self::title($row),
            'address' => Format::address($row),
            'email' => $row['email'],
            'pesel' => self::pesel($row),
            'nip' => $row['nip'],
            'customer_id' => $row['customer_id'],
            'customer_name' => $row['customer_name'],
            'person' => $row['customer_name'],
            'unlinked' => false,
        ];
    }

    public function columns(): array
    {
        return [
            trans('Surname or company') => static fn (array $row): string => $row['lastname'],
            trans('<!metroport>First name') => static fn (array $row): string => $row['name'],
            trans('<!metroport>Address') => Format::address(...),
            trans('<!metroport>E-mail') => static fn (array $row): ?string => $row['email'],
            trans('<!metroport>PESEL') => self::pesel(...),
            trans('<!metroport>NIP') => static fn (array $row): ?string => $row['nip'],
            trans('Customer in LMS') => static fn (array $row): ?string => $row['customer_name'],
            trans('<!metroport>LMS ID') => static fn (array $row): ?int => $row['customer_id'],
            trans('<!metroport>MMS ID') => static fn (array $row): int => $row['mms_id'],
        ];
    }

    /** A company's name may stand in both fields. */
    private static function title(array $row): string
    {
        return $row['name'] === $row['lastname'] ? $row['name'] : trim($row['lastname'] . ' ' . $row['name']);
    }

    /** Masked as on LMS's own card: that there is one may be known, which one may not. */
    private static function pesel(array $row): ?string
    {
        return $row['pesel'] === null || Rights::seesSensitiveData()
            ? $row['pesel']
            : preg_replace('/\S/', '*', $row['pesel']);
    }
}
