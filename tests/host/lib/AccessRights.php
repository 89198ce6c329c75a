<?php

declare(strict_types=1);

/** The table of rights. Names are unique over core and all plugins. */
class AccessRights
{
    public const FIRST_FORBIDDEN_PERMISSION = 'backup_management_forbidden';

    private static ?AccessRights $instance = null;

    /** @var array<string, Permission> */
    private array $permissions = [];

    public static function getInstance()
    {
        return self::$instance ??= new AccessRights();
    }

    public function appendPermission($permission)
    {
        $this->assertNew($permission->getName());
        $this->permissions[$permission->getName()] = $permission;
    }

    public function insertPermission($permission, $existingpermname, $before = true)
    {
        $this->assertNew($permission->getName());
        $position = array_search($existingpermname, array_keys($this->permissions), true);
        if ($position === false) {
            throw new Exception("Permission '$existingpermname' doesn't exist!");
        }
        $head = array_splice($this->permissions, 0, $position + ($before ? 0 : 1));
        $this->permissions = array_merge($head, [$permission->getName() => $permission], $this->permissions);
    }

    public function getPermission($permname)
    {
        return $this->permissions[$permname] ?? null;
    }

    public function removePermission($permname)
    {
        $known = isset($this->permissions[$permname]);
        unset($this->permissions[$permname]);

        return $known;
    }

    public function checkPrivilege($privilege)
    {
        return array_key_exists($privilege, $this->permissions);
    }

    /** Some right must open the module and none may close it. */
    public function checkRights($module, $rights, $global_allow = false)
    {
        $allow = $deny = false;
        foreach ($rights as $right) {
            $permission = $this->permissions[$right] ?? null;
            if ($permission === null) {
                continue;
            }
            if (!$global_allow && !$deny && $permission->checkPermission($module, Permission::REGEXP_DENY)) {
                $deny = true;
            } elseif (!$allow && $permission->checkPermission($module, Permission::REGEXP_ALLOW)) {
                $allow = true;
            }
        }

        return $global_allow || ($allow && !$deny);
    }

    public function getArray($rights)
    {
        return array_map(
            static fn (Permission $permission): array => [
                'name' => $permission->getLabel(),
                'enabled' => in_array($permission->getName(), $rights, true),
            ],
            $this->permissions
        );
    }

    /** Leaves in the menu what the rights show. */
    public function applyMenuPermissions(&$menu, $rights)
    {
        if (empty($menu)) {
            return;
        }
        $everything = array_map(
            static fn (array $item): array => array_fill_keys(array_keys($item['submenu'] ?? []), true),
            $menu
        );
        $shown = [];
        foreach ($rights as $right) {
            if (isset($this->permissions[$right])) {
                $items = $this->permissions[$right]->getMenuPermissions();
                $shown = self::show($shown, $items['allow_menu_items'], $everything);
                $shown = self::hide($shown, $items['deny_menu_items'], $everything);
            }
        }
        $menu = array_intersect_key($menu, $shown);
        foreach ($menu as $key => &$item) {
            if (isset($item['submenu'])) {
                $item['submenu'] = array_intersect_key($item['submenu'], $shown[$key]);
            }
        }
    }

    private static function show(array $shown, $items, array $everything): array
    {
        if (is_int($items)) {
            return $items === Permission::MENU_ALL ? $everything : $shown;
        }
        foreach ($items as $key => $subitems) {
            $names = is_int($subitems) ? $everything[$key] ?? [] : array_fill_keys($subitems, true);
            $shown[$key] = ($shown[$key] ?? []) + $names;
        }

        return $shown;
    }

    /** LMS compares deny lists by key, so only a whole top item can be denied. */
    private static function hide(array $shown, $items, array $everything): array
    {
        return is_int($items)
            ? ($items === Permission::MENU_ALL ? array_diff_key($shown, $everything) : $shown)
            : array_diff_key($shown, $items);
    }

    private function assertNew(string $name): void
    {
        if (isset($this->permissions[$name])) {
            throw new Exception("Permission '$name' already exists!");
        }
    }
}
