<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * Scripts and styles of the plugin's pages.
 *
 * `plugins/` is closed to browsers and LMS has no other place for a plugin's files, so a module hands them out. The
 * address changes with the file, which lets browsers keep it for ever.
 */
final class Asset
{
    private const TYPES = ['js' => 'text/javascript', 'css' => 'text/css'];

    /** The address of a script or style that is there, for a page of LMS. */
    public static function url(string $name): string
    {
        $version = \LMSMetroportPlugin::PLUGIN_SOFTWARE_VERSION . '-' . (int) filemtime((string) self::path($name));
        return '?m=metroportasset&api=1&f=' . $name . '&v=' . $version;
    }

    /** Sends the file, or 404, and ends the request. */
    public static function send(string $name): never
    {
        $path = self::path($name);
        if ($path === null) {
            http_response_code(404);
            exit;
        }
        header('Content-Type: ' . self::TYPES[pathinfo($path, PATHINFO_EXTENSION)] . '; charset=utf-8');
        header('Content-Length: ' . (int) filesize($path));
        header('Cache-Control: private, max-age=31536000, immutable');
        header('X-Content-Type-Options: nosniff');
        readfile($path);
        exit;
    }

    /** Null when there is no such script or style. */
    public static function path(string $name): ?string
    {
        if (!preg_match('/^[a-z-]+\.(js|css)$/D', $name, $match)) {
            return null;
        }
        $path = dirname(__DIR__) . '/' . $match[1] . '/' . $name;
        return is_file($path) ? $path : null;
    }
}
