<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** A run of `bin/metroport_personal_data.php`: what is asked of the extension, and its result in words. */
final class PersonalData
{
    /**
     * @param array<string, mixed> $options as LMS's script-options.php has them
     * @return array<string, mixed> as Customers::forget() or, where nothing is to be removed, Customers::personalData()
     * @throws Refusal when an option makes no sense
     */
    public static function run(\Metroport\Client $client, array $options, bool $dryRun): array
    {
        $customer = filter_var($options['customerid'] ?? null, FILTER_VALIDATE_INT, [
            'options' => ['min_range' => 1, 'max_range' => 0x7fff_ffff],
        ]);
        if ($customer === false) {
            throw new Refusal('script.customerid');
        }
        $customers = $client->customers();
        if (!isset($options['remove'])) {
            return ['stopped' => null] + $customers->personalData($customer);
        }
        $result = $customers->forget($customer, isset($options['despite-services']), $dryRun);
        if ($result['removed']) {
            // His number in MMS stands in LMS too, because the plugin put it there.
            ExternalIds::follow($customer);
        }
        return ['stopped' => null] + $result;
    }

    /**
     * @param array<string, mixed> $result
     * @return list<string>
     */
    public static function lines(array $result, bool $dryRun): array
    {
        $lines = [];
        foreach ($result['tables'] as $table => $rows) {
            foreach ($rows as $row) {
                $cells = array_filter($row, static fn (?string $cell): bool => $cell !== null && $cell !== '');
                $words = array_map(static fn (string $name, string $cell): string => "$name=$cell", array_keys($cells), $cells);
                $lines[] = Format::oneLine("$table: " . implode(' ', $words));
            }
        }
        $removes = array_key_exists('obstacle', $result) && $result['obstacle'] === null;
        $number = '#' . $result['customer_id'];
        $count = (string) count($lines);
        $lines[] = match (true) {
            $result['tables'] === [] => trans('The plugin holds nothing of customer $a.', $number),
            $result['removed'] ?? false => trans('Customer $a: removed what the plugin held ($b rows). The journal keeps one entry that says so.', $number, $count),
            $dryRun && $removes => trans('Trial run, nothing was removed. Customer $a: to be removed: $b rows.', $number, $count),
            default => trans('The plugin holds of customer $a: $b rows.', $number, $count),
        };
        return [...$lines, ...self::elsewhere($result)];
    }

    /**
     * @param array<string, mixed> $result
     * @return list<string>
     */
    public static function failures(array $result): array
    {
        $obstacle = $result['obstacle'] ?? $result['mms_error'];
        if ($obstacle === null || ($result['removed'] ?? false)) {
            return [];
        }
        $lines = [Failure::sentence($obstacle)];
        if (array_key_exists('obstacle', $result)) {
            $lines[] = trans('Nothing was removed. To remove it all the same: --despite-services.');
        }
        return $lines;
    }

    /**
     * What others hold of him, as far as it is known, and what that leads to.
     *
     * @param array<string, mixed> $result
     * @return list<string>
     */
    private static function elsewhere(array $result): array
    {
        $ids = static fn (array $ids): string => implode(', ', array_map(static fn (int $id): string => '#' . $id, $ids));
        $lines = [];
        if ($result['mms_ids'] !== []) {
            $lines[] = trans('In MMS he is user $a: name, PESEL or NIP, e-mail and address are with Metroport, and only Metroport can remove them.', $ids($result['mms_ids']));
        }
        foreach (['MetroTV' => 'accounts', 'F-Secure' => 'services'] as $service => $key) {
            if ($result[$key] !== []) {
                $lines[] = trans('He has in MMS: $a $b. It costs money until it is removed there.', $service, $ids($result[$key]));
            }
        }
        if ($result['removed'] ?? false) {
            if ($result['in_lms'] === 'present' && $result['mms_ids'] !== []) {
                $lines[] = trans('He is still a customer in LMS: while MMS has the same PESEL or NIP, metroport_customer_update.php links him again.');
            }
        } elseif ($result['in_lms'] !== 'gone') {
            $lines[] = trans("LMS's own tables, and its log of changes (SYSLOG), hold his data too: that is LMS's to tell and to remove.");
        }
        return $lines;
    }
}
