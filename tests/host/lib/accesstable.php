<?php

declare(strict_types=1);

/** Rights of the core: the few whose patterns matter to a plugin, with LMS's names and order. */

$global_access_regexp = '^(welcome|copyrights|logout|chpasswd|twofactorauth(info|edit)|quicksearch|calendar|persistentsetting'
    . '|currentdivision|zipcode|indicators|dns|configinfo|numberplanhelper|maplink|customerssncheck)$';

$access = AccessRights::getInstance();
foreach ([
    ['full_access', 'full access', '^.*$', null, Permission::MENU_ALL],
    ['read_only', 'read only (excluding helpdesk)',
        '^(([a-z]+(list|info|view|search|balance|infoshort|ksefinfo))|eventschedule|customeraddresses|customerselect|customerassignmenthelper'
            . '|netdevmap|eventprint|eventnote|nodelistshort|number|choose[a-z]+)$', null,
        ['customers' => ['customerlist', 'customersearch'], 'config' => ['settings', 'pluginlist']]],
    ['finances_management', 'finances management', '^((tariff|customerassignment|payment|balance)(add|info|move|edit|del|list)?)$', null, ['finances' => Permission::MENU_ALL]],
    ['customer_management', 'customers management',
        '^((customer|document)(add|edit|info|infoshort|list|print|search|warn|cutoffstop)|customeraddresses|customerselect|customername)$', null,
        ['customers' => Permission::MENU_ALL, 'documents' => Permission::MENU_ALL]],
    ['customer_removal', 'customer removal', '^customerdel$', null, null],
    ['permanent_customer_removal', 'permanent customer removal', '^customerdel$', null, null],
    ['configuration', 'configuration', '^((host|config|numberplan|taxrate|division)(list|edit|add|del|load|clone))$', null,
        ['config' => ['settings', 'divisionlist']]],
    ['customer_sensitive_data_view', 'customer sensitive data view', null, null, null],
    ['messaging', 'messaging', '^message(add|list|del|info)$', null, ['messages' => Permission::MENU_ALL]],
    ['transaction_logs', 'transaction logs', '^archiv(eview|elist)$', null, null],
    [AccessRights::FIRST_FORBIDDEN_PERMISSION, 'backup management forbidden', null, '^db(add|del|list|recover|view)$', null],
    ['hide_finances', 'hide finances', null, null, null],
    ['documentation', 'documentation', null, null, ['documentation' => Permission::MENU_ALL]],
    ['auth', 'auth', null, null, ['auth' => Permission::MENU_ALL]],
] as [$name, $label, $allow, $deny, $items]) {
    $access->appendPermission(new Permission($name, trans($label), $allow, $deny, $items));
}
