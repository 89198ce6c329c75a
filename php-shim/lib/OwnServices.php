<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * What a customer sees of his own services in LMS's userpanel. Read only, and less than the clerk sees: no numbers of MMS, no
 * prices (those on his invoices are LMS's), and nothing of what went wrong.
 */
final class OwnServices
{
    /** Whether there may be anything to see: one look into the plugin's own table. False, too, where the table is not there. */
    public static function mayHave(int $customer): bool
    {
        if ((State::schemaVersion() ?? 0) < (int) \LMSMetroportPlugin::PLUGIN_DB_VERSION) {
            return false;
        }
        $link = \LMSDB::getInstance()->GetOne('SELECT 1 FROM metroport_customers WHERE lms_user_id = ?', [$customer]);
        return !empty($link);
    }

    /**
     * @return array{problem: string, accounts: list<array<string, mixed>>, licences: list<array<string, mixed>>} `problem` is a
     *  sentence for the customer; then not all that he has is there
     */
    public static function of(int $customer): array
    {
        $away = trans('We cannot show all of your services at the moment. Please try again later.');
        try {
            $state = Gateway::clientForUserpanel()->card()->state($customer);
        } catch (\Throwable $failure) {
            Failure::log($failure);
            return ['problem' => $away, 'accounts' => [], 'licences' => []];
        }
        return [
            'problem' => $state['metrotv']['error'] === null && $state['fsecure']['error'] === null ? '' : $away,
            'accounts' => array_map(self::account(...), $state['metrotv']['data']['accounts'] ?? []),
            'licences' => array_map(self::licence(...), $state['fsecure']['data']['services'] ?? []),
        ];
    }

    /** @param array<string, mixed> $account as from Card::state() */
    private static function account(array $account): array
    {
        $orders = array_filter(
            array_filter([$account['base'], ...$account['extras'], ...$account['multirooms']]),
            static fn (array $order): bool => $order['active'],
        );
        return [
            'address' => Format::address($account),
            'state' => $account['active'] ? trans('<!metroport>active') : trans('<!metroport>account blocked'),
            'packages' => array_map(static fn (array $order): array => [
                'name' => $order['name'],
                'group' => Words::packageGroup($order['group']),
                'decoders' => array_map(
                    static fn (array $decoder): string => trim($decoder['modelname'] . ', S/N ' . $decoder['serialnumber'], ', '),
                    $order['decoders'],
                ),
            ], array_values($orders)),
        ];
    }

    /** @param array<string, mixed> $service as from Card::state() */
    private static function licence(array $service): array
    {
        return [
            'product' => $service['product'],
            'devices' => $service['license_size'],
            'state' => Words::serviceState($service['status'])[0],
            'activated' => Format::time($service['activated_at']),
        ];
    }
}
