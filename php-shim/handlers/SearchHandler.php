<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Handler;

use LMSMetroportPlugin\Rights;
use LMSMetroportPlugin\State;

/**
 * LMS's quick search of customers finds them by the MAC or serial number of a decoder that they have, and by their number in
 * MMS too. From the plugin's own tables, as the sync of decoders left them: somebody types, and MMS is not asked at each key.
 */
final class SearchHandler
{
    /** Hexadecimal digits that a part of a MAC has at least: fewer are in many MACs, and in house numbers. */
    private const SHORTEST_MAC = 6;
    private const SHORTEST_SERIAL = 4;

    /** Of the tables' columns. A PESEL or a telephone number is above it, and would be in the database's log of errors. */
    private const LARGEST_NUMBER = 0x7fff_ffff;

    /**
     * Hook `quicksearch_ajax_customer`: more suggestions.
     *
     * @param array{search: string, result: array<int|string, array<string, mixed>>} $hookData
     */
    public function suggest(array $hookData): array
    {
        foreach (self::find($hookData['search'] ?? '') as $customer => $row) {
            $hookData['result'][$customer] ??= [
                // LMS's script escapes the name and takes the description as markup.
                'name' => "(#$customer) " . $row['customername'],
                'name_class' => '',
                'icon' => 'fa-fw lms-ui-icon-tv',
                'description' => htmlspecialchars(self::why($row)),
                'description_class' => '',
                'action' => '?m=customerinfo&id=' . $customer,
                'id' => $customer,
            ];
        }
        return $hookData;
    }

    /**
     * Hook `quicksearch_after_submit`: Enter goes to the card of the only customer who has such a decoder. A number alone may
     * be anything of LMS's: that is left to LMS.
     *
     * @param array{mode: string, search: string, target: string} $hookData
     */
    public function open(array $hookData): array
    {
        $search = (string) ($hookData['search'] ?? '');
        if (($hookData['mode'] ?? '') === 'customer' && ($hookData['target'] ?? '') === '' && !ctype_digit($search)) {
            $found = self::find($search);
            if (count($found) === 1) {
                $hookData['target'] = '?m=customerinfo&id=' . array_key_first($found);
            }
        }
        return $hookData;
    }

    /** @param array{mms_id: int|string, mac: ?string, serialnumber: ?string} $row */
    private static function why(array $row): string
    {
        return $row['mac'] === null
            ? trans('Metroport: customer #$a in MMS', (string) $row['mms_id'])
            : trans('Metroport: decoder $a, S/N $b', $row['mac'], (string) $row['serialnumber']);
    }

    /**
     * Customers whom the user may see, by their id in LMS.
     *
     * @return array<int, array{customername: string, mms_id: int|string, mac: ?string, serialnumber: ?string}>
     */
    private static function find(mixed $search): array
    {
        $search = is_string($search) ? trim($search) : '';
        // Not the whole State: without the extension LMS still searches, but not in tables that are not there.
        if (!Rights::granted(Rights::READ) || (State::schemaVersion() ?? 0) < (int) \LMSMetroportPlugin::PLUGIN_DB_VERSION) {
            return [];
        }
        $db = \LMSDB::getInstance();
        $name = $db->Concat('UPPER(c.lastname)', "' '", 'c.name');
        $limit = (int) \ConfigHelper::getConfig('phpui.quicksearch_limit', 15);
        $found = [];

        if (preg_match('/^[1-9][0-9]{0,9}$/D', $search) && (int) $search <= self::LARGEST_NUMBER) {
            $found = (array) $db->GetAll(
                "SELECT c.id, $name AS customername, l.metroport_user_id AS mms_id, NULL AS mac, NULL AS serialnumber
                FROM metroport_customers l JOIN customerview c ON c.id = l.lms_user_id
                WHERE l.metroport_user_id = ?",
                [$search],
            );
        }
        $digits = strtolower((string) preg_replace('/[\s:.-]/', '', $search));
        $isMac = preg_match('/^[0-9a-f]{' . self::SHORTEST_MAC . ',12}$/D', $digits) === 1;
        if ($isMac || preg_match('/^[A-Z0-9][A-Z0-9.\/_-]{' . (self::SHORTEST_SERIAL - 1) . ',63}$/iD', $search)) {
            $found = [...$found, ...(array) $db->GetAll(
                "SELECT c.id, $name AS customername, l.metroport_user_id AS mms_id, s.mac, s.serialnumber
                FROM metroport_metrotv_stb s
                JOIN metroport_customers l ON l.metroport_user_id = s.userid
                JOIN customerview c ON c.id = l.lms_user_id
                WHERE s.gone_at IS NULL AND s.status <> 3
                    AND (REPLACE(REPLACE(REPLACE(LOWER(s.mac), ':', ''), '-', ''), '.', '') LIKE ? OR UPPER(s.serialnumber) LIKE ?)
                ORDER BY s.mac LIMIT ?",
                // Nothing is left in either that LIKE would read as a pattern, but the underscore, which fits itself too.
                [$isMac ? "%$digits%" : '', '%' . strtoupper($search) . '%', $limit],
            )];
        }
        return array_column(array_reverse(array_filter($found)), null, 'id');
    }
}
