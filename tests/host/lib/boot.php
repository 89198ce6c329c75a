<?php

declare(strict_types=1);

/**
 * The steps that index.php and the scripts of bin/ share: configuration, directory constants, class loading, database.
 */

/**
 * Reads the ini the way LMS does and defines the directory constants a plugin may use.
 *
 * Scripts define fewer constants than the web does, and their LIB_DIR is "/lib" when sys_dir is missing, as in LMS.
 */
function host_configure(string $file, bool $web): array
{
    define('CONFIG_FILE', $file);
    $config = (array) parse_ini_file($file, true);
    $directories = (array) ($config['directories'] ?? []);
    $system = (string) ($directories['sys_dir'] ?? ($web ? getcwd() : ''));
    $names = [
        'lib_dir' => 'lib', 'modules_dir' => 'modules', 'doc_dir' => 'documents', 'storage_dir' => 'storage',
        'smarty_compile_dir' => 'templates_c', 'smarty_templates_dir' => 'templates', 'plugin_dir' => 'plugins',
    ];
    if ($web) {
        $names += ['backup_dir' => 'backups', 'vendor_dir' => 'vendor', 'cache_dir' => 'cache'];
    }

    define('SYS_DIR', $system !== '' ? $system : (string) getcwd());
    foreach ($names as $key => $name) {
        $path = (string) ($directories[$key] ?? $system . DIRECTORY_SEPARATOR . $name);
        define(strtoupper($key), $path);
        if ($web) {
            $directories[$key] = $path;
        }
    }
    define('PLUGINS_DIR', PLUGIN_DIR);
    if ($web) {
        $config['directories'] = ['sys_dir' => SYS_DIR, 'plugins_dir' => PLUGIN_DIR] + $directories;
    }

    // LMS leaves the socket to php.ini; a private server's is easier to name here
    if (isset($config['host']['mysqli_socket'])) {
        ini_set('mysqli.default_socket', (string) $config['host']['mysqli_socket']);
    }

    return $config;
}

/** Starts class loading: real Smarty 4, then the class map over lib/ and plugins/. */
function host_autoload(array $config): void
{
    require_once __DIR__ . '/ClassMap.php';
    $smarty = $config['host']['smarty'] ?? '/usr/share/php/smarty4/Smarty.class.php';
    if (!is_readable($smarty)) {
        die('Smarty 4 not found at ' . $smarty . '. Install the package smarty4.' . PHP_EOL);
    }
    require_once $smarty;

    $frozen = $config['host']['class_map'] ?? null;
    (new ClassMap($frozen ? require $frozen : ClassMap::scan(LIB_DIR, PLUGIN_DIR)))->register();
}

/** Whether plugins are created before Auth and LMS, as LMS does since June 2026. */
function host_plugins_first(): bool
{
    return ($GLOBALS['CONFIG']['host']['boot_order'] ?? 'after_june_2026') !== 'before';
}
