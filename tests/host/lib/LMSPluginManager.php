<?php

declare(strict_types=1);

use Phine\Observer\Subject;
use Phine\Observer\SubjectInterface;

/** Finds plugins, creates the enabled ones and runs hooks through them. */
class LMSPluginManager extends Subject implements SubjectInterface
{
    public const NEW_STYLE = 1;
    public const OLD_STYLE = 2;
    public const ALL_STYLES = 3;

    private const CONSTANTS = [
        'dbschversion' => 'PLUGIN_DB_VERSION', 'softwareversion' => 'PLUGIN_SOFTWARE_VERSION', 'docurl' => 'PLUGIN_DOC_URL',
        'repourl' => 'PLUGIN_REPO_URL', 'fullname' => 'PLUGIN_NAME', 'description' => 'PLUGIN_DESCRIPTION', 'author' => 'PLUGIN_AUTHOR',
    ];
    private const TRANSLATED = ['fullname', 'description'];

    private static ?LMSPluginManager $instance = null;

    protected $hook_name;
    protected $hook_data;
    private array $new_style_plugins = [];
    private array $old_style_plugins = [];
    private array $enabled_plugins = [];

    /** Assigned only after the constructor has finished: from inside a plugin's constructor this recurses. */
    public static function getInstance()
    {
        if (self::$instance === null) {
            self::$instance = new LMSPluginManager();
        }

        return self::$instance;
    }

    public function __construct()
    {
        $directories = getdir(PLUGINS_DIR, '^[0-9a-zA-Z]+$');
        sort($directories);
        $priorities = self::configured();
        foreach ($directories as $name) {
            if (!class_exists($name)) {
                writesyslog('Unknown plugin ' . $name, LOG_ERR);
                continue;
            }
            $this->addPlugin($name, $priorities);
        }
    }

    public function getAllPluginInfo($style = self::ALL_STYLES)
    {
        $plugins = ($style & self::NEW_STYLE) ? $this->new_style_plugins : [];

        return ($style & self::OLD_STYLE) ? array_merge($plugins, $this->old_style_plugins) : $plugins;
    }

    public static function isPluginEnabled($plugin_alias)
    {
        return self::$instance !== null && isset(self::$instance->enabled_plugins[$plugin_alias]);
    }

    /** LMS keeps the new state in the list of old-style plugins whatever the plugin is; so a priority is lost here too. */
    public function enablePlugin($name, $enable)
    {
        $this->executeHook(($enable ? 'enable' : 'disable') . '_plugin', $name);
        $this->old_style_plugins[$name]['enabled'] = $enable;
        $enabled = [];
        foreach (array_merge($this->new_style_plugins, $this->old_style_plugins) as $plugin => $info) {
            if ($info['enabled']) {
                $priority = $info['priority'] ?? self::LAST_PRIORITY;
                $enabled[] = $plugin . ($priority === self::LAST_PRIORITY ? '' : ':' . $priority);
            }
        }
        LMSDB::getInstance()->Execute(
            'UPDATE uiconfig SET value = ? WHERE section = ? AND var = ?',
            [implode(' ', $enabled), 'phpui', 'plugins']
        );
    }

    public function executeHook($hook_name, $hook_data = null)
    {
        $this->hook_name = $hook_name;
        $this->hook_data = $hook_data;
        $this->notifyObservers();

        return $this->hook_data;
    }

    public function getHookName()
    {
        return $this->hook_name;
    }

    public function getHookData()
    {
        return $this->hook_data;
    }

    public function setHookData($hook_data)
    {
        $this->hook_data = $hook_data;
    }

    private function addPlugin(string $name, array $priorities): void
    {
        $name::loadLocales();
        $info = ['name' => $name, 'alias' => self::constantOf($name, 'PLUGIN_ALIAS') ?? $name, 'enabled' => false, 'new_style' => true, 'dbcurrschversion' => null];
        foreach (self::CONSTANTS as $key => $constant) {
            $value = self::constantOf($name, $constant);
            $info[$key] = $value !== null && in_array($key, self::TRANSLATED, true) ? trans($value) : $value;
        }
        if (array_key_exists($name, $priorities)) {
            $plugin = new $name();
            if (!$plugin instanceof LMSPlugin) {
                throw new Exception('Plugin object must be instance of LMSPlugin class');
            }
            $info = array_merge($info, [
                'enabled' => true,
                'priority' => $priorities[$name],
                'dbcurrschversion' => $plugin->getDbSchemaVersion(),
            ]);
            $this->enabled_plugins[$info['alias']] = $name;
            $this->registerObserver($plugin, $info['priority']);
        }
        $this->new_style_plugins[$name] = $info;
    }

    /** @return array<string, int> name => priority of the plugins listed in phpui.plugins */
    private static function configured(): array
    {
        $priorities = [];
        $tokens = preg_split('/[;,\s]+/', (string) ConfigHelper::getConfig('phpui.plugins'), -1, PREG_SPLIT_NO_EMPTY);
        foreach ((array) $tokens as $token) {
            $parts = explode(':', $token);
            $priorities[$parts[0]] = count($parts) === 2 ? (int) $parts[1] : self::LAST_PRIORITY;
        }

        return $priorities;
    }

    private static function constantOf(string $class, string $constant): mixed
    {
        return defined($class . '::' . $constant) ? constant($class . '::' . $constant) : null;
    }
}
