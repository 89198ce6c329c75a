<?php

/** How LMS installs and upgrades its own schema and those of plugins. Upgrade files see `$this` as the driver. */
trait LMSDB_upgrade
{
    private array $upgradeErrors = [];

    public function UpgradeDb($dbver = DBVERSION, $pluginclass = null, $libdir = null, $docdir = null)
    {
        // Read once per process: what another process or an upgrade file writes later is not seen.
        static $versions = null;

        $this->DisableWarnings();
        $versions ??= array_column(
            $this->GetAll('SELECT * FROM dbinfo WHERE keytype ?LIKE? ?', ['dbversion%']) ?? [],
            'keyvalue',
            'keytype'
        );
        $installed = $versions['dbversion' . ($pluginclass === null ? '' : "_$pluginclass")] ?? null;

        $reached = null;
        if ($installed === null) {
            $this->firstInstall($pluginclass, $docdir ?? SYS_DIR . DIRECTORY_SEPARATOR . 'doc');
        } elseif ($dbver > $installed && $this->mayUpgrade()) {
            $locale = setlocale(LC_NUMERIC, '0');
            setlocale(LC_NUMERIC, 'C');
            set_time_limit(0);
            $reached = $this->runUpgrades($installed, $dbver, $pluginclass, $libdir ?? LIB_DIR, $docdir);
            setlocale(LC_NUMERIC, $locale);
        } elseif ($dbver > $installed) {
            $reached = $installed;
            $this->upgradeErrors[] = ($pluginclass ? "Plugin '$pluginclass'" : 'CORE')
                . " database schema could be updated from version '$installed' to '$dbver'<br>";
        }
        $this->EnableWarnings();

        return $reached ?? $dbver;
    }

    public function getUpgradeErrors()
    {
        return $this->upgradeErrors;
    }

    private function mayUpgrade(): bool
    {
        $wish = strtolower((string) ($GLOBALS['CONFIG']['database']['auto_update'] ?? ''));
        return in_array($wish, ['1', 'y', 'on', 'yes', 'true', 'tak', 't', 'enabled'], true);
    }

    /**
     * The parameters are what upgrade files find around them in LMS.
     *
     * @return string the last version whose file left no error, nor anything before it in this request
     */
    private function runUpgrades($installed, $dbver, $pluginclass, $libdir, $docdir): string
    {
        $dir = $libdir . DIRECTORY_SEPARATOR . 'upgradedb';
        $prefix = $this->GetDbType() === LMSDB::POSTGRESQL ? 'postgres' : 'mysql';
        $pending = [];
        foreach (is_dir($dir) ? scandir($dir) : [] as $file) {
            if (preg_match("/^$prefix\\.(\\d{10})\\.php$/", $file, $m) && $m[1] > $installed && $m[1] <= $dbver) {
                $pending[] = $m[1];
            }
        }
        sort($pending);
        $reached = $installed;
        foreach ($pending as $upgrade) {
            include "$dir/$prefix.$upgrade.php";
            if ($this->errors) {
                break;
            }
            $reached = $upgrade;
        }
        return $reached;
    }

    /** Earlier errors of the request are forgotten by an install, as in LMS. */
    private function firstInstall(?string $pluginclass, string $docdir): void
    {
        $before = $this->errors;
        $this->errors = [];
        $there = $pluginclass === null
            ? $this->GetOne('SELECT COUNT(*) FROM information_schema.tables WHERE table_name = ?', ['dbinfo'])
            : $this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ["dbinfo_$pluginclass"]);
        if ($there || $this->errors) {
            $this->errors = array_merge($before, $this->errors);
            return;
        }
        $file = $docdir . DIRECTORY_SEPARATOR . ($this->GetDbType() === LMSDB::POSTGRESQL ? 'lms.pgsql' : 'lms.mysql');
        if (!$sql = file_get_contents($file)) {
            die("Could not open database schema file $file");
        }
        // The affected rows of the last statement: a schema that ends with anything but an INSERT dies here.
        if (!$this->MultiExecute($sql)) {
            die('Could not load database schema!');
        }
    }
}
