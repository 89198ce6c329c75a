<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\Posted;

defined('LIB_DIR') || exit;

/** Page "Settlement": what a month brings and costs. */
final class Settlement extends Listing
{
    protected const KEY = 'key';
    protected const SORTS = ['customer_name', 'customer_id', 'name', 'services', 'days', 'income', 'cost', 'margin', 'unbilled'];

    /** As many months as can be chosen. */
    private const MONTHS = 24;

    private string $month = '';

    public function states(): array
    {
        return [
            'service' => trans('<!metroport>each service'),
            'customer' => trans('<!metroport>by customer'),
            'item' => trans('<!metroport>by package'),
        ];
    }

    public function statesLabel(): string
    {
        return trans('<!metroport>Rows');
    }

    public function page(string $module): array
    {
        return parent::page($module) + ['months' => self::months()];
    }

    public function answer(array $posted): array
    {
        $month = (new Posted($posted))->text('month');
        $this->month = in_array($month, self::months(), true) ? $month : self::months()[1];
        return parent::answer($posted);
    }

    /** @return non-empty-list<string> this month and those before it */
    private static function months(): array
    {
        $first = new \DateTimeImmutable('first day of this month');
        return array_map(static fn (int $back): string => $first->modify("-$back months")->format('Y-m'), range(0, self::MONTHS - 1));
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        [$offset, $limit, $search, $sort, $descending, $by] = $wanted;
        return $client->billing()->month($this->month, $by, $offset, $limit, $search, $sort, $descending);
    }

    protected function note(array $found): string
    {
        return $found['total'] === 0 ? '' : trans(
            'Income: $a, cost: $b, margin: $c.',
            Format::money($found['income']),
            Format::money($found['cost']),
            Format::money($found['margin']),
        );
    }

    public function row(array $row): array
    {
        $positioned = $row['position'] !== null;
        return [
            'key' => $this->key($row),
            'customer_id' => $row['customer_id'],
            'person' => $row['customer_name'],
            // In LMS's words nobody; MMS knows who it is.
            'unlinked' => false,
            'month' => $this->month,
            'name' => ($row['service'] === 'fsecure' ? 'F-Secure: ' : '') . $row['name'],
            'services' => $row['services'],
            'days' => $row['days'],
            'income' => Format::money($row['income']),
            'cost' => Format::money($row['cost']),
            'without_cost' => $row['without_cost'] === 0 ? '' : trans('not known of $a', (string) $row['without_cost']),
            'margin' => Format::money($row['margin']),
            'margin_class' => (float) $row['margin'] < 0 ? 'red' : '',
            'unbilled' => (float) $row['unbilled'] === 0.0 ? '' : Format::money($row['unbilled']),
            'position' => match (true) {
                $positioned => trans('position added: $a', Format::money($row['position'])),
                $row['adding'] => trans('a position is being added, or that was interrupted'),
                default => '',
            },
            'billable' => !$positioned && (float) $row['unbilled'] > 0 && $row['customer_id'] !== null && $this->month < date('Y-m')
                ? '1'
                : '',
        ];
    }

    /** A customer has a row for each of his services, and what is added up by package has none. */
    protected function key(array $row): string
    {
        return hash('crc32b', implode("\n", [(string) $row['customer_id'], $row['service'], $row['name']]));
    }

    public function columns(): array
    {
        $money = static fn (string $key): callable => static fn (array $row): string => Format::plainMoney($row[$key]);
        return [
            trans('<!metroport>Month') => fn (array $row): string => $this->month,
            trans('<!metroport>Customer') => static fn (array $row): string => $row['customer_name'],
            trans('<!metroport>LMS ID') => static fn (array $row): ?int => $row['customer_id'],
            trans('<!metroport>Kind') => static fn (array $row): string => ['metrotv' => 'MetroTV', 'fsecure' => 'F-Secure'][$row['service']] ?? '',
            trans('<!metroport>Package or product') => static fn (array $row): string => $row['name'],
            trans('<!metroport>Services') => static fn (array $row): int => $row['services'],
            trans('<!metroport>Days') => static fn (array $row): int => $row['days'],
            trans('<!metroport>Income') => $money('income'),
            trans('<!metroport>Cost') => $money('cost'),
            trans('Services of unknown cost') => static fn (array $row): int => $row['without_cost'],
            trans('<!metroport>Margin') => $money('margin'),
            trans('Without a liability') => $money('unbilled'),
            trans('Position added') => $money('position'),
        ];
    }
}
