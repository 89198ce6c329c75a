<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Links that an upgrade set aside, and those that stand in their way, for the page "Customers list". */
final class LinkConflicts
{
    /**
     * One row for each link: first what is linked now, once however many it is in the way of, then what was set aside.
     *
     * @param list<array<string, mixed>> $conflicts as from Customers::conflicts()
     * @return list<array<string, mixed>>
     */
    public static function rows(array $conflicts): array
    {
        $rows = [];
        foreach ($conflicts as $conflict) {
            foreach ($conflict['instead'] as $link) {
                $rows[$link['mms_id']] ??= self::row($link, [
                    'state' => trans('<!metroport>is linked'),
                    'state_class' => 'green',
                    'unlinkable' => $link['customer_id'] !== null,
                ]);
            }
            $rows[] = self::row($conflict, [
                'state' => trans('<!metroport>set aside'),
                'state_class' => 'red',
                'aside' => true,
                'linkable' => $conflict['instead'] === [],
            ]);
        }
        return array_values($rows);
    }

    /**
     * @param array<string, mixed> $link
     * @param array<string, mixed> $state
     * @return array<string, mixed>
     */
    private static function row(array $link, array $state): array
    {
        return $state + [
            'customer_id' => $link['customer_id'],
            'customer_name' => $link['customer_name'],
            'person' => $link['customer_name'],
            'unlinked' => false,
            'mms_id' => $link['mms_id'],
            // Of MMS's customer only the number is known here; the dialogs print these of the list's rows.
            'title' => '',
            'address' => '',
            'aside' => false,
            'linkable' => false,
            'unlinkable' => false,
        ];
    }
}
