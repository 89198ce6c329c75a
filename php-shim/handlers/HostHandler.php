<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Handler;

use LMSMetroportPlugin\Rights;
use LMSMetroportPlugin\SysLog;

/** Puts the plugin into LMS: menu, rights, modules, templates. */
final class HostHandler
{
    /** The name by which LMS knows a line in its menu. */
    private const SEPARATOR = '------------';

    /** @param array<string, array<string, mixed>> $menu */
    public function addMenu(array $menu): array
    {
        $ours = ['Metroport' => [
            'name' => 'Metroport',
            'css' => 'lms-ui-icon-tv',
            'tip' => trans('Metroport services: MetroTV and F-Secure'),
            'accesskey' => '',
            'prio' => 12,
            'submenu' => self::submenu(),
        ]];

        // LMS sorts its menu before plugins are asked: an entry's place is its place in the array.
        $before = array_search('VoIP', array_keys($menu), true);
        $place = $before === false ? count($menu) : $before;
        return array_slice($menu, 0, $place, true) + $ours + array_slice($menu, $place, null, true);
    }

    /**
     * In the order of the original. A key is the entry's module: rights show entries by their keys.
     *
     * @return array<string, array<string, mixed>>
     */
    private static function submenu(): array
    {
        $entries = [
            'metroportclientlist' => [
                trans('<!metroport>Customers list'),
                trans('Customers in MMS and whom they are linked to in LMS'),
            ],
            'metroport-menu-break-fsecure' => null,
            'metroportfsecureservicelist' => [
                trans('<!metroport>F-Secure products'),
                trans('F-Secure products that can be issued to customers'),
            ],
            'metroportfsecureclientslist' => [
                trans('<!metroport>Customers with F-Secure'),
                trans('F-Secure services of all customers'),
            ],
            'metroportfsecureoperationlist' => [
                trans('<!metroport>F-Secure operations'),
                trans('What was done with F-Secure services, and what failed'),
            ],
            'metroport-menu-break-metrotv' => null,
            'metroportmetrotvservicelist' => [
                trans('<!metroport>MetroTV packages'),
                trans('MetroTV packages with their prices and validity'),
            ],
            'metroportmetrotvnetworklist' => [
                trans('<!metroport>MetroTV networks'),
                trans('Networks for decoders and their free places'),
            ],
            'metroportmetrotvstbmodellist' => [
                trans('<!metroport>MetroTV decoder models'),
                trans('Models of decoders that MetroTV works with'),
            ],
            'metroportmetrotvstblist' => [
                trans('<!metroport>MetroTV decoders'),
                trans('Decoders in the warehouse and with customers'),
            ],
            'metroportmetrotvclientslist' => [
                trans('<!metroport>MetroTV accounts'),
                trans('MetroTV accounts of all customers, their packages and values'),
            ],
            'metroport-menu-break-queue' => null,
            'metroportqueuelist' => [
                trans('Queue and differences'),
                trans('What LMS wants and MMS has not confirmed yet, and where they disagree'),
            ],
            'metroportjournallist' => [
                trans('<!metroport>Journal'),
                trans('Every change that was sent to MMS: who made it, when, and how it ended'),
            ],
            'metroport-menu-break-billing' => null,
            'metroportbillinglist' => [
                trans('Services and liabilities'),
                trans('Where services in MMS and liabilities in LMS differ, and which tariffs are for which services'),
            ],
            'metroportnumbers' => [
                trans('<!metroport>Numbers'),
                trans('Accounts, packages, income and cost, locks, the warehouse and failures over time'),
            ],
            'metroport-menu-break-test' => null,
            'metroportconnectiontest' => [
                trans('<!metroport>Diagnostics'),
                trans('Looks at everything the plugin needs, and says what to do'),
            ],
        ];

        $submenu = [];
        foreach ($entries as $key => $entry) {
            $place = ['prio' => 10 * (count($submenu) + 1)];
            $submenu[$key] = $entry === null
                ? ['name' => self::SEPARATOR] + $place
                : ['name' => $entry[0], 'link' => '?m=' . $key, 'tip' => $entry[1]] + $place;
        }
        return $submenu;
    }

    /**
     * Behind LMS's own directory: the first one that has a module wins, and the plugin replaces none of LMS's.
     *
     * @param list<string> $directories
     */
    public function addModules(array $directories): array
    {
        $directories[] = dirname(__DIR__) . DIRECTORY_SEPARATOR . 'modules';
        return $directories;
    }

    /** In front of LMS's own: LMS makes a chain of templates with the same name, the last being the parent. */
    public function addTemplates(\Smarty $smarty): \Smarty
    {
        \LMSMetroportPlugin::insertDefaultTemplateDir($smarty);
        return $smarty;
    }

    /** Hook `access_table_initialized`: adds the rights to LMS's table of them. */
    public function addRights(mixed $hookData): mixed
    {
        SysLog::register();
        $access = \AccessRights::getInstance();
        foreach (Rights::all() as $name => [$label, $modules, $entries]) {
            // LMS throws at a name it has already, which would cost the rights that come after it.
            if ($access->getPermission($name) === null) {
                $access->insertPermission(
                    new \Permission(
                        $name,
                        $label,
                        Rights::pattern($modules),
                        null,
                        $entries === [] ? [] : ['Metroport' => $entries],
                    ),
                    \AccessRights::FIRST_FORBIDDEN_PERMISSION,
                );
            }
        }
        return $hookData;
    }
}
