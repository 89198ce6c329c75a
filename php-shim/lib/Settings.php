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
    /** @var array<string, string|int|bool|null> by LMS's keys; '' for a text that is missing, null for a number without a default */
    private array $values = [];

    /** @var array<string, Setting> those whose value makes no sense, by their full names */
    private array $wrong = [];

    /**
     * @param array<string, mixed> $values `metroport.*` without the prefix, absent or null when not set
     * @param array<string, string|int> $database in the extension's keys
     */
    public function __construct(#[\SensitiveParameter] array $values, #[\SensitiveParameter] private array $database)
    {
        foreach (Setting::all() as $key => $setting) {
            $text = trim((string) ($values[$key] ?? ''));
            $value = $text === '' ? null : $setting->read($text);
            if ($text !== '' && $value === null) {
                $this->wrong[$setting->name()] = $setting;
            }
            // The extension says best what is wrong with an address.
            $this->values[$key] = $setting->isRequired() ? $text : $value ?? $setting->default;
        }
    }

    /** What LMS has now. */
    public static function current(): self
    {
        $values = [];
        foreach (Setting::all() as $key => $setting) {
            $values[$key] = \ConfigHelper::getConfig($setting->name()) ?? self::fromIni($setting);
        }
        return new self($values, DatabaseSettings::current());
    }

    /**
     * From `[metroport]` in `lms.ini`. LMS looks there itself, unless its settings have the key, be it without a value;
     * and the keys are made when the plugin is enabled, so that people find them. `LMSConfig::getIniConfig()` is of no
     * help: LMS writes its settings over the file's when it merges them.
     */
    private static function fromIni(Setting $setting): mixed
    {
        $value = $GLOBALS['CONFIG']['metroport'][$setting->key] ?? null;
        // PHP reads `false`, `off` and `no` there as an empty text, which LMS takes for no.
        return $value === '' && $setting->isSwitch() ? Setting::write(false) : $value;
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
        $client = [];
        foreach (Setting::all() as $key => $setting) {
            if ($setting->client !== null) {
                $client[$setting->client] = $this->values[$key];
            }
        }
        return $client + ['database' => $this->database, 'user' => $user, 'actor' => $actor];
    }

    /** @return array<string, string|int> LMS's database in the extension's keys */
    public function database(): array
    {
        return $this->database;
    }

    /** Whether changes of a customer in LMS are sent to MMS by themselves. */
    public function follows(): bool
    {
        return (bool) $this->values['automatically_update_customer_data'];
    }

    /**
     * Services whose liabilities are not billed while they are locked.
     *
     * @return list<'metrotv'|'fsecure'>
     */
    public function suspendsBilling(): array
    {
        return array_values(array_filter(
            ['metrotv', 'fsecure'],
            fn (string $service): bool => (bool) $this->values[$service . '_suspend_billing'],
        ));
    }

    /** How many open matters one run of the converger takes on at most. */
    public function convergeLimit(): int
    {
        return (int) $this->values['converge_limit'];
    }

    /** For how many days the journal is kept. */
    public function journalDays(): int
    {
        return (int) $this->values['journal_days'];
    }

    /** How many rows a list's page has; null: LMS's own setting decides. */
    public function pageLimit(): ?int
    {
        return $this->values['list_pagelimit'];
    }

    /** Whether the customer's card has the box of a service. */
    public function shows(string $service): bool
    {
        return (bool) $this->values["show_{$service}_in_customer_tab"];
    }

    /**
     * For people: a secret is told only to be there.
     *
     * @return array<string, string> LMS's key => value that is used
     */
    public function shown(): array
    {
        $shown = [];
        foreach (Setting::all() as $key => $setting) {
            $value = $key === 'serwer_url' ? $this->server() : Setting::write($this->values[$key]);
            $shown[$key] = $setting->isSecret() && $value !== '' ? trans('<!metroport>set') : $value;
        }
        return $shown;
    }

    /** @return list<string> full names of required keys without a value, or with one that no default can stand for */
    public function missing(): array
    {
        $missing = [];
        foreach (Setting::all() as $key => $setting) {
            if ($setting->isRequired() && ($this->values[$key] === '' || isset($this->wrong[$setting->name()]))) {
                $missing[] = $setting->name();
            }
        }
        return $missing;
    }

    /** @return array<string, string> full name of a key with a senseless value => what is wrong, and what is used instead */
    public function complaints(): array
    {
        $complaints = [];
        foreach ($this->wrong as $name => $setting) {
            $complaints[$name] = $setting->default === null
                ? trans('The value of $a makes no sense: it takes $b.', $name, $setting->takes())
                : trans(
                    'The value of $a makes no sense: it takes $b. $c is used instead.',
                    $name,
                    $setting->takes(),
                    Setting::write($setting->default),
                );
        }
        return $complaints;
    }

    /** The address without what may stand before or behind the server's name, which may be secret. */
    public function server(): string
    {
        $url = (string) $this->values['serwer_url'];
        $parts = parse_url(str_contains($url, '://') ? $url : 'https://' . $url);
        return ($parts['host'] ?? '') . (isset($parts['port']) ? ':' . $parts['port'] : '');
    }

    /** Whether passwords and personal data would go over the network readable to anyone. */
    public function isUnencrypted(): bool
    {
        // Asked this way round: the extension takes out tabs and the like before it looks for http://, and takes a bare name as https.
        $url = (string) $this->values['serwer_url'];
        return str_contains($url, '://') && stripos($url, 'https://') !== 0;
    }

    /** Known to this server only; empty when LMS has no password at all. */
    public function secret(): string
    {
        return $this->values['api_pass'] . ($this->database['password'] ?? '');
    }
}
