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
     * The customer's liabilities that are not over; those that are recorded with a service, or whose tariff is tied to one, are
     * proposed to end with it.
     *
     * @return list<array{value: string, label: string, proposed: bool}>
     */
    public static function liabilities(\Metroport\Client $client, int $customer): array
    {
        // Not his who may not see the customer.
        $client->plans()->unfinished($customer);
        if (!Liability::isAllowed()) {
            return [];
        }
        $tied = [];
        foreach ($client->billing()->ties(0, 10000, '', 'name', false, 'tied')['rows'] as $row) {
            $tied[(int) $row['tariff']['id']] = true;
        }
        $recorded = array_column(\LMSDB::getInstance()->GetAll(
            'SELECT assignment_id FROM metroport_liabilities WHERE lms_user_id = ? AND assignment_id IS NOT NULL',
            [$customer],
        ) ?: [], 'assignment_id', 'assignment_id');
        $own = (array) \LMS::getInstance()->GetCustomerAssignments($customer, false, true);
        return array_values(array_map(static fn (array $assignment): array => [
            'value' => (string) $assignment['id'],
            'label' => $assignment['name'] . ' — ' . Format::money((string) $assignment['value']),
            'proposed' => isset($tied[(int) $assignment['tariffid']]) || isset($recorded[(int) $assignment['id']]),
        ], array_filter($own, is_array(...))));
    }
}
