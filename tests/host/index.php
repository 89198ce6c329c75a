<?php

declare(strict_types=1);

/** The panel: LMS's boot, in LMS's order, of one request. Modules are included in this scope and use its variables. */

define('START_TIME', microtime(true));
define('LMS-UI', true);
ini_set('error_reporting', (string) (E_ALL & ~E_NOTICE));

$CONFIG_FILE = getenv('LMS_HOST_INI') ?: $_SERVER['LMS_HOST_INI'] ?? 'lms.ini';
if (!is_readable($CONFIG_FILE)) {
    die('Unable to read configuration file [' . $CONFIG_FILE . ']!');
}
require_once __DIR__ . '/lib/boot.php';
$CONFIG = host_configure($CONFIG_FILE, true);
host_autoload($CONFIG);
require_once LIB_DIR . '/common.php';

$DB = null;
try {
    $DB = LMSDB::getInstance();
} catch (Exception $ex) {
    trigger_error($ex->getMessage(), E_USER_WARNING);
    die('Fatal error: cannot connect to database!<BR>');
}

$api = isset($_GET['api']);
Localisation::init();
if (!$api) {
    $SMARTY = new LMSSmarty();
    $SMARTY->setMergeCompiledIncludes(true);
    $SMARTY->setDefaultResourceType('extendsall');
}
require_once LIB_DIR . '/definitions.php';
require_once LIB_DIR . '/accesstable.php';
$SYSLOG = SYSLOG::getInstance();
$SESSION = new Session($DB, ConfigHelper::getConfig('phpui.timeout'), ConfigHelper::getConfig('phpui.settings_timeout'));

// LMS creates plugins first since June 2026; before that Auth and LMS existed in their constructors
if (host_plugins_first()) {
    $plugin_manager = LMSPluginManager::getInstance();
}
$AUTH = new Auth($DB, $SESSION);
$LMS = new LMS($DB, $AUTH, $SYSLOG);
$plugin_manager ??= LMSPluginManager::getInstance();
$LMS->setPluginManager($plugin_manager);

if (!$api) {
    $SMARTY->setPluginManager($plugin_manager);
    $SMARTY->useHostTemplates();
}

$layout['logname'] = Auth::GetCurrentUserName();
$layout['logrname'] = Auth::GetCurrentUserReversedName();
$layout['logid'] = Auth::GetCurrentUser();
$layout['lmsv'] = LMS::SOFTWARE_VERSION;
$layout['lmsdbv'] = $DB->GetDbType();
$layout['dberrors'] = &$DB->GetErrors();
$layout['popup'] = isset($_GET['popup']);
if (!$api) {
    $SMARTY->assignByRef('layout', $layout);
}
$error = null;
$warning = null;

if (!$layout['popup'] && !$api) {
    require_once LIB_DIR . '/menu.php';
    $menu = $plugin_manager->executeHook('menu_initialized', $menu);
    $SMARTY->assignByRef('newmenu', $menu);
}
header('X-Powered-By: LMS/' . $layout['lmsv']);

$modules_dirs = $plugin_manager->executeHook('modules_dir_initialized', [MODULES_DIR]);
$plugin_manager->executeHook('lms_initialized', $LMS);
if (!$api) {
    $plugin_manager->executeHook('smarty_initialized', $SMARTY);
}
$documents_dirs = $plugin_manager->executeHook('documents_dir_initialized', [DOC_DIR]);

if ($api && ($SESSION->isExpired() || !$AUTH->islogged)) {
    header('HTTP/1.1 401 Unauthorized');
    header('Content-Type: application/json');
    die(json_encode(['error' => $SESSION->isExpired() ? trans('Session expired!') : ($AUTH->error ?: trans('No authentication data?'))]));
}

if (!$AUTH->islogged) {
    $SMARTY->assign('error', $AUTH->error);
    $SMARTY->assign('target', '?' . ($_SERVER['QUERY_STRING'] ?? ''));
    $SMARTY->display('login.html');
    $SESSION->close();
    return;
}

if (isset($_GET['clear_login_timeout'])) {
    $SESSION->clearLoginTimeout();
    header('Content-Type: application/json');
    die('[]');
}

$user_divisions = $LMS->GetDivisions(['userid' => Auth::GetCurrentUser()]);
$division_context = $SESSION->get_persistent_setting('division_context') ?? (count($user_divisions) ? array_key_first($user_divisions) : '');
LMSDivisionManager::setCurrentDivision($division_context);
$layout['division'] = $division_context;

$LMS->ExecHook('access_table_init');
$LMS->executeHook('access_table_initialized');
LMSConfig::getConfig(['force' => true, 'force_user_rights_only' => true, 'user_id' => Auth::GetCurrentUser()]);
ConfigHelper::setFilter($division_context, Auth::GetCurrentUser());
$LMS->executeHook('division_set_after', ['lms' => $LMS, 'divisionid' => $division_context]);

$module = isset($_GET['m']) ? preg_replace('/[^a-zA-Z0-9_-]/', '', (string) $_GET['m']) : '';
$res = $LMS->ExecHook('module_load_before', ['module' => $module]);
if (!empty($res['abort'])) {
    $SESSION->close();
    die;
}
$module = $res['module'] ?: ConfigHelper::getConfig('phpui.default_module', 'welcome');

$module_dir = null;
foreach ($modules_dirs as $directory) {
    if (file_exists($directory . '/' . $module . '.php')) {
        $module_dir = $directory;
        break;
    }
}

if ($module_dir === null) {
    $layout['module'] = 'notfound';
    $layout['pagetitle'] = trans('Error!');
    if (!$api) {
        $SMARTY->display('notfound.html');
    }
} else {
    $rights = $LMS->GetUserRights(Auth::GetCurrentUser());
    $allow = $access->checkRights($module, $rights, (bool) preg_match('/' . $global_access_regexp . '/i', $module));
    if ($SYSLOG) {
        $SYSLOG->NewTransaction($module);
    }
    if (isset($menu)) {
        $access->applyMenuPermissions($menu, [...$rights, 'documentation', 'auth']);
    }
    if ($allow) {
        $layout['module'] = $module;
        $SESSION->save('module', $module);
        $resource_tabs = [];
        if (!$api) {
            $SMARTY->assign('persistent_filters', $SESSION->getAllPersistentFilters());
            $filter = $SESSION->getFilter();
            $SMARTY->assignByRef('filter', $filter);
            foreach (array_filter(explode(';', (string) $SESSION->get_persistent_setting($module . '-resource-tabs'))) as $tab) {
                [$tab_id, $tab_state] = explode(':', $tab);
                $resource_tabs[$tab_id] = (int) $tab_state !== 0;
            }
            $SMARTY->assign('resource_tabs', $resource_tabs);
            $SMARTY->assignByRef('error', $error);
            $SMARTY->assignByRef('warning', $warning);
            $warnings = $_GET['warning'] ?? $_POST['warning'] ?? [];
        }
        $LMS->InitUI();
        $LMS->executeHook($module . '_on_load');

        // LMS catches Exception only: an Error or TypeError of a module is a blank page with status 500
        try {
            include $module_dir . '/' . $module . '.php';
        } catch (Exception $e) {
            if (!$api) {
                $SMARTY->display('header.html');
                echo '<div class="bold">' . $e->getFile() . '[' . $e->getLine() . ']: <span class="red">'
                    . str_replace("\n", '<br>', $e->getMessage()) . '</span></div>';
                $SMARTY->display('footer.html');
            }
            die;
        }
    } else {
        if ($SYSLOG) {
            $SYSLOG->AddMessage(SYSLOG::RES_USER, SYSLOG::OPER_USERNOACCESS, [SYSLOG::RES_USER => Auth::GetCurrentUser()]);
        }
        if (!$api) {
            $SMARTY->display('noaccess.html');
        }
    }
}
if ($SESSION->get('lastmodule') !== $module) {
    $SESSION->save('lastmodule', $module);
}
$SESSION->close();
