<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Which part of a list the page asks for: page, search, order, filter. Takes nothing that the list does not know. */
final class ListRequest
{
    private const SEARCH_LENGTH = 100;
    private const MOST_ROWS = 10000;

    /** No list reaches so far. */
    public const FARTHEST = 1_000_000_000;

    private function __construct(
        public readonly int $page,
        public readonly int $limit,
        public readonly string $search,
        public readonly string $sort,
        public readonly bool $descending,
        public readonly string $state,
    ) {
    }

    /**
     * @param array<string, mixed> $posted
     * @param non-empty-list<string> $sorts columns the list can be sorted by, the default first
     * @param non-empty-list<string> $states what it can be filtered by, the default first
     */
    public static function from(array $posted, array $sorts, array $states): self
    {
        $fields = new Posted($posted);
        $known = static fn (string $value, array $values): string =>
            in_array($value, $values, true) ? $value : $values[0];

        return new self(
            max(1, min((int) $fields->text('page'), intdiv(self::FARTHEST, self::MOST_ROWS))),
            self::pageLimit(),
            mb_substr($fields->text('search'), 0, self::SEARCH_LENGTH, 'UTF-8'),
            $known($fields->text('sort'), $sorts),
            $fields->text('descending') === '1',
            $known($fields->text('state'), $states),
        );
    }

    /**
     * Ids of rows, as the page sends them: numbers with commas between. What is none is passed over.
     *
     * @param int $most more are not taken
     * @return list<int>
     */
    public static function ids(mixed $posted, int $most): array
    {
        $ids = array_filter(explode(',', is_string($posted) ? $posted : ''), ctype_digit(...));
        return array_map(intval(...), array_slice(array_values(array_unique($ids)), 0, $most));
    }

    /** Rows before the page that is asked for. */
    public function offset(): int
    {
        return ($this->page - 1) * $this->limit;
    }

    /** Rows on a page: the plugin's setting, else LMS's, else 100. */
    public static function pageLimit(): int
    {
        $limit = Settings::current()->pageLimit() ?? (int) \ConfigHelper::getConfig('phpui.list_pagelimit', 0);
        return $limit > 0 ? min($limit, self::MOST_ROWS) : 100;
    }
}
