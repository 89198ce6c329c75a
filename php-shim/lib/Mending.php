<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Makes a liability of LMS what the customer's services are, by LMS's own functions; and says before what that would be. */
final class Mending
{
    /**
     * What mending would do; '' when a person has to decide.
     *
     * @param array<string, mixed> $row as from `Metroport\Billing::differences()`
     */
    public static function sentence(array $row): string
    {
        $tariff = $row['tariff'] === null
            ? ''
            : $row['tariff']['name'] . ' (' . Format::money($row['tariff']['price'], $row['tariff']['currency']) . ')';
        return match ($row['mend']['how'] ?? '') {
            'add' => trans('add a monthly liability from today: $a', $tariff),
            'end' => $row['liability']['from'] >= self::today()
                ? trans('delete the liability, which has not begun')
                : trans('end the liability on $a', date('Y/m/d', self::today() - 1)),
            'change' => trans('change the tariff of the liability: $a', $tariff),
            'extend' => trans('remove the end of the liability'),
            'suspend' => trans('suspend the liability'),
            'resume' => trans('resume the liability'),
            default => '',
        };
    }

    /**
     * Why nothing is mended by itself; '' when something is.
     *
     * @param array<string, mixed> $row as from `Metroport\Billing::differences()`
     */
    public static function why(array $row): string
    {
        return match ($row['why'] ?? '') {
            'blocked' => trans('the service is blocked in MMS, so it is not to be billed'),
            'no_tariff' => trans('no valid tariff is tied to the service: tie one in "Tariffs of services"'),
            'begins_later' => trans('it may be meant so (months for nothing): change the date in LMS if not'),
            'all_suspended' => trans('all liabilities of the customer are suspended in LMS'),
            'several' => trans('the liability is for several services or pieces: change it in LMS'),
            'discount' => trans('the liability has a discount or a price of its own: change it in LMS if that is not meant'),
            'no_price' => trans('no tariff that is tied to the service has this price'),
            default => '',
        };
    }

    /**
     * Looks what the customer has in MMS now, and mends one difference if it is still the same.
     *
     * @throws Refusal when it is not, or LMS did not do it
     */
    public static function carryOut(\Metroport\Client $client, int $customer, string $key, string $how, int $tariff): void
    {
        if (!Liability::isAllowed()) {
            throw new Refusal('request.right');
        }
        $rows = array_values(array_filter(
            $client->billing()->ofCustomer($customer),
            static fn (array $row): bool => $row['key'] === $key
                && ($row['mend']['how'] ?? '') === $how
                && ($row['mend']['tariff_id'] ?? 0) === $tariff,
        ));
        if ($how === '' || $rows === []) {
            throw new Refusal('mend.changed');
        }
        $row = $rows[0];
        if ($how === 'add') {
            $service = $row['services'][0];
            Liability::monthly($customer, $tariff)->addFor($client, $service['service'], $service['mms_id'], $customer)
                || throw new Refusal('mend.failed');
            return;
        }
        self::change($customer, $row['liability'], $how, $tariff);
        foreach ($how === 'end' ? [] : $row['services'] as $service) {
            $client->billing()->record($service['service'], $service['mms_id'], $customer, $row['liability']['id']);
        }
    }

    /** @param array<string, mixed> $liability */
    private static function change(int $customer, array $liability, string $how, int $tariff): void
    {
        $id = $liability['id'];
        $lms = \LMS::getInstance();
        try {
            $done = match ($how) {
                'suspend' => $lms->SuspendAssignment($id, true),
                'resume' => $lms->SuspendAssignment($id, false),
                'end' => $liability['from'] >= self::today()
                    ? self::delete($id)
                    : Liability::set($customer, $id, 'dateto', self::today() - 1),
                'extend' => Liability::set($customer, $id, 'dateto', 0),
                'change' => Liability::set($customer, $id, 'tariffid', $tariff),
            };
        } catch (\Throwable $failure) {
            Failure::log($failure);
            $done = false;
        }
        if (!$done) {
            throw new Refusal('mend.failed');
        }
    }

    private static function delete(int $id): bool
    {
        \LMS::getInstance()->DeleteAssignment($id);
        return !\LMSDB::getInstance()->GetOne('SELECT id FROM assignments WHERE id = ?', [$id]);
    }

    private static function today(): int
    {
        return strtotime('today');
    }
}
