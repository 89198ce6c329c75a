<?php

declare(strict_types=1);

/** LMS's main menu: all top items with their keys, and the submenus the host has pages for. */

$item = static fn (string $name, string $css, string $module, int $prio, array $submenu = []): array => [
    'name' => trans($name), 'css' => 'lms-ui-icon-' . $css, 'link' => '?m=' . $module, 'tip' => trans($name), 'prio' => $prio, 'submenu' => $submenu,
];
$sub = static fn (string $name, string $module, int $prio): array => ['name' => trans($name), 'link' => '?m=' . $module, 'tip' => trans($name), 'prio' => $prio];

$menu = [
    'admin' => $item('Administration', 'administration', 'welcome', 0, ['info' => $sub('Info', 'welcome', 10)]),
    'customers' => $item('Customers', 'customer', 'customerlist', 5, [
        'customerlist' => $sub('List', 'customerlist', 10),
        'customeradd' => $sub('New Customer', 'customeradd', 20),
        'customersearch' => $sub('Search', 'customersearch', 30),
    ]),
    'nodes' => $item('Nodes', 'node', 'nodelist', 10),
    'VoIP' => $item('VoIP', 'phone', 'voipaccountlist', 11),
    'netdevices' => $item('Net Devices', 'netdev', 'netdevlist', 15),
    'networks' => $item('IP Networks', 'ipnetwork', 'netlist', 20),
    'finances' => $item('Finances', 'finances', 'tarifflist', 25),
    'documents' => $item('Documents', 'document', 'documentlist', 26),
    'hosting' => $item('Hosting', 'hosting', 'accountlist', 30),
    'messages' => $item('Messages', 'message', 'messagelist', 35),
    'reload' => $item('Reload', 'reload', 'reload', 40),
    'stats' => $item('Stats', 'stats', 'traffic', 45),
    'helpdesk' => $item('Helpdesk', 'helpdesk', 'rtqueuelist', 50),
    'timetable' => $item('Timetable', 'timetable', 'eventlist', 55),
    'config' => $item('Configuration', 'configuration', 'configlist', 60, [
        'settings' => $sub('User Interface', 'configlist', 10),
        'pluginlist' => $sub('Plugins', 'pluginlist', 100),
    ]),
    'auth' => $item('Authentication', 'password', 'chpasswd', 70),
    'documentation' => $item('Documentation', 'documentation', 'copyrights', 70),
    'userpanel' => $item('Userpanel', 'userpanel', 'userpanel', 80),
];
