<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\Mending;

defined('LIB_DIR') || exit;

/** Page "Services and liabilities". */
final class Billing extends Listing
{
    protected const KEY = 'key';
    protected const SORTS = ['customer_name', 'customer_id', 'what', 'due', 'billed', 'monthly'];

    public function states(): array
    {
        return ['all' => trans('<!metroport>— all —')] + self::kinds() + ['mendable' => trans('that can be mended here')];
    }

    public function statesLabel(): string
    {
        return trans('<!metroport>Difference');
    }

    /** @return array<string, string> */
    private static function kinds(): array
    {
        return [
            'no_liability' => trans('service without a liability'),
            'no_service' => trans('liability without a service'),
            'price' => trans('another price'),
            'begins_later' => trans('the liability begins later'),
            'ends_soon' => trans('the liability ends soon'),
            'billed_while_blocked' => trans('blocked in MMS, billed in LMS'),
            'suspended_while_running' => trans('runs in MMS, suspended in LMS'),
        ];
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->billing()->differences(...$wanted);
    }

    protected function note(array $found): string
    {
        $looked = $found['looked_at'] === null
            ? trans('Nobody has looked at the services of all customers yet: metroport_services_update.php does it.')
            : trans('Services as of $a.', Format::time($found['looked_at']));
        return $looked . ' ' . trans(
            'Billed too little a month: $a, too much: $b.',
            Format::money($found['too_little']),
            Format::money($found['too_much']),
        );
    }

    public function row(array $row): array
    {
        $liability = $row['liability'];
        return [
            'customer_id' => $row['customer_id'],
            'person' => $row['customer_name'],
            // A customer of LMS always.
            'unlinked' => false,
            'key' => $row['key'],
            'what' => $this->what($row),
            'services' => self::services($row),
            'since' => $row['since'] === null ? '' : trans('since $a', date('Y/m/d', $row['since'])),
            'liability' => $liability['name'] ?? '',
            'dates' => $liability === null ? '' : self::dates($liability),
            'due' => Format::money($row['due']),
            'billed' => $liability === null ? '' : Format::money($liability['monthly'], $liability['currency']),
            'monthly' => Format::money($row['monthly']),
            'monthly_class' => (float) $row['monthly'] < 0 ? 'alert' : '',
            'how' => $row['mend']['how'] ?? '',
            'tariff_id' => $row['mend']['tariff_id'] ?? '',
            'mend' => Mending::sentence($row),
            'why' => Mending::why($row),
        ];
    }

    public function columns(): array
    {
        $liability = static fn (string $key): callable => static fn (array $row): string => (string) ($row['liability'][$key] ?? '');
        return [
            trans('<!metroport>Customer') => static fn (array $row): string => $row['customer_name'],
            trans('<!metroport>LMS ID') => static fn (array $row): int => $row['customer_id'],
            trans('<!metroport>Difference') => $this->what(...),
            trans('<!metroport>Services') => self::services(...),
            trans('<!metroport>Liability') => $liability('name'),
            trans('<!metroport>Liability ID') => $liability('id'),
            trans('In MMS a month') => static fn (array $row): string => Format::plainMoney($row['due']),
            trans('In LMS a month') => static fn (array $row): string => Format::plainMoney($row['liability']['monthly'] ?? null),
            trans('Difference a month') => static fn (array $row): string => Format::plainMoney($row['monthly']),
            trans('<!metroport>How to mend it') => static fn (array $row): string => Mending::sentence($row) ?: Mending::why($row),
        ];
    }

    /** @param array<string, mixed> $row */
    private function what(array $row): string
    {
        return self::kinds()[$row['what']] ?? $row['what'];
    }

    /** @param array<string, mixed> $row */
    private static function services(array $row): string
    {
        return implode(', ', array_map(
            static fn (array $part): string => ($part['service'] === 'fsecure' ? 'F-Secure: ' : '')
                . ($part['name'] === '' ? '#' . $part['mms_id'] : $part['name']),
            $row['services'],
        ));
    }

    /** @param array<string, mixed> $liability */
    private static function dates(array $liability): string
    {
        return implode(' ', array_filter([
            $liability['from'] > time() ? trans('from $a', date('Y/m/d', $liability['from'])) : '',
            $liability['to'] === 0 ? '' : trans('until $a', date('Y/m/d', $liability['to'])),
        ]));
    }
}
