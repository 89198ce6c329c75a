<?php

declare(strict_types=1);

use LMSMetroportPlugin\Rights;

/**
 * Every address of the plugin, and who may use it.
 *
 * RouteTest compares it with the modules and with the actions that their classes know, so that nothing new goes unnoticed.
 */
final class Routes
{
    /** Rights any of which opens the page. */
    public const PAGES = [
        'metroportbillinglist' => [Rights::BILLING],
        'metroportclientlist' => [Rights::READ],
        'metroportconnectiontest' => [Rights::CONNECTION_TEST],
        'metroportdifferencelist' => [Rights::READ],
        'metroportfsecureclientslist' => [Rights::FSECURE_CUSTOMERS],
        'metroportfsecureoperationlist' => [Rights::FSECURE_OPERATIONS],
        'metroportfsecureservicelist' => [Rights::FSECURE_PRODUCTS],
        'metroportjournallist' => [Rights::READ],
        'metroportmetrotvclientslist' => [Rights::READ],
        'metroportmetrotvnetworklist' => [Rights::READ],
        'metroportmetrotvservicelist' => [Rights::READ],
        'metroportmetrotvstblist' => [Rights::READ],
        'metroportmetrotvstbmodellist' => [Rights::READ],
        'metroportnumbers' => [Rights::NUMBERS],
        'metroportplanlist' => [Rights::READ],
        'metroportqueuelist' => [Rights::READ],
        'metroportsettlementlist' => [Rights::BILLING],
        'metroporttarifflist' => [Rights::BILLING],
    ];

    /** Modules that only answer scripts: rights any of which opens them, and their actions. */
    public const ACTIONS = [
        'metroportbillingaction' => [[Rights::BILLING_ACTIONS], ['cost', 'look', 'mend', 'position', 'tariffs', 'tie', 'tie_suggested', 'untie']],
        'metroportclientlinkaction' => [[Rights::CUSTOMER_UPDATE], ['conflicts', 'customer', 'forget', 'link', 'unlink']],
        'metroportcustomer_ajax' => [[Rights::READ], ['']],
        'metroportcustomerjournal_ajax' => [[Rights::READ], ['']],
        'metroportcustomerupdate_ajax' => [[Rights::CUSTOMER_UPDATE], ['link', 'match', 'resend', 'update']],
        'metroportdecoderhistory_ajax' => [[Rights::READ], ['']],
        'metroportfsecureservicesaction' => [
            [Rights::FSECURE_ACTIONS],
            ['add', 'block', 'change', 'remove', 'tariffs', 'unblock'],
        ],
        'metroportmetrotvservicesaction' => [[Rights::METROTV_ACTIONS], [
            'add_account', 'block', 'change_address', 'issue_decoder', 'issue_package', 'offer', 'remove_account',
            'remove_package', 'return_decoder', 'tariffs', 'unblock',
        ]],
        'metroportmetrotvstbaction' => [[Rights::WAREHOUSE], ['add', 'delete', 'models', 'read']],
        'metroportplanaction' => [[Rights::METROTV_ACTIONS], [
            'back', 'begin', 'choices', 'forget', 'forward', 'liabilities', 'preview', 'show', 'step', 'tariffs',
        ]],
        'metroportqueueaction' => [
            [Rights::CUSTOMER_UPDATE, Rights::METROTV_ACTIONS, Rights::FSECURE_ACTIONS],
            ['give_up', 'retry', 'retry_all'],
        ],
    ];

    /** Scripts and styles: for whoever has any of the plugin's rights. */
    public const ASSETS = 'metroportasset';

    /** What needs one of LMS's own rights besides. */
    public const ALSO_NEEDED = [
        'metroportbillingaction mend' => 'finances_management',
        'metroportbillingaction position' => 'finances_management',
        'metroportfsecureservicesaction tariffs' => 'finances_management',
        'metroportmetrotvservicesaction tariffs' => 'finances_management',
        'metroportplanaction tariffs' => 'finances_management',
    ];

    /** Of the queue's kinds each has a right of its own. */
    public const KINDS = ['data' => Rights::CUSTOMER_UPDATE, 'metrotv' => Rights::METROTV_ACTIONS, 'fsecure' => Rights::FSECURE_ACTIONS];

    /** On which pages which modules are offered, `customerinfo` being LMS's own. */
    public const OFFERED = [
        'customerinfo&id=1' => [
            'metroportcustomer_ajax', 'metroportcustomerupdate_ajax', 'metroportfsecureservicesaction',
            'metroportmetrotvservicesaction', 'metroportplanaction',
        ],
        'metroportclientlist' => ['metroportclientlinkaction', 'metroportcustomerupdate_ajax'],
        'metroportfsecureclientslist' => ['metroportfsecureservicesaction'],
        'metroportmetrotvclientslist' => ['metroportmetrotvservicesaction'],
        'metroportmetrotvstblist' => ['metroportdecoderhistory_ajax', 'metroportmetrotvstbaction'],
        'metroportqueuelist' => ['metroportqueueaction'],
        'metroportbillinglist' => ['metroportbillingaction'],
        'metroporttarifflist' => ['metroportbillingaction'],
    ];

    /** @return list<string> */
    public static function modules(): array
    {
        $modules = [...array_keys(self::PAGES), ...array_keys(self::ACTIONS), self::ASSETS];
        sort($modules);
        return $modules;
    }

    /**
     * All that can be posted: module, fields that say what is wanted, and rights any of which it needs.
     *
     * @return iterable<string, array{string, array<string, string>, list<string>}>
     */
    public static function posts(): iterable
    {
        foreach (self::PAGES as $page => $rights) {
            yield $page => [$page, [], $rights];
            yield "$page csv" => [$page, ['csv' => '1'], $rights];
        }
        foreach (self::ACTIONS as $module => [$rights, $actions]) {
            foreach ($actions as $action) {
                if ($module !== 'metroportqueueaction') {
                    yield rtrim("$module $action") => [$module, ['action' => $action], $rights];
                    continue;
                }
                foreach (self::KINDS as $kind => $right) {
                    yield "$module $action $kind" => [$module, ['action' => $action, 'kind' => $kind], [$right]];
                }
            }
        }
    }

    /** @param list<string> $rights whether a user with these rights may post that */
    public static function isOpen(string $post, array $needed, array $rights): bool
    {
        return in_array('full_access', $rights, true)
            || array_intersect($needed, $rights) !== []
                && (!isset(self::ALSO_NEEDED[$post]) || in_array(self::ALSO_NEEDED[$post], $rights, true));
    }

    /**
     * Actions that the source of a class knows: arms of a `match` on the field `action`, and comparisons with it.
     *
     * @return list<string>
     */
    public static function actionsIn(string $file): array
    {
        $tokens = array_values(array_filter(
            PhpToken::tokenize((string) file_get_contents($file)),
            static fn (PhpToken $token): bool => !$token->isIgnorable(),
        ));
        $actions = [];
        foreach ($tokens as $at => $token) {
            if ($token->is(T_IS_IDENTICAL) && $tokens[$at - 1]->text === '$action') {
                $actions[] = trim($tokens[$at + 1]->text, "'");
            }
            if ($token->is(T_MATCH)) {
                $actions = [...$actions, ...self::arms($tokens, $at)];
            }
        }
        $actions = array_values(array_unique($actions));
        sort($actions);
        return $actions;
    }

    /** @return list<string> words before the arrows of a match on `action` */
    private static function arms(array $tokens, int $at): array
    {
        $subject = '';
        while (!$tokens[++$at]->is('{')) {
            $subject .= $tokens[$at]->text;
        }
        if (!str_contains($subject, "'action'") && !str_contains($subject, '$action')) {
            return [];
        }
        $words = $found = [];
        $depth = 0;
        for ($at++; $depth > 0 || !$tokens[$at]->is('}'); $at++) {
            $token = $tokens[$at];
            $depth += $token->is(['(', '[', '{']) ? 1 : ($token->is([')', ']', '}']) ? -1 : 0);
            if ($depth === 0 && $token->is(T_CONSTANT_ENCAPSED_STRING)) {
                $words[] = trim($token->text, "'");
            } elseif ($depth === 0 && $token->is(T_DOUBLE_ARROW)) {
                $found = [...$found, ...$words];
                $words = [];
            }
        }
        return $found;
    }
}
