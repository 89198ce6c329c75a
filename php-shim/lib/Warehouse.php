<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

use LMSMetroportPlugin\Lists\Decoders;

/** Adds decoders to the warehouse and deletes them, from the page "MetroTV decoders". */
final class Warehouse
{
    private const SERIAL = '/^[A-Z0-9][A-Z0-9.\/_-]{0,63}$/iD';
    private const MOST_ROWS = 10000;

    /**
     * @param array<string, mixed> $posted
     * @return array<string, mixed>
     */
    public static function answer(array $posted): array
    {
        $fields = new Posted($posted);

        return match ($fields->text('action')) {
            'models' => ['options' => self::models()],
            'read' => self::read($fields->text('text'), $fields->text('model')),
            'add' => self::add($fields->text('model'), $fields->text('serial'), $fields->text('mac')),
            'delete' => self::delete($fields->id('id')),
            default => throw new Refusal('request.action'),
        };
    }

    /** @return list<array{value: string, label: string}> */
    private static function models(): array
    {
        $models = Gateway::client()->lists()->models(limit: self::MOST_ROWS)['rows'];
        return array_map(
            static fn (array $model): array => ['value' => $model['name'], 'label' => $model['name']],
            $models,
        );
    }

    /** @return array{} */
    private static function add(string $model, string $serial, string $mac): array
    {
        if ($model === '') {
            throw new Refusal('decoder.model');
        }
        // Labels print blanks into long numbers, and scanners add one at the end.
        $serial = preg_replace('/\s+/u', '', $serial);
        if (!preg_match(self::SERIAL, $serial)) {
            throw new Refusal('decoder.serial');
        }
        Gateway::client()->metrotv()->addDecoder($model, $serial, $mac);
        return [];
    }

    /**
     * A pasted list, line by line, before anything of it is added.
     *
     * @return array{lines: list<array<string, mixed>>, right: int, wrong: int}
     */
    private static function read(string $text, string $model): array
    {
        $lines = array_map(static fn (array $line): array => [
            'line' => $line['line'],
            'mac' => $line['mac'],
            'serial' => $line['serial_number'],
            'model' => $line['model'],
            'problem' => $line['problem'] === null ? '' : Failure::sentence($line['problem']),
        ], Gateway::client()->metrotv()->readDecoders($text, $model));
        $wrong = count(array_filter(array_column($lines, 'problem')));
        return ['lines' => $lines, 'right' => count($lines) - $wrong, 'wrong' => $wrong];
    }

    /** @return array{} */
    private static function delete(int $id): array
    {
        $client = Gateway::client();
        // The list leaves out what belongs to customers whom the user may not see.
        $found = array_filter(
            $client->lists()->decoders(limit: self::MOST_ROWS, search: (string) $id)['rows'],
            static fn (array $row): bool => $row['id'] === $id,
        );
        if (!array_filter($found, Decoders::isDeletable(...))) {
            throw new Refusal('decoder.issued');
        }
        $client->metrotv()->deleteDecoder($id);
        return [];
    }
}
