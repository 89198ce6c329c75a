<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What LMS itself has to do for a plan: liabilities, through its own functions. */
final class PlanLms
{
    /**
     * Does what the plan tells. Whether it is done, the extension looks up.
     *
     * @param array{action: string, assignment_id: ?int, tariff_id: int, from: int, to: int, day: int} $order
     */
    public static function carryOut(int $customer, array $order): void
    {
        if (!Liability::isAllowed()) {
            throw new Refusal('request.right');
        }
        try {
            match ($order['action']) {
                'add' => Liability::of($order['tariff_id'], $order['from'], $order['to'], $order['day'])->add($customer),
                'delete' => \LMS::getInstance()->DeleteAssignment((int) $order['assignment_id']),
                'end' => Liability::set($customer, (int) $order['assignment_id'], 'dateto', $order['to']),
            };
        } catch (\Throwable $failure) {
            // The extension sees that it is not done, and stops the plan.
            Failure::log($failure);
        }
    }

    /**
     * The customer's liabilities that are not over; those that are for what is removed are proposed to end with it.
     *
     * @param int $account that is removed, 0 for everything of the customer
     * @return list<array{value: string, label: string, proposed: bool}>
     */
    public static function liabilities(\Metroport\Client $client, int $customer, int $account): array
    {
        // Not his who may not see the customer.
        $client->plans()->unfinished($customer);
        if (!Liability::isAllowed()) {
            return [];
        }
        $own = array_filter((array) \LMS::getInstance()->GetCustomerAssignments($customer, false, true), is_array(...));
        $ending = $account === 0 ? self::ofAll($client, $customer, $own) : self::ofAccount($client, $customer, $account);
        return array_values(array_map(static fn (array $assignment): array => [
            'value' => (string) $assignment['id'],
            'label' => $assignment['name'] . ' — ' . Format::money((string) $assignment['value']),
            'proposed' => isset($ending[(int) $assignment['id']]),
        ], $own));
    }

    /**
     * Those that are recorded with a service, or whose tariff is tied to one.
     *
     * @param array<array<string, mixed>> $own
     * @return array<int, int> by assignment
     */
    private static function ofAll(\Metroport\Client $client, int $customer, array $own): array
    {
        $tied = [];
        foreach ($client->billing()->ties(0, 10000, '', 'name', false, 'tied')['rows'] as $row) {
            $tied[(int) $row['tariff']['id']] = true;
        }
        $recorded = array_column(\LMSDB::getInstance()->GetAll(
            'SELECT assignment_id FROM metroport_liabilities WHERE lms_user_id = ? AND assignment_id IS NOT NULL',
            [$customer],
        ) ?: [], 'assignment_id', 'assignment_id');
        $of = array_column(array_filter($own, static fn (array $assignment): bool => isset($tied[(int) $assignment['tariffid']])), 'id', 'id');
        return $of + $recorded;
    }

    /**
     * Those that pay for packages of the account, and for nothing that stays: another account, F-Secure.
     *
     * @return array<int, true> by assignment
     */
    private static function ofAccount(\Metroport\Client $client, int $customer, int $account): array
    {
        $orders = array_column(\LMSDB::getInstance()->GetAll(
            "SELECT mms_id FROM metroport_services WHERE service = 'metrotv' AND account_id = ? AND gone_at IS NULL",
            [$account],
        ) ?: [], 'mms_id', 'mms_id');
        $goes = $stays = [];
        foreach ($client->billing()->pairings($customer) as $pair) {
            if ($pair['assignment_id'] === null) {
                continue;
            }
            if ($pair['service'] === 'metrotv' && isset($orders[$pair['mms_id']])) {
                $goes[$pair['assignment_id']] = true;
            } else {
                $stays[$pair['assignment_id']] = true;
            }
        }
        return array_diff_key($goes, $stays);
    }
}
