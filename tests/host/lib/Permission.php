<?php

declare(strict_types=1);

/** One right: which modules it opens or closes, which menu items it shows. Patterns are unanchored and ignore case. */
class Permission
{
    public const REGEXP_ALLOW = 1;
    public const REGEXP_DENY = 2;
    public const MENU_ALL = 1;

    private array $regexps;

    public function __construct(
        private $name,
        private $label,
        $allow_regexp = null,
        $deny_regexp = null,
        private $allow_menu_items = null,
        private $deny_menu_items = null
    ) {
        $this->regexps = [
            self::REGEXP_ALLOW => isset($allow_regexp) ? [$allow_regexp] : [],
            self::REGEXP_DENY => isset($deny_regexp) ? [$deny_regexp] : [],
        ];
        $this->allow_menu_items ??= [];
        $this->deny_menu_items ??= [];
    }

    public function getName()
    {
        return $this->name;
    }

    public function getLabel()
    {
        return $this->label;
    }

    public function addRegExp($regexp, $mode)
    {
        $this->regexps[self::mode($mode)][] = $regexp;
    }

    public function checkPermission($module, $mode)
    {
        foreach ($this->regexps[self::mode($mode)] as $regexp) {
            if (preg_match("/$regexp/i", $module)) {
                return true;
            }
        }

        return false;
    }

    public function getMenuPermissions()
    {
        return ['allow_menu_items' => $this->allow_menu_items, 'deny_menu_items' => $this->deny_menu_items];
    }

    public function addMenuPermissions(array $menuPermissions)
    {
        $this->allow_menu_items = array_merge($this->allow_menu_items, $menuPermissions['allow_menu_items'] ?? []);
        $this->deny_menu_items = array_merge($this->deny_menu_items, $menuPermissions['deny_menu_items'] ?? []);
    }

    public function setMenuPermissions(array $menuPermissions)
    {
        $this->allow_menu_items = $menuPermissions['allow_menu_items'] ?? [];
        $this->deny_menu_items = $menuPermissions['deny_menu_items'] ?? [];
    }

    private static function mode($mode): int
    {
        if (!in_array($mode, [self::REGEXP_ALLOW, self::REGEXP_DENY], true)) {
            throw new Exception('Unknown mode of a permission.');
        }

        return $mode;
    }
}
