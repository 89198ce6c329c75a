<?php

declare(strict_types=1);

/** Configuration of three sources: lms.ini, overridden by table uiconfig, and the user's rights as section "privileges". */
class LMSConfig
{
    private static ?ConfigContainer $config = null;
    private static ?ConfigContainer $ini = null;
    private static ?ConfigContainer $ui = null;
    private static ?ConfigContainer $rights = null;
    private static ?array $rows = null;

    public static function getIniConfig(array $options = [])
    {
        if (self::$ini === null || !empty($options['force'])) {
            self::$ini = ConfigContainer::fromArray(array_filter($GLOBALS['CONFIG'], 'is_array'));
        }

        return self::$ini;
    }

    public static function getUiConfig(array $options = [])
    {
        if (self::$ui === null || !empty($options['force'])) {
            self::$ui = ConfigContainer::fromArray(self::uiValues(
                (string) ($options['division_id'] ?? 0),
                (string) ($options['user_id'] ?? 0),
                !empty($options['invalidate_cache'])
            ));
        }

        return self::$ui;
    }

    public static function getUserRightsConfig(array $options = [])
    {
        if (!isset($options['user_id'])) {
            throw new Exception('User id not set. Cannot find user rights config!');
        }
        if (self::$rights === null || !empty($options['force'])) {
            $rights = LMSDB::getInstance()->GetOne('SELECT rights FROM users WHERE id = ?', [$options['user_id']]);
            $privileges = [];
            foreach (empty($rights) ? [] : explode(',', $rights) as $right) {
                if ($right === 'full_access') {
                    $privileges['superuser'] = true;
                }
                if (AccessRights::getInstance()->checkPrivilege($right)) {
                    $privileges[$right] = true;
                }
            }
            self::$rights = ConfigContainer::fromArray(['privileges' => $privileges]);
        }

        return self::$rights;
    }

    public static function getConfig(array $options = [])
    {
        if (self::$config !== null && empty($options['force'])) {
            return self::$config;
        }
        if (isset($options['force_ui_only'])) {
            self::getUiConfig($options);
        } elseif (isset($options['force_user_rights_only'])) {
            self::$rights = isset($options['user_id']) ? self::getUserRightsConfig($options) : null;
        }
        $merged = new ConfigContainer();
        foreach ([self::getIniConfig(), self::getUiConfig(), self::$rights] as $source) {
            foreach ($source?->getSections() ?? [] as $section) {
                $merged->merge($section);
            }
        }

        return self::$config = $merged;
    }

    /** A value of a division or a user counts only where a global row of that name exists. */
    private static function uiValues(string $division, string $user, bool $reload): array
    {
        if (self::$rows === null || $reload) {
            self::$rows = LMSDB::getInstance()->GetAll('SELECT * FROM uiconfig WHERE disabled = 0') ?: [];
        }
        $scopes = ['0/0' => 0];
        if ($division !== '0' && $division !== '') {
            $scopes += [$division . '/0' => 1, $division . '/' . $user => 2];
        }
        $scopes += ['0/' . $user => 3];

        $values = $rank = [];
        foreach (self::$rows as $row) {
            $order = $scopes[((int) $row['divisionid']) . '/' . ((int) $row['userid'])] ?? null;
            $key = $row['section'] . '.' . $row['var'];
            if ($order !== null && $order >= ($rank[$key] ?? 0)) {
                $values[$row['section']][$row['var']] = $row['value'];
                $rank[$key] = $order;
            }
            $global[$key] = ($global[$key] ?? false) || ($row['divisionid'] === null && $row['userid'] === null);
        }
        foreach ($values as $section => $variables) {
            foreach (array_keys($variables) as $variable) {
                if (!$global[$section . '.' . $variable]) {
                    unset($values[$section][$variable]);
                }
            }
        }

        return $values;
    }
}
