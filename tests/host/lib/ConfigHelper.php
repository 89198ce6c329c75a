<?php

declare(strict_types=1);

/** Reads "section.variable" and the rights of the current user. */
class ConfigHelper
{
    private const TRUE = '/^(1|y|on|yes|true|tak|t|enabled)$/i';
    private const FALSE = '/^(0|n|no|off|false|nie|disabled)$/i';

    public static function setFilter($divisionid = null, $userid = null)
    {
        LMSConfig::getConfig(['force' => true, 'force_ui_only' => true, 'user_id' => $userid, 'division_id' => $divisionid]);
    }

    public static function getConfig($name, $default = null, $allow_empty_value = false)
    {
        $value = self::find($name)?->getValue();
        if ($value === null || ($value == '' && !$allow_empty_value)) {
            return $default;
        }

        return $value;
    }

    public static function checkConfig($name, $default = false)
    {
        if (str_starts_with($name, 'privileges.')) {
            return self::getConfig($name);
        }
        $variable = self::find($name);

        return $variable === null ? $default : self::checkValue($variable->getValue());
    }

    /** Null, with a notice, for what is neither yes nor no. */
    public static function checkValue($value, $default = false)
    {
        if (is_bool($value)) {
            return $value;
        }
        if ($value === '' || $value === null) {
            return $default;
        }
        if (preg_match(self::TRUE, (string) $value)) {
            return true;
        }
        if (preg_match(self::FALSE, (string) $value)) {
            return false;
        }
        trigger_error('Incorrect option value: ' . $value, E_USER_NOTICE);

        return null;
    }

    public static function variableExists($name)
    {
        return self::find($name) !== null;
    }

    /** A superuser has every right except those that hide something. Null before the rights are loaded. */
    public static function checkPrivilege($privilege, $checkIfSuperUser = true)
    {
        if ($checkIfSuperUser && self::checkConfig('privileges.superuser')) {
            return !preg_match('/^hide_/', $privilege);
        }

        return self::checkConfig('privileges.' . $privilege);
    }

    public static function checkPrivileges(...$privileges)
    {
        $superuser = is_bool(end($privileges)) ? array_pop($privileges) : true;
        foreach ($privileges as $privilege) {
            if (self::checkPrivilege($privilege, $superuser)) {
                return true;
            }
        }

        return false;
    }

    private static function find($name): ?ConfigVariable
    {
        [$section, $variable] = array_pad(explode('.', (string) $name, 2), 2, '');
        $config = LMSConfig::getConfig();
        if ($variable === '' || !$config->hasSection($section) || !$config->getSection($section)->hasVariable($variable)) {
            return null;
        }

        return $config->getSection($section)->getVariable($variable);
    }
}
