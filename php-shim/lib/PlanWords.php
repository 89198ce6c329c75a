<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** A plan in words. */
final class PlanWords
{
    /**
     * @param array<string, mixed> $plan as from Plans
     * @return array<string, mixed>
     */
    public static function of(array $plan): array
    {
        $done = count(array_filter($plan['steps'], static fn (array $step): bool => in_array($step['state'], ['done', 'found'], true)));
        return [
            'kind' => $plan['kind'],
            'title' => self::kind($plan['kind']),
            'state' => $plan['state'],
            'back' => $plan['back'],
            'turned' => $plan['back'] && $plan['state'] !== 'undone' ? trans('<!metroport>is being taken back') : '',
            'undo' => $plan['undo'],
            'print' => (string) $plan['print'],
            'steps' => array_map(self::step(...), $plan['steps'], array_keys($plan['steps']), array_fill(0, count($plan['steps']), $plan['next'])),
            'progress' => trans('<!metroport>steps done: $a of $b', (string) $done, (string) count($plan['steps'])),
            // What was taken back costs nothing.
            'monthly' => $plan['state'] === 'undone' ? '' : self::difference($plan['monthly']),
            'billed' => $plan['state'] === 'undone' ? '' : self::difference($plan['billed']),
            'dropped' => array_map(static fn (array $package): array => [
                'text' => $package['why'] === 'denied'
                    ? trans('<!metroport>$a: the new base package does not allow it', $package['name'])
                    : trans('<!metroport>$a: it is not sold any more', $package['name']),
            ], $plan['dropped']),
            'unsold' => implode(', ', $plan['unsold']),
            'left' => self::left($plan),
            'sentence' => $plan['code'] === null ? '' : Failure::inQueue($plan['code']),
            'mms' => (string) $plan['mms_text'],
            'begun' => $plan['created_at'] === null ? '' : Format::time($plan['created_at']) . ', ' . $plan['by'],
        ];
    }

    /** What a kind of plan is called: `issue`, `remove`, `change`. */
    public static function kind(string $kind): string
    {
        return match ($kind) {
            'issue' => trans('Issue everything'),
            'remove' => trans('Remove everything'),
            default => trans('Change network, address or base package'),
        };
    }

    /**
     * What taking back cannot take back: MMS has no call that removes a customer.
     *
     * @param array<string, mixed> $plan
     */
    private static function left(array $plan): string
    {
        $added = array_filter($plan['steps'], static fn (array $step): bool => $step['thing'] === 'link'
            && $step['detail'] === 'added' && $step['state'] === 'open' && $step['id'] !== null);
        return $plan['state'] === 'undone' && $added !== []
            ? trans('The customer who was added stays in MMS, which cannot remove customers; he is not linked any more.')
            : '';
    }

    private static function difference(string $amount): string
    {
        return (float) $amount === 0.0 ? '' : ((float) $amount > 0 ? '+' : '') . Format::money($amount);
    }

    /**
     * @param array<string, mixed> $step
     * @return array<string, mixed>
     */
    private static function step(array $step, int $position, ?int $next): array
    {
        [$word, $colour] = match ($step['state']) {
            'done' => [trans('<!metroport>step done'), 'green'],
            'found' => [trans('<!metroport>was so already'), 'green'],
            'open' => ['', ''],
            default => [trans('<!metroport>under way'), 'brown'],
        };
        return [
            'text' => self::text($step),
            'price' => $step['price'] === null || $step['way'] === 'change' ? '' : self::difference(($step['way'] === 'take' ? '-' : '') . $step['price']),
            'state' => $word,
            'colour' => $colour,
            'begun' => in_array($step['state'], ['begun', 'returning'], true),
            'row_class' => $position === $next ? 'bold' : '',
        ];
    }

    /** @param array<string, mixed> $step */
    private static function text(array $step): string
    {
        $name = $step['name'];
        $package = trim(Words::packageGroup($step['group']) . ' ' . $name);
        $decoder = trim($step['mac'] . ', ' . trim($step['detail'] . ' ' . $name), ', ');
        $address = $step['address'] === null ? '' : Format::address($step['address']);
        return match ($step['way'] . ' ' . $step['thing']) {
            'give link' => $step['detail'] === 'added'
                ? trans('Add the customer to MMS')
                : trans('Link the customer to the one in MMS'),
            'give account' => trans('MetroTV account: $a, network $b', $address, $name),
            'take account' => trans('Remove MetroTV account: $a, network $b', $address, $name),
            'change account' => trans('Change of the account: $a, network $b', $address, $name),
            'give package' => trans('Issue package: $a', $package),
            'take package' => trans('Remove package: $a', $package),
            'give decoder' => trans('Issue decoder: $a', $decoder),
            'take decoder' => trans('Return decoder: $a', $decoder),
            'give service' => trans('Issue F-Secure: $a, devices: $b', $name, $step['detail']),
            'take service' => trans('Remove F-Secure: $a, devices: $b', $name, $step['detail']),
            'give liability' => trans('Liability in LMS: $a, from $b', $name, date('Y/m/d', $step['from'])),
            'change liability' => trans('Liability in LMS ends: $a, on $b', $name, date('Y/m/d', $step['to'])),
            default => $step['thing'],
        };
    }

    /**
     * @param array<string, mixed> $choices as from Plans::choices()
     * @return array<string, mixed>
     */
    public static function choices(array $choices): array
    {
        $package = static fn (array $package): array => [
            'value' => (string) $package['id'],
            'label' => trim($package['name'] . ' — ' . Format::money($package['price']), ' —'),
            'price' => Format::plainMoney($package['price']),
            'denied' => array_map(strval(...), $package['denied']),
        ];
        return [
            'address' => $choices['address'],
            'networks' => array_map(static fn (array $network): array => [
                'value' => (string) $network['id'],
                'label' => trans('<!metroport>$a (free: $b)', $network['name'], (string) $network['free']),
            ], $choices['networks']),
            'base' => array_map($package, $choices['base']),
            'extras' => array_map($package, $choices['extras']),
            'multirooms' => array_map($package, $choices['multirooms']),
            'decoders' => array_map(static fn (array $decoder): array => [
                'mac' => $decoder['mac'],
                'serial' => $decoder['serial_number'],
                'label' => trim($decoder['serial_number'] . ', ' . $decoder['model'], ', '),
            ], $choices['decoders']),
        ];
    }
}
