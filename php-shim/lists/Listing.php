<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Csv;
use LMSMetroportPlugin\Gateway;
use LMSMetroportPlugin\ListRequest;

/** A list of the menu: what can be asked of it, how a row looks on the page, and what of it goes into a file. */
abstract class Listing
{
    /** @var non-empty-list<string> columns that it can be sorted by, the default first */
    protected const SORTS = ['id'];

    /** Whether the default order is the other way round. */
    protected const DESCENDING = false;

    /** What rows are marked by, so that something can be done with many at once; '' when they cannot be marked. */
    protected const KEY = '';

    /** Rows that are exported with one request. */
    protected const PART = 5000;

    /**
     * One page of rows, as from the extension.
     *
     * @param string|int|bool ...$wanted offset, limit, search, sort, descending, state
     * @return array{total: int, rows: list<array<string, mixed>>}
     */
    abstract protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array;

    /**
     * The same for a file, which is written once: with what the page asks for when its rows are shown.
     *
     * @param string|int|bool ...$wanted as for fetch()
     * @return array{total: int, rows: list<array<string, mixed>>}
     */
    protected function fetchWhole(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $this->fetch($client, ...$wanted);
    }

    /**
     * What the page asks for when its rows are shown, because MMS tells it of one at a time: values for the places `data-later`.
     *
     * @param list<int> $ids of rows
     * @return list<array<string, mixed>> `id`, and values as in row()
     */
    protected function later(array $ids): array
    {
        return [];
    }

    /**
     * What the page shows of a row.
     *
     * @param array<string, mixed> $row
     * @return array<string, mixed>
     */
    abstract public function row(array $row): array;

    /**
     * What a file has of a row.
     *
     * @return array<string, callable(array<string, mixed>): (string|int|null)> heading => value
     */
    abstract public function columns(): array;

    /** @return non-empty-array<string, string> state to filter by => its label, the default first */
    public function states(): array
    {
        return ['all' => ''];
    }

    /** What the filter is about. */
    public function statesLabel(): string
    {
        return trans('<!metroport>State');
    }

    /**
     * What is said above the rows, '' for nothing.
     *
     * @param array<string, mixed> $found as from fetch()
     */
    protected function note(array $found): string
    {
        return '';
    }

    /** @return array<string, mixed> for the template */
    public function page(string $module): array
    {
        return [
            'sort' => static::SORTS[0],
            'descending' => (int) static::DESCENDING,
            'states' => $this->states(),
            'states_label' => $this->statesLabel(),
            'key' => static::KEY,
            'file' => $module . '-' . date('Y-m-d') . '.csv',
        ];
    }

    /**
     * Rows for the page, what of them comes later, or a part of the file.
     *
     * @param array<string, mixed> $posted
     * @return array<string, mixed>
     */
    public function answer(array $posted): array
    {
        if (isset($posted['later'])) {
            return ['rows' => $this->later(ListRequest::ids($posted['later'], static::PART))];
        }
        $asked = ListRequest::from($posted, static::SORTS, array_keys($this->states()));
        return match (true) {
            !isset($posted['csv']) => $this->rows($asked),
            isset($posted['ids']) && static::KEY !== '' => $this->marked($asked, $posted['ids']),
            default => $this->part($asked, $posted['offset'] ?? ''),
        };
    }

    /** @return array{total: int, page: int, limit: int, note: string, rows: list<array<string, mixed>>} */
    private function rows(ListRequest $asked): array
    {
        $found = $this->find($this->fetch(...), $asked, $asked->offset(), $asked->limit);
        return [
            'total' => $found['total'],
            'page' => $asked->page,
            'limit' => $asked->limit,
            'note' => $this->note($found),
            'rows' => array_map($this->row(...), $found['rows']),
        ];
    }

    /** @return array{text: string, total: int, next: ?int} `next` is where the next part begins, null after the last */
    private function part(ListRequest $asked, mixed $offset): array
    {
        $offset = is_string($offset) && ctype_digit($offset) ? min((int) $offset, ListRequest::FARTHEST) : 0;
        $found = $this->find($this->fetchWhole(...), $asked, $offset, static::PART);
        $next = $offset + static::PART;
        return [
            'text' => $this->text($found['rows'], $offset === 0),
            'total' => $found['total'],
            'next' => $next < $found['total'] ? $next : null,
        ];
    }

    /**
     * A file of the rows that are marked on the page that is shown.
     *
     * @param mixed $ids with commas
     * @return array{text: string, total: int, next: null}
     */
    private function marked(ListRequest $asked, mixed $ids): array
    {
        $ids = is_string($ids) ? explode(',', $ids) : [];
        $rows = array_filter(
            $this->find($this->fetchWhole(...), $asked, $asked->offset(), $asked->limit)['rows'],
            fn (array $row): bool => in_array($this->key($row), $ids, true),
        );
        return ['text' => $this->text($rows, true), 'total' => count($rows), 'next' => null];
    }

    /**
     * What a row is marked by, as row() gives it under KEY.
     *
     * @param array<string, mixed> $row as from the extension
     */
    protected function key(array $row): string
    {
        return (string) $row[static::KEY];
    }

    /** @param array<array<string, mixed>> $rows as from the extension */
    private function text(array $rows, bool $withHeading): string
    {
        $columns = $this->columns();
        $text = $withHeading ? Csv::BOM . Csv::line(array_keys($columns)) : '';
        foreach ($rows as $row) {
            $text .= Csv::line(array_map(static fn (callable $value): mixed => $value($row), array_values($columns)));
        }
        return $text;
    }

    /** @return array{total: int, rows: list<array<string, mixed>>} */
    private function find(\Closure $fetch, ListRequest $asked, int $offset, int $limit): array
    {
        return $fetch(
            Gateway::client(),
            $offset,
            $limit,
            $asked->search,
            $asked->sort,
            $asked->descending,
            $asked->state,
        );
    }

    /**
     * Whose a row is, for templates/metroport/person.html.
     *
     * @param array<string, mixed> $row
     * @return array<string, mixed>
     */
    protected static function person(array $row): array
    {
        return [
            'customer_id' => $row['customer_id'],
            'person' => $row['person'],
            'unlinked' => $row['customer_id'] === null && $row['person'] !== '',
        ];
    }
}
