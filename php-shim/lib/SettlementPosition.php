<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * One position on a customer's next invoice, for what he had in a month and no liability pays for. Once for each month and
 * customer: his place is taken before LMS is asked, and given back when LMS does not do it.
 */
final class SettlementPosition
{
    /** @throws Refusal when LMS did not add it */
    public static function add(\Metroport\Client $client, string $month, int $customer): string
    {
        if (!Liability::isAllowed()) {
            throw new Refusal('request.right');
        }
        $amount = $client->billing()->claimPosition($month, $customer);
        $assignment = null;
        try {
            // Somebody may have died between adding it and saying so.
            $assignment = self::made($customer, $month) ?? self::assign($customer, $month, $amount);
        } catch (\Throwable $failure) {
            Failure::log($failure);
        }
        $client->billing()->settlePosition($month, $customer, $assignment);
        return $assignment === null ? throw new Refusal('mend.failed') : $amount;
    }

    private static function made(int $customer, string $month): ?int
    {
        $id = \LMSDB::getInstance()->GetOne(
            'SELECT a.id FROM assignments a JOIN liabilities l ON l.id = a.liabilityid '
            . 'WHERE a.customerid = ? AND a.period = ? AND l.name LIKE ? ORDER BY a.id',
            // As assign() calls it, in whatever language.
            [$customer, DISPOSABLE, 'MetroTV%' . $month],
        );
        return is_numeric($id) ? (int) $id : null;
    }

    private static function assign(int $customer, string $month, string $amount): ?int
    {
        $lms = \LMS::getInstance();
        $rate = (float) str_replace(',', '.', (string) \ConfigHelper::getConfig('phpui.default_taxrate', '23.00'));
        $taxes = array_filter((array) $lms->GetTaxes(), static fn (array $tax): bool => (float) $tax['value'] === $rate);
        $tax = current($taxes);
        if ($tax === false) {
            return null;
        }
        $ids = $lms->AddAssignment([
            'customerid' => $customer,
            'tariffid' => '',
            'name' => trans('MetroTV and F-Secure, $a', $month),
            'value' => $amount,
            'netvalue' => number_format((float) $amount / (1 + (float) $tax['value'] / 100), 2, '.', ''),
            'taxid' => $tax['id'],
            'taxcategory' => 0,
            'currency' => \Localisation::getCurrentCurrency(),
            'prodid' => '',
            'type' => defined('SERVICE_TV') ? constant('SERVICE_TV') : -1,
            'period' => DISPOSABLE,
            'at' => self::nextInvoice($customer),
            'datefrom' => 0,
            'dateto' => 0,
            'invoice' => DOC_INVOICE,
            'pdiscount' => 0,
            'vdiscount' => 0,
            'separatedocument' => '',
            'separatedocumentvalue' => '',
            'recipient_address_id' => 0,
            'recipient_address_id2' => 0,
        ]);
        return Liability::added($ids, $customer);
    }

    /** Midnight of the next day, from tomorrow on, on which the customer is billed. */
    private static function nextInvoice(int $customer): int
    {
        $day = Liability::dayOf($customer);
        for ($date = new \DateTimeImmutable('tomorrow'); ; $date = $date->modify('+1 day')) {
            if ($day === 0 ? $date->format('j') === $date->format('t') : (int) $date->format('j') === $day) {
                return $date->getTimestamp();
            }
        }
    }
}
