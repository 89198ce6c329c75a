<?php

declare(strict_types=1);

/** Translations and the process locale, LC_NUMERIC included, as LMS sets it. */
class Localisation
{
    private const LOCALES = ['pl_PL' => 'pl_PL.UTF-8', 'en_US' => 'en_US.UTF-8'];

    private static ?string $uiLanguage = null;
    private static array $uiStrings = [];

    public static function init(): void
    {
        $language = ConfigHelper::getConfig('phpui.lang', 'pl_PL');
        $language = ['pl' => 'pl_PL', 'en' => 'en_US'][$language] ?? $language;
        self::$uiLanguage = $language;
        self::$uiStrings[$language] = [];
        self::appendUiLanguage(LIB_DIR . '/locale');
        foreach ([LC_COLLATE, LC_CTYPE, LC_TIME, LC_NUMERIC] as $category) {
            setlocale($category, self::LOCALES[$language] ?? self::LOCALES['en_US']);
        }
        mb_internal_encoding('UTF-8');
        date_default_timezone_set(ConfigHelper::getConfig('phpui.timezone', 'Europe/Warsaw'));
    }

    public static function initDefaultCurrency()
    {
    }

    public static function getCurrentUiLanguage()
    {
        return self::$uiLanguage;
    }

    public static function getCurrentHtmlLanguage()
    {
        return substr((string) self::$uiLanguage, 0, 2);
    }

    public static function getCurrentCurrency()
    {
        return 'PLN';
    }

    public static function getUiStrings(): array
    {
        return self::$uiStrings[self::$uiLanguage] ?? [];
    }

    public static function appendUiLanguage($baseDir)
    {
        $_LANG = [];
        foreach ([(string) self::$uiLanguage, substr((string) self::$uiLanguage, 0, 2)] as $language) {
            if (@is_readable("$baseDir/$language/strings.php")) {
                include "$baseDir/$language/strings.php";
                break;
            }
        }
        if (!empty($_LANG)) {
            // without a language this is array_merge(null, …), a TypeError, as in LMS under devel/upgradedb.php
            self::$uiStrings[self::$uiLanguage] = array_merge(self::$uiStrings[self::$uiLanguage] ?? null, $_LANG);
        }
    }

    public static function trans(...$arguments)
    {
        $content = array_shift($arguments);
        if (is_array($content)) {
            $arguments = array_values($content);
            $content = array_shift($arguments);
        }
        $content = trim((string) (self::$uiStrings[self::$uiLanguage][$content] ?? $content));
        foreach (array_values($arguments) as $index => $argument) {
            $content = str_replace('$' . chr(ord('a') + $index), (string) ($argument ?? '-'), $content);
        }

        return (string) preg_replace('/<![^>]+>/', '', $content);
    }
}
