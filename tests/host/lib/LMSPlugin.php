<?php

declare(strict_types=1);

use Phine\Observer\ObserverInterface;
use Phine\Observer\SubjectInterface;

/** What every plugin extends. */
abstract class LMSPlugin implements ObserverInterface
{
    protected $handlers;
    private string $dirname;
    private $dbschversion = null;

    public function __construct()
    {
        $this->dirname = self::directory();
        $this->registerHandlers();
        $this->upgradeDb();
    }

    /** Fills $handlers: hook name => ['class' => …, 'method' => …]. */
    abstract public function registerHandlers();

    public static function loadLocales()
    {
        Localisation::appendUiLanguage(self::directory() . '/lib/locale');
    }

    /** Puts the plugin's templates before all others. */
    public static function insertDefaultTemplateDir(Smarty $smarty)
    {
        $smarty->setTemplateDir(array_merge([self::directory() . '/templates'], (array) $smarty->getTemplateDir()));
    }

    protected function upgradeDb()
    {
        $constant = static::class . '::PLUGIN_DB_VERSION';
        if (defined($constant)) {
            $this->dbschversion = LMSDB::getInstance()->UpgradeDb(
                constant($constant),
                static::class,
                $this->dirname . '/lib',
                $this->dirname . '/doc'
            );
        }
    }

    public function getDbSchemaVersion()
    {
        return $this->dbschversion;
    }

    public function receiveUpdate(SubjectInterface $lms_plugin_manager)
    {
        $lms_plugin_manager->setHookData(
            $this->dispatcher($lms_plugin_manager->getHookName(), $lms_plugin_manager->getHookData())
        );
    }

    /** Calls the handler of a hook, a new object each time; its answer replaces the hook's data. */
    protected function dispatcher($hook_name, $hook_data)
    {
        if ($hook_name === null) {
            throw new Exception('Hook without a name.');
        }
        if (!is_array($this->handlers)) {
            throw new Exception('Plugin ' . static::class . ' has no handlers.');
        }
        if (!array_key_exists($hook_name, $this->handlers)) {
            return $hook_data;
        }
        $handler = $this->handlers[$hook_name];
        if (!is_array($handler) || !isset($handler['class'], $handler['method'])) {
            throw new Exception("Handler of hook '$hook_name' needs a class and a method.");
        }

        return (new $handler['class']())->{$handler['method']}($hook_data);
    }

    private static function directory(): string
    {
        return dirname((string) (new ReflectionClass(static::class))->getFileName());
    }
}
