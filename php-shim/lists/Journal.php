<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\JournalWords;
use LMSMetroportPlugin\Posted;

defined('LIB_DIR') || exit;

/** Page "Journal": every change that went to MMS. */
final class Journal extends Listing
{
    protected const SORTS = ['at', 'action', 'outcome', 'actor', 'customer_id', 'mms_id'];
    protected const DESCENDING = true;

    /** @var array<string, string|int> what the page asks for besides what every list can be asked for */
    private array $filter = [];

    public function states(): array
    {
        return [
            'all' => trans('<!metroport>— all —'),
            'done' => JournalWords::outcome('done')[0],
            'refused' => JournalWords::outcome('refused')[0],
            'failed' => JournalWords::outcome('failed')[0],
            'unknown' => JournalWords::outcome('unknown')[0],
            'open' => trans('<!metroport>not known: nobody is left to tell'),
        ];
    }

    public function statesLabel(): string
    {
        return trans('<!metroport>Outcome');
    }

    public function page(string $module): array
    {
        return parent::page($module) + ['actions' => JournalWords::actions()];
    }

    public function answer(array $posted): array
    {
        $this->filter = self::filter(new Posted($posted));
        return parent::answer($posted);
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        [$offset, $limit, $search, $sort, $descending, $outcome] = $wanted;
        $filter = $this->filter + ($outcome === 'all' ? [] : ['outcome' => $outcome]);
        return $client->journal()->page($offset, $limit, $search, $sort, $descending, $filter);
    }

    /** @return array<string, string|int> */
    private static function filter(Posted $fields): array
    {
        $action = $fields->text('action');
        $day = static fn (string $key): ?\DateTimeImmutable =>
            \DateTimeImmutable::createFromFormat('!Y-m-d', $fields->text($key)) ?: null;
        $filter = [
            'action' => isset(JournalWords::actions()[$action]) ? $action : null,
            'from' => $day('from')?->getTimestamp(),
            'before' => $day('to')?->modify('+1 day')->getTimestamp(),
        ];
        return array_filter($filter, static fn (string|int|null $value): bool => $value !== null);
    }

    public function row(array $row): array
    {
        return JournalWords::row($row) + self::person([
            'customer_id' => $row['customer_id'],
            'person' => $row['customer_name'] ?? '',
        ]) + ['mms_id' => $row['mms_id']];
    }

    public function columns(): array
    {
        return [
            trans('<!metroport>Time') => static fn (array $row): string => Format::time($row['at']),
            trans('<!metroport>Who') => static fn (array $row): string => $row['actor'],
            trans('<!metroport>Customer') => static fn (array $row): string => $row['customer_name'] ?? '',
            trans('<!metroport>LMS ID') => static fn (array $row): ?int => $row['customer_id'],
            trans('<!metroport>MMS ID') => static fn (array $row): ?int => $row['mms_id'],
            trans('<!metroport>What') => static fn (array $row): string => JournalWords::action($row['action']),
            trans('<!metroport>ID') => static fn (array $row): ?int => $row['subject_id'],
            trans('<!metroport>Details') => static fn (array $row): string => JournalWords::detail($row['detail']),
            trans('<!metroport>Outcome') => static fn (array $row): string => JournalWords::outcome($row['outcome'])[0],
            trans('<!metroport>Reason') =>
                static fn (array $row): string => JournalWords::reason($row['code'], $row['answer']),
        ];
    }
}
