<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What the customer's card needs to ask for everything else after it is shown. Makes no request and no query. */
final class CardPage
{
    private const SCRIPTS = [
        'metroport.js', 'metroport-keyboard.js', 'metroport-dialog.js', 'metroport-card-forms.js', 'metroport-plan-forms.js',
        'metroport-plan.js', 'metroport-card.js', 'metroport-card-journal.js',
    ];

    /**
     * For the template's variable `$metroport_card`; null when the user may not see anything of it.
     *
     * @param array<string, mixed> $customer as LMS's page has it
     * @return ?array<string, mixed>
     */
    public static function of(array $customer): ?array
    {
        $read = Module::action('metroportcustomer_ajax', Rights::READ);
        if ($read === null || empty($customer['id'])) {
            return null;
        }
        $settings = Settings::current();
        return [
            'customer' => (int) $customer['id'],
            'read' => $read,
            'journal' => Module::action('metroportcustomerjournal_ajax', Rights::READ),
            'link' => Module::action('metroportcustomerupdate_ajax', Rights::CUSTOMER_UPDATE),
            'fsecure' => Module::action('metroportfsecureservicesaction', Rights::FSECURE_ACTIONS),
            'metrotv' => Module::action('metroportmetrotvservicesaction', Rights::METROTV_ACTIONS),
            'plan' => Module::action('metroportplanaction', Rights::METROTV_ACTIONS),
            'shows_fsecure' => $settings->shows('fsecure'),
            'shows_metrotv' => $settings->shows('metrotv'),
            'bills' => Liability::isAllowed(),
            'today' => date('Y-m-d'),
            'style' => Asset::url('metroport.css'),
            'scripts' => array_map(Asset::url(...), self::SCRIPTS),
        ];
    }
}
