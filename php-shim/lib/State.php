<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Whether the plugin can work, and if not, what to do about it, in one sentence. The one place that knows. */
final class State
{
    public const FINE = 'fine';
    public const EXTENSION_MISSING = 'state.extension_missing';
    public const EXTENSION_VERSION = 'state.extension_version';
    public const SCHEMA_BEHIND = 'state.schema_behind';
    public const NOT_CONFIGURED = 'state.not_configured';

    private function __construct(public readonly string $code, public readonly string $sentence)
    {
    }

    /** The state in this PHP process: LMS's pages, scripts and panels may run different PHPs. */
    public static function current(): self
    {
        return self::judge(
            self::extensionVersion(),
            self::schemaVersion(),
            Settings::current()->missing(),
            PHP_SAPI,
            defined('SYS_DIR') ? (string) SYS_DIR : '…',
        );
    }

    /**
     * @param ?string $extension version of the extension, null when it is not loaded
     * @param ?int $schema version of the plugin's tables; null before LMS has made them, which is no fault: it makes
     *  them when the plugin is enabled
     * @param list<string> $missing configuration keys without a value
     */
    public static function judge(?string $extension, ?int $schema, array $missing, string $sapi, string $lms): self
    {
        $plugin = \LMSMetroportPlugin::PLUGIN_SOFTWARE_VERSION;
        $tables = \LMSMetroportPlugin::PLUGIN_DB_VERSION;

        return match (true) {
            $extension === null => new self(self::EXTENSION_MISSING, self::missing($sapi, $lms)),
            $extension !== $plugin => new self(self::EXTENSION_VERSION, trans(
                'The PHP extension "metroport" has version $a, the plugin $b. Bring both to the same: upgrade the packages and run lms-metroport-install $c; without packages: make install LMS_DIR=$c. Then restart PHP ($d).',
                $extension,
                $plugin,
                $lms,
                $sapi,
            )),
            $schema !== null && $schema < (int) $tables => new self(self::SCHEMA_BEHIND, trans(
                'The tables of the plugin have version $a, version $b is needed. Make a backup and run: cd $c && php devel/upgradedb.php',
                (string) $schema,
                $tables,
                $lms,
            )),
            $missing !== [] => new self(self::NOT_CONFIGURED, trans(
                'The connection with MMS is not configured. Set in Configuration - Settings or in lms.ini: $a',
                implode(', ', $missing),
            )),
            default => new self(self::FINE, trans(
                'The plugin is ready; Metroport - Diagnostics shows whether MMS can be reached.',
            )),
        };
    }

    /** What to do about an extension that is not loaded. */
    public static function missing(string $sapi, string $lms): string
    {
        return trans(
            'The PHP extension "metroport" is not loaded in this PHP ($a). Install the package $b and run lms-metroport-install $c; without packages: make install LMS_DIR=$c. Then restart PHP.',
            PHP_VERSION . ' ' . $sapi,
            'php' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION . '-metroport',
            $lms,
        );
    }

    /** Whether everything of the plugin can be used. */
    public function isFine(): bool
    {
        return $this->code === self::FINE;
    }

    /** Whether the extension can be called at all; without tables or settings it still can tell what is wrong. */
    public function hasExtension(): bool
    {
        return $this->code !== self::EXTENSION_MISSING && $this->code !== self::EXTENSION_VERSION;
    }

    /** Null when the extension is not loaded. */
    public static function extensionVersion(): ?string
    {
        return class_exists(\Metroport\Client::class, false) ? \Metroport\Client::VERSION : null;
    }

    /** Version of the plugin's tables in LMS's database, null when there are none or nobody can say. */
    public static function schemaVersion(): ?int
    {
        try {
            $version = \LMSDB::getInstance()->GetOne(
                'SELECT keyvalue FROM dbinfo WHERE keytype = ?',
                ['dbversion_' . \LMSMetroportPlugin::class],
            );
        } catch (\Throwable $failure) {
            Failure::log($failure);
            return null;
        }
        return is_numeric($version) ? (int) $version : null;
    }
}
