<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * The plugin's rights: one table for LMS's list of rights, for the menu and for the checks inside the modules.
 *
 * Names are those of the original plugin, because they are stored with LMS's users.
 */
final class Rights
{
    public const READ = 'metroport_readonly';
    public const CONNECTION_TEST = 'metroportconnectiontest';
    public const CUSTOMER_UPDATE = 'metroportcustomerupdate_ajax';
    public const FSECURE_OPERATIONS = 'metroportfsecureoperationlist';
    public const FSECURE_PRODUCTS = 'metroportfsecureservicelist';
    public const FSECURE_CUSTOMERS = 'metroportfsecureclientslist';
    public const FSECURE_ACTIONS = 'metroportfsecureservicesaction';
    public const METROTV_ACTIONS = 'metroportmetrotvservicesaction';

    /** Services and liabilities: to see them, and to change what belongs together. */
    public const BILLING = 'metroportbillinglist';
    public const NUMBERS = 'metroportnumbers';
    public const BILLING_ACTIONS = 'metroportbillingaction';

    /** The original had none: whoever could open its list of decoders, LMS's read_only included, could delete them. */
    public const WAREHOUSE = 'metroportmetrotvstbaction';

    /** Scripts and styles of the plugin's pages: whoever may see a page may have them. */
    private const ASSETS = 'metroportasset';

    /**
     * Right => [label, modules it opens, keys of the menu entries it shows].
     *
     * @return array<string, array{string, list<string>, list<string>}>
     */
    public static function all(): array
    {
        return [
            self::READ => [
                trans('Metroport: MMS and MetroTV: see customers, services and the warehouse'),
                [
                    'metroportclientlist', 'metroportcustomer_ajax',
                    // The original's lists of MetroTV had no right of their own. They are for reading only.
                    'metroportmetrotvservicelist', 'metroportmetrotvnetworklist', 'metroportmetrotvstbmodellist',
                    'metroportmetrotvstblist', 'metroportmetrotvclientslist',
                    'metroportdecoderhistory_ajax', 'metroportqueuelist', 'metroportdifferencelist', 'metroportplanlist',
                    'metroportjournallist', 'metroportcustomerjournal_ajax',
                ],
                [
                    'metroportclientlist', 'metroport-menu-break-metrotv', 'metroportmetrotvservicelist',
                    'metroportmetrotvnetworklist', 'metroportmetrotvstbmodellist', 'metroportmetrotvstblist',
                    'metroportmetrotvclientslist', 'metroport-menu-break-queue', 'metroportqueuelist',
                    'metroportjournallist',
                ],
            ],
            self::CONNECTION_TEST => [
                trans('Metroport: diagnostics'),
                ['metroportconnectiontest'],
                ['metroport-menu-break-test', 'metroportconnectiontest'],
            ],
            self::CUSTOMER_UPDATE => [
                trans('Metroport: MMS: add and change customers'),
                ['metroportcustomerupdate_ajax', 'metroportclientlinkaction', 'metroportqueueaction'],
                [],
            ],
            self::FSECURE_OPERATIONS => [
                trans('Metroport: F-Secure: see operations'),
                ['metroportfsecureoperationlist'],
                ['metroport-menu-break-fsecure', 'metroportfsecureoperationlist'],
            ],
            self::FSECURE_PRODUCTS => [
                trans('Metroport: F-Secure: see products'),
                ['metroportfsecureservicelist'],
                ['metroport-menu-break-fsecure', 'metroportfsecureservicelist'],
            ],
            self::FSECURE_CUSTOMERS => [
                trans('Metroport: F-Secure: see customers with services'),
                ['metroportfsecureclientslist'],
                ['metroport-menu-break-fsecure', 'metroportfsecureclientslist'],
            ],
            self::FSECURE_ACTIONS => [
                trans('Metroport: F-Secure: add, change, suspend and remove services'),
                ['metroportfsecureservicesaction', 'metroportqueueaction'],
                [],
            ],
            self::METROTV_ACTIONS => [
                trans('Metroport: MetroTV: add, change, block and remove services'),
                ['metroportmetrotvservicesaction', 'metroportqueueaction', 'metroportplanaction'],
                [],
            ],
            self::WAREHOUSE => [
                trans('Metroport: MetroTV: add decoders to the warehouse and delete them'),
                ['metroportmetrotvstbaction'],
                [],
            ],
            self::BILLING => [
                trans('Metroport: LMS: see tariffs of services, and services beside liabilities'),
                ['metroportbillinglist', 'metroporttarifflist', 'metroportsettlementlist'],
                ['metroport-menu-break-billing', 'metroportbillinglist'],
            ],
            self::NUMBERS => [
                trans('Metroport: see the numbers of the business: income, cost, services'),
                ['metroportnumbers'],
                ['metroport-menu-break-billing', 'metroportnumbers'],
            ],
            self::BILLING_ACTIONS => [
                trans('Metroport: LMS: tie tariffs to services, mend liabilities'),
                ['metroportbillingaction'],
                [],
            ],
        ];
    }

    /** For LMS's access table. Anchored: LMS itself looks for the pattern anywhere in a module's name. */
    public static function pattern(array $modules): string
    {
        return '^(' . implode('|', [...$modules, self::ASSETS]) . ')$';
    }

    /**
     * Whether the user has one of the rights, or full access.
     *
     * Every module asks: LMS lets anyone with its right to read into all modules whose names end in `list`.
     */
    public static function granted(string ...$rights): bool
    {
        foreach ($rights as $right) {
            if (\ConfigHelper::checkPrivilege($right)) {
                return true;
            }
        }
        return false;
    }

    /** Whether LMS lets the user open a customer's card: it asks for no single right there, but for the module. */
    public static function opensCards(): bool
    {
        $rights = \LMS::getInstance()->GetUserRights(\Auth::GetCurrentUser());
        return (bool) \AccessRights::getInstance()->checkRights('customerinfo', $rights);
    }

    /** Whether the user may see PESEL numbers; the same question as LMS asks on the customer's card. */
    public static function seesSensitiveData(): bool
    {
        $super = !\ConfigHelper::checkConfig('customers.restrictive_sensitive_data_access');
        return (bool) \ConfigHelper::checkPrivilege('customer_sensitive_data_view', $super);
    }
}
