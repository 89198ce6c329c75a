<?php

declare(strict_types=1);

/** Real Smarty 4 as LMS sets it up: no escaping, undefined variables tolerated, all templates of a name chained. */
class LMSSmarty extends Smarty
{
    private const CLASSES = ['ConfigHelper', 'Localisation', 'Session', 'LMS', 'LMSDB', 'Auth', 'Utils'];
    private const MODIFIERS = [
        'trans', 'date', 'count', 'key', 'strtolower', 'str_replace', 'preg_split', 'preg_match', 'preg_replace', 'moneyf', 'intval', 'sprintf',
        'array_keys', 'array_merge', 'floor', 'pow', 'implode', 'htmlspecialchars', 'call_user_func', 'trim', 'rtrim', 'strtotime', 'mb_strlen',
        'base64_encode', 'urlencode', 'addslashes', 'json_decode', 'iconv', 'format_bankaccount', 'bankaccount', 'array_push', 'str_pad', 'max', 'array_unique',
    ];

    private static ?LMSSmarty $smarty = null;

    private ?LMSPluginManager $plugin_manager = null;

    public function __construct()
    {
        parent::__construct();
        self::$smarty = $this;
        $this->addPluginsDir(LIB_DIR . '/SmartyPlugins');
        $this->muteUndefinedOrNullWarnings();
        foreach (self::CLASSES as $class) {
            $this->registerClass($class, $class);
        }
        foreach (self::MODIFIERS as $modifier) {
            $this->registerPlugin(self::PLUGIN_MODIFIER, $modifier, $modifier);
        }
        $this->registerPlugin(self::PLUGIN_MODIFIER, 'strposr', 'strpos');
        $this->registerDefaultPluginHandler([LMSSmartyPlugins::class, 'find']);
    }

    public static function getInstance()
    {
        return self::$smarty;
    }

    public function setPluginManager(LMSPluginManager $plugin_manager)
    {
        $this->plugin_manager = $plugin_manager;
    }

    public function display($template = null, $cache_id = null, $compile_id = null, $parent = null)
    {
        $layout = $this->getTemplateVars('layout');
        if (isset($layout['module'])) {
            $this->plugin_manager->executeHook($layout['module'] . '_before_module_display', ['smarty' => $this]);
        }
        parent::display($template, $cache_id, $compile_id, $parent);
    }

    /** What index.php and lms-notify do with a fresh object. */
    public function useHostTemplates(): void
    {
        $this->setTemplateDir([SMARTY_TEMPLATES_DIR . '/default', SMARTY_TEMPLATES_DIR]);
        $this->setCompileDir(SMARTY_COMPILE_DIR);
    }
}
