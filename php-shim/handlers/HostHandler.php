<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Handler;

use LMSMetroportPlugin\Rights;

/** Puts the plugin into LMS: menu, rights, modules, templates. */
final class HostHandler
{
    /** @param array<string, array<string, mixed>> $menu */
    public function addMenu(array $menu): array
    {
        $ours = ['Metroport' => [
            'name' => 'Metroport',
            'css' => 'lms-ui-icon-tv',
            'tip' => trans('Metroport services: MetroTV and F-Secure'),
            'accesskey' => '',
            'prio' => 12,
            'submenu' => [
                // A key is the entry's module: rights show entries by their keys.
                'metroportclientlist' => [
                    'name' => trans('<!metroport>Customers list'),
                    'link' => '?m=metroportclientlist',
                    'tip' => trans('Customers in MMS and whom they are linked to in LMS'),
                    'prio' => 10,
                ],
                'metroportconnectiontest' => [
                    'name' => trans('<!metroport>Connection test'),
                    'link' => '?m=metroportconnectiontest',
                    'tip' => trans('Tries everything the plugin needs to work with MMS'),
                    'prio' => 900,
                ],
            ],
        ]];

        // LMS sorts its menu before plugins are asked: an entry's place is its place in the array.
        $before = array_search('VoIP', array_keys($menu), true);
        $place = $before === false ? count($menu) : $before;
        return array_slice($menu, 0, $place, true) + $ours + array_slice($menu, $place, null, true);
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

    public function addRights(mixed $hookData): mixed
    {
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
