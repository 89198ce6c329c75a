<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Who had a decoder and when, as the journal knows it. */
final class DecoderHistory
{
    private const ROWS = 100;

    /**
     * @param array<string, mixed> $posted
     * @return array{rows: list<array<string, mixed>>}
     */
    public static function answer(array $posted): array
    {
        $mac = (new Posted($posted))->text('mac');
        if ($mac === '') {
            throw new Refusal('decoder.mac');
        }
        $rows = Gateway::client()->journal()->page(limit: self::ROWS, search: $mac)['rows'];
        return ['rows' => array_map(
            static fn (array $row): array => JournalWords::row($row) + [
                'customer_id' => $row['customer_id'],
                'person' => $row['customer_name'] ?? '',
                'unlinked' => false,
            ],
            array_values(array_filter($rows, static fn (array $row): bool => $row['subject'] === 'decoder')),
        )];
    }
}
