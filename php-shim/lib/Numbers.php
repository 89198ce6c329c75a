<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** The page "Numbers": what the extension counts, as charts with their words. */
final class Numbers
{
    /** @return array<string, string> days to look back => what that is called, the default first */
    public static function times(): array
    {
        return [
            '365' => trans('<!metroport>12 months'),
            '30' => trans('<!metroport>30 days'),
            '90' => trans('<!metroport>90 days'),
            '1095' => trans('<!metroport>3 years'),
        ];
    }

    /**
     * @param array<string, mixed> $posted
     * @return array{charts: list<array<string, mixed>>}
     */
    public static function answer(array $posted): array
    {
        $days = (new Posted($posted))->text('days');
        $found = Gateway::client()->business()->series((int) (isset(self::times()[$days]) ? $days : array_key_first(self::times())));
        $level = static fn (string ...$names): \Closure => static fn (array $values): ?float =>
            // A day on which none of them was recorded has no value, rather than nothing.
            array_intersect_key($values, array_flip($names)) === [] ? null
                : array_sum(array_map(static fn (string $name): float => (float) ($values[$name] ?? 0), $names));
        $left = static fn (string $of): \Closure => static fn (array $values): ?float =>
            isset($values["income.$of"], $values["cost.$of"]) ? (float) $values["income.$of"] - (float) $values["cost.$of"] : null;

        $levels = static fn (string $title, bool $money, array $series): array => self::chart(
            $title,
            $money,
            array_column($found['levels'], 'day'),
            array_column($found['levels'], 'values'),
            $series,
        );
        $changes = static fn (string $title, array $series): array => self::chart(
            $title,
            false,
            array_column($found['changes'], 'day'),
            $found['changes'],
            array_map(static fn (string $key): \Closure => static fn (array $period): int => $period[$key], $series),
        );

        return ['charts' => [
            $levels(trans('MetroTV accounts and packages'), false, [
                trans('<!metroport>accounts') => $level('accounts'),
                trans('<!metroport>base packages') => $level('packages.base'),
                trans('<!metroport>extra packages') => $level('packages.extra'),
                trans('<!metroport>multiroom packages') => $level('packages.multiroom'),
            ]),
            $levels(trans('MetroTV: income and cost a month, gross'), true, [
                trans('<!metroport>from customers') => $level('income.tv'),
                trans('<!metroport>to Metroport') => $level('cost.tv'),
                trans('<!metroport>left') => $left('tv'),
            ]),
            $levels(trans('F-Secure licences'), false, [
                trans('<!metroport>services') => $level('licences'),
                trans('<!metroport>devices') => $level('devices'),
            ]),
            $levels(trans('F-Secure: income a month of tied liabilities, and cost, gross'), true, [
                trans('<!metroport>from customers') => $level('income.fsecure'),
                trans('<!metroport>to Metroport') => $level('cost.fsecure'),
                trans('<!metroport>left') => $left('fsecure'),
            ]),
            $levels(trans('Locked customers'), false, [
                'MetroTV' => $level('customers.locked_tv'),
                'F-Secure' => $level('customers.locked_fsecure'),
            ]),
            $levels(trans('Decoders'), false, [
                trans('<!metroport>with customers') => $level('decoders.issued'),
                trans('<!metroport>in the warehouse') => $level('decoders.warehouse'),
                trans('<!metroport>reserved or damaged') => $level('decoders.reserved', 'decoders.damaged'),
            ]),
            $changes(trans('Packages and licences'), [
                trans('<!metroport>issued, in number') => 'issued',
                trans('<!metroport>removed, in number') => 'removed',
            ]),
            $changes(trans('How changes sent to MMS ended'), [
                trans('<!metroport>confirmed') => 'done',
                trans('<!metroport>refused, in number') => 'refused',
                trans('<!metroport>did not arrive, in number') => 'failed',
            ]),
        ]];
    }

    /**
     * @param list<string> $days YYYY-MM-DD
     * @param list<array<string, mixed>> $points
     * @param array<string, \Closure> $series label => what it is of a point
     * @return array<string, mixed>
     */
    private static function chart(string $title, bool $isMoney, array $days, array $points, array $series): array
    {
        return [
            'title' => $title,
            'whole' => !$isMoney,
            'times' => array_map(static fn (string $day): int => (int) strtotime("$day 00:00:00 UTC"), $days),
            'days' => array_map(Format::day(...), $days),
            'series' => array_map(static fn (string $label, \Closure $value): array => [
                'label' => $label,
                'values' => $values = array_map($value, $points),
                'texts' => array_map(static fn (int|float|null $one): string => match (true) {
                    $one === null => '',
                    $isMoney => Format::money((string) $one),
                    default => (string) (int) $one,
                }, $values),
            ], array_keys($series), $series),
        ];
    }
}
