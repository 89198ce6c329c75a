<?php

declare(strict_types=1);

// LMS's nginx sample serves plugins/ too: a direct request must not show an error with paths in it.
defined('LIB_DIR') || exit;

require_once __DIR__ . '/lib/autoload.php';

/**
 * What LMS knows of the plugin: its names and versions, which hooks it takes, and that it never takes LMS down.
 *
 * LMS includes this file also while the plugin is disabled, and makes the object before there is a user or an `LMS`.
 * Nothing here may need the extension, and nothing may throw.
 */
class LMSMetroportPlugin extends LMSPlugin
{
    public const PLUGIN_DIRECTORY_NAME = 'LMSMetroportPlugin';
    public const PLUGIN_ALIAS = 'LMSMetroportPlugin';
    public const PLUGIN_NAME = 'Metroport';
    public const PLUGIN_DESCRIPTION = 'Metroport: MetroTV and F-Secure for LMS customers';
    public const PLUGIN_AUTHOR = 'metroport-lms';

    /** The extension's `Metroport\Client::VERSION` must be the same. */
    public const PLUGIN_SOFTWARE_VERSION = '2.0.0';

    /** The extension's `Metroport\Client::SCHEMA_VERSION` must be the same. */
    public const PLUGIN_DB_VERSION = '2026112601';

    /** LMS makes its tables here, when the plugin is enabled or upgraded. */
    public function __construct()
    {
        try {
            parent::__construct();
        } catch (\Throwable $failure) {
            // A schema upgrade that failed leaves the plugin on the old tables; State tells the operator.
            LMSMetroportPlugin\Failure::log($failure);
        }
    }

    /** LMS's hooks, and what is called for them. */
    public function registerHandlers()
    {
        $handler = static fn (string $class, string $method): array =>
            ['class' => 'LMSMetroportPlugin\\Handler\\' . $class, 'method' => $method];

        $this->handlers = [
            'menu_initialized' => $handler('HostHandler', 'addMenu'),
            'modules_dir_initialized' => $handler('HostHandler', 'addModules'),
            'smarty_initialized' => $handler('HostHandler', 'addTemplates'),
            'access_table_initialized' => $handler('HostHandler', 'addRights'),
            'configadd_on_load' => $handler('ConfigHandler', 'check'),
            'configedit_on_load' => $handler('ConfigHandler', 'check'),
            'customeradd_after_submit' => $handler('CustomerHandler', 'added'),
            'customeredit_after_submit' => $handler('CustomerHandler', 'edited'),
            'customerdel_after_submit' => $handler('CustomerHandler', 'deleted'),
            'welcome_before_module_display' => $handler('WelcomeHandler', 'show'),
            'customerinfo_before_display' => $handler('CardHandler', 'show'),
            'quicksearch_ajax_customer' => $handler('SearchHandler', 'suggest'),
            'quicksearch_after_submit' => $handler('SearchHandler', 'open'),
            'userpanel_modules_dir_initialized' => $handler('UserpanelHandler', 'addModules'),
            'get_supported_actions' => $handler('NotificationHandler', 'addActions'),
            'notification_blocks' => $handler('NotificationHandler', 'block'),
            'notification_unblocks' => $handler('NotificationHandler', 'unblock'),
            'payments_before_assignment_loop' => $handler('PaymentsHandler', 'suspend'),
        ];
    }

    /** The plugin's strings and, on the list of plugins, what state the plugin is in, even while it is disabled. */
    public static function loadLocales()
    {
        try {
            // devel/upgradedb.php has no language, and LMS cannot add strings to none.
            if (empty(Localisation::getCurrentUiLanguage())) {
                return;
            }
            parent::loadLocales();
            if (($_GET['m'] ?? '') === 'pluginlist') {
                Localisation::appendUiLanguage(__DIR__ . '/lib/description');
            }
        } catch (\Throwable $failure) {
            LMSMetroportPlugin\Failure::log($failure);
        }
    }

    /** Whatever goes wrong in a handler ends here: LMS and the other plugins go on as if this one were not there. */
    protected function dispatcher($hook_name, $hook_data)
    {
        try {
            return parent::dispatcher($hook_name, $hook_data);
        } catch (\Throwable $failure) {
            LMSMetroportPlugin\Failure::log($failure);
            return $hook_data;
        }
    }
}
