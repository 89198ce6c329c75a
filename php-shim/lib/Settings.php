<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * The plugin's configuration, as LMS has it (`metroport.*` in its settings or in `lms.ini`), as the extension takes it.
 *
 * People type these values. One that makes no sense is replaced by its default and remembered as a warning, so that a
 * slip of the finger does not stop the blocking of debtors, and does not stay unseen either.
 */
final class Settings
{
    private const SECTION = 'metroport.';

    /** LMS's key => the extension's key; without these nothing works. */
    private const REQUIRED = ['serwer_url' => 'url', 'api_login' => 'login', 'api_pass' => 'password'];

    /** LMS's key => [the extension's key, least, most, default]. */
    private const NUMBERS = [
        'api_timeout' => ['timeout', 1, 600, 10],
        'api_concurrency' => ['concurrency', 1, 64, 8],
        'api_token_expiration_time' => ['session_lifetime', 60, 86400, 1200],
        'lock_limit_percent' => ['lock_limit_percent', 1, 100, 30],
    ];

    /**
     * LMS's key => [the extension's key, default]. Billing flags are off unless switched on, as in the original plugin:
     * operators' billing reads them. So is the following of customers' data.
     */
    private const SWITCHES = [
        'unblock_only_own' => ['unblock_only_own', true],
        'metrotv_suspend_billing' => ['metrotv_suspend_billing', false],
        'fsecure_suspend_billing' => ['fsecure_suspend_billing', false],
        'automatically_update_customer_data' => ['follow_data', false],
    ];

    /** LMS's key => [least, most, default]; for the shell's own scripts, the extension is told with the call. */
    private const FOR_SCRIPTS = [
        'converge_limit' => [1, 100_000, 500],
        'journal_days' => [1, 36_500, 365],
    ];

    /** @var array<string, string|int|bool> in the extension's keys */
    private array $client = [];

    /** @var array<string, int> */
    private array $forScripts = [];

    /** @var array<string, string> LMS's key => the value that is used instead */
    private array $warnings = [];

    /** @var list<string> */
    private array $missing = [];

    /**
     * @param array<string, mixed> $values `metroport.*` without the prefix, absent or null when not set
     * @param array<string, string|int> $database in the extension's keys
     */
    public function __construct(#[\SensitiveParameter] array $values, #[\SensitiveParameter] private array $database)
    {
        $text = static fn (string $key): string => trim((string) ($values[$key] ?? ''));

        foreach (self::REQUIRED as $key => $name) {
            $this->client[$name] = $text($key);
            if ($this->client[$name] === '') {
                $this->missing[] = self::SECTION . $key;
            }
        }
        foreach (self::NUMBERS as $key => [$name, $least, $most, $default]) {
            $this->client[$name] = $this->number(self::SECTION . $key, $text($key), $least, $most, $default);
        }
        foreach (self::SWITCHES as $key => [$name, $default]) {
            $this->client[$name] = $this->switch(self::SECTION . $key, $text($key), $default);
        }
        foreach (self::FOR_SCRIPTS as $key => [$least, $most, $default]) {
            $this->forScripts[$key] = $this->number(self::SECTION . $key, $text($key), $least, $most, $default);
        }
    }

    /** What LMS has now. */
    public static function current(): self
    {
        $values = [];
        $keys = self::REQUIRED + self::NUMBERS + self::SWITCHES + self::FOR_SCRIPTS;
        foreach (array_keys($keys) as $key) {
            $values[$key] = \ConfigHelper::getConfig(self::SECTION . $key) ?? self::fromIni($key);
        }
        return new self($values, DatabaseSettings::current());
    }

    /**
     * From `[metroport]` in `lms.ini`. LMS looks there itself, unless its settings have the key, be it without a value;
     * and the keys are made when the plugin is enabled, so that people find them. `LMSConfig::getIniConfig()` is of no
     * help: LMS writes its settings over the file's when it merges them.
     */
    private static function fromIni(string $key): mixed
    {
        return $GLOBALS['CONFIG']['metroport'][$key] ?? null;
    }

    /**
     * For the constructor of `Metroport\Client`.
     *
     * @param int $user id of the LMS user who asks; 0 sees all customers
     * @param string $actor who asks, for the plugin's records
     * @return array<string, mixed>
     */
    public function forClient(int $user, string $actor): array
    {
        return $this->client + ['database' => $this->database, 'user' => $user, 'actor' => $actor];
    }

    /** Whether changes of a customer in LMS are sent to MMS by themselves. */
    public function follows(): bool
    {
        return $this->client['follow_data'];
    }

    /** How many open matters one run of the converger takes on at most. */
    public function convergeLimit(): int
    {
        return $this->forScripts['converge_limit'];
    }

    /** For how many days the journal is kept. */
    public function journalDays(): int
    {
        return $this->forScripts['journal_days'];
    }

    /** @return list<string> full names of required keys without a value */
    public function missing(): array
    {
        return $this->missing;
    }

    /** @return array<string, string> full name of a key with a senseless value => what is used instead */
    public function warnings(): array
    {
        return $this->warnings;
    }

    /** The address without what may stand before or behind the server's name, which may be secret. */
    public function server(): string
    {
        $url = (string) $this->client['url'];
        $parts = parse_url(str_contains($url, '://') ? $url : 'https://' . $url);
        return ($parts['host'] ?? '') . (isset($parts['port']) ? ':' . $parts['port'] : '');
    }

    /** Whether passwords and personal data would go over the network readable to anyone. */
    public function isUnencrypted(): bool
    {
        // Asked this way round: the extension takes out tabs and the like before it looks for http://, and takes a bare name as https.
        $url = (string) $this->client['url'];
        return str_contains($url, '://') && stripos($url, 'https://') !== 0;
    }

    /** Known to this server only; empty when LMS has no password at all. */
    public function secret(): string
    {
        return $this->client['password'] . ($this->database['password'] ?? '');
    }

    private function number(string $key, string $value, int $least, int $most, int $default): int
    {
        if ($value === '') {
            return $default;
        }
        $number = filter_var($value, FILTER_VALIDATE_INT, ['options' => ['min_range' => $least, 'max_range' => $most]]);
        if ($number === false) {
            $this->warnings[$key] = (string) $default;
            return $default;
        }
        return $number;
    }

    /** Takes the words that LMS takes (ConfigHelper::checkValue), but never as an error on somebody's page. */
    private function switch(string $key, string $value, bool $default): bool
    {
        if ($value === '') {
            return $default;
        }
        if (preg_match('/^(1|y|on|yes|true|tak|t|enabled)$/i', $value)) {
            return true;
        }
        if (preg_match('/^(0|n|no|off|false|nie|disabled)$/i', $value)) {
            return false;
        }
        $this->warnings[$key] = $default ? 'true' : 'false';
        return $default;
    }
}
