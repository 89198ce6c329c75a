<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Links customers of LMS to those of MMS by hand, from the page "Customers list". */
final class ClientLink
{
    /**
     * @param array<string, mixed> $posted
     * @return array<string, mixed>
     */
    public static function answer(array $posted): array
    {
        $fields = new Posted($posted);

        return match ($fields->text('action')) {
            'customer' => ['text' => self::customer($fields->id('customer_id'))],
            'link' => self::link($fields->id('customer_id'), $fields->id('mms_id')),
            'unlink' => self::unlink($fields->id('customer_id')),
            'conflicts' => ['conflicts' => LinkConflicts::rows(Gateway::client()->customers()->conflicts())],
            'forget' => self::forget($fields->id('customer_id'), $fields->id('mms_id')),
            default => throw new Refusal('request.action'),
        };
    }

    /** @return array{} */
    private static function link(int $customer, int $mms): array
    {
        self::customer($customer);
        $customers = Gateway::client()->customers();
        // The list, or a conflict of links, may be older than what MMS has now.
        if ($mms === 0 || $customers->get($mms) === null) {
            throw new Refusal('mms.not_found');
        }
        $customers->link($customer, $mms);
        ExternalIds::follow($customer);
        return [];
    }

    /** @return array{} */
    private static function unlink(int $customer): array
    {
        self::customer($customer, true);
        if (!Gateway::client()->customers()->unlink($customer)) {
            throw new Refusal('link.gone');
        }
        ExternalIds::follow($customer);
        return [];
    }

    /** @return array{} */
    private static function forget(int $customer, int $mms): array
    {
        self::customer($customer, true);
        if (!Gateway::client()->customers()->forgetConflict($customer, $mms)) {
            throw new Refusal('link.settled');
        }
        return [];
    }

    /**
     * The name of a customer whom the user may see: the extension links whom it is told to.
     *
     * @throws Refusal when there is none
     */
    private static function customer(int $customer, bool $evenDeleted = false): string
    {
        // PostgreSQL takes a number that is too large for the column for an error.
        $found = $customer > 0x7fff_ffff ? null : \LMSDB::getInstance()->GetRow(
            'SELECT lastname, name, deleted FROM customerview WHERE id = ?',
            [$customer],
        );
        if (empty($found) || ($found['deleted'] && !$evenDeleted)) {
            throw new Refusal('link.customer');
        }
        return trim($found['lastname'] . ' ' . $found['name']);
    }
}
