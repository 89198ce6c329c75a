<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * Customers' numbers in MMS among LMS's own "IDs in external systems" (LMS's tables `serviceproviders`, `customerextids`): there
 * they are seen and searched for as those of any other provider. What stands there is made to agree with the plugin's links,
 * whichever way those came about.
 */
final class ExternalIds
{
    private const PROVIDER = 'Metroport';

    /**
     * Makes them agree; changes only what differs. LMS before 2022 has no such tables: then there is nothing to do.
     *
     * @param ?int $customer one customer of LMS, or null for all
     * @return int how many entries were added or removed
     */
    public static function agree(?int $customer = null): int
    {
        $db = \LMSDB::getInstance();
        if (!$db->ResourceExists('customerextids', \LMSDB::RESOURCE_TYPE_TABLE)) {
            return 0;
        }
        $provider = $db->GetOne('SELECT id FROM serviceproviders WHERE name = ?', [self::PROVIDER]);
        if ($provider === null) {
            $db->Execute('INSERT INTO serviceproviders (name) VALUES (?)', [self::PROVIDER]);
            $provider = $db->GetOne('SELECT id FROM serviceproviders WHERE name = ?', [self::PROVIDER]);
        }
        $provider = (int) $provider;
        $only = $customer === null ? '' : ' AND %s = ' . $customer;
        // As text on both sides: LMS keeps ids of all providers in one column.
        $number = $db->GetDbType() === 'postgres' ? 'CAST(l.metroport_user_id AS varchar)' : 'CAST(l.metroport_user_id AS char)';

        $removed = $db->Execute(
            'DELETE FROM customerextids WHERE serviceproviderid = ?' . sprintf($only, 'customerid') . " AND NOT EXISTS (
                SELECT 1 FROM metroport_customers l WHERE l.lms_user_id = customerextids.customerid AND $number = customerextids.extid)",
            [$provider],
        );
        $added = $db->Execute(
            "INSERT INTO customerextids (customerid, extid, serviceproviderid)
            SELECT l.lms_user_id, $number, $provider FROM metroport_customers l JOIN customers c ON c.id = l.lms_user_id
            WHERE NOT EXISTS (SELECT 1 FROM customerextids e WHERE e.customerid = l.lms_user_id AND e.serviceproviderid = ?)"
                . sprintf($only, 'l.lms_user_id'),
            [$provider],
        );
        return (int) $removed + (int) $added;
    }

    /** The same where it is done by the way: what goes wrong in LMS's tables is no failure of what was asked for. */
    public static function follow(?int $customer = null): void
    {
        try {
            self::agree($customer);
        } catch (\Throwable $failure) {
            Failure::log($failure);
        }
    }
}
