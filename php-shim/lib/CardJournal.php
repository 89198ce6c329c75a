<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** The last changes of the customer, on his card. */
final class CardJournal
{
    private const ROWS = 20;

    /**
     * @param array<string, mixed> $posted
     * @return array{rows: list<array<string, mixed>>}
     */
    public static function answer(array $posted): array
    {
        $customer = (new Posted($posted))->id('customer_id');
        $rows = Gateway::client()->journal()->ofCustomer($customer, self::ROWS);
        return ['rows' => array_map(JournalWords::row(...), $rows)];
    }
}
