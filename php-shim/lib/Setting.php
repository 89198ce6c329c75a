<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * One key of the section `metroport`: what it takes, and what is used while it has no value or a senseless one. The list of
 * them is here and nowhere else: what reads, checks, shows and documents them is made from it.
 */
final class Setting
{
    public const SECTION = 'metroport';

    private const ADDRESS = 'address';
    private const TEXT = 'text';
    private const SECRET = 'secret';
    private const NUMBER = 'number';
    private const SWITCH = 'switch';

    /** LMS's types of settings (`CONFIG_TYPE_*`), by which it checks a value itself; `— auto —` is none. */
    private const LMS_TYPES = [self::NUMBER => 2, self::SWITCH => 1];

    /**
     * @param string $key without the section
     * @param ?string $client the extension's key; null: for the shell alone
     * @param int|bool|null $default null: a text, or a number without which something else decides
     * @param string|int|bool $installed what LMS's settings have after installation
     */
    private function __construct(
        public readonly string $key,
        private readonly string $kind,
        public readonly ?string $client,
        public readonly int|bool|null $default,
        private readonly string|int|bool $installed,
        private readonly int $least = 0,
        private readonly int $most = 0,
    ) {
    }

    /** @return array<string, self> by their keys, in the order of the documents */
    public static function all(): array
    {
        static $all = null;
        if ($all === null) {
            $number = static fn (string $key, ?string $client, ?int $default, int $least, int $most, int $installed): self =>
                new self($key, self::NUMBER, $client, $default, $installed, $least, $most);
            // Billing flags are off unless switched on, as in the original plugin: operators' billing reads them. So is the
            // following of customers' data. An installation switches them on.
            $switch = static fn (string $key, ?string $client, bool $default): self =>
                new self($key, self::SWITCH, $client, $default, true);
            $list = [
                new self('serwer_url', self::ADDRESS, 'url', null, 'api.mmsc.metroport.pl'),
                new self('api_login', self::TEXT, 'login', null, ''),
                new self('api_pass', self::SECRET, 'password', null, ''),
                $number('api_timeout', 'timeout', 10, 1, 600, 10),
                $number('api_concurrency', 'concurrency', 8, 1, 64, 8),
                $number('api_token_expiration_time', 'session_lifetime', 1200, 60, 86400, 1200),
                $switch('automatically_update_customer_data', 'follow_data', false),
                $number('converge_limit', null, 500, 1, 100_000, 500),
                $number('journal_days', null, 365, 1, 36_500, 365),
                $switch('unblock_only_own', 'unblock_only_own', true),
                $number('lock_limit_percent', 'lock_limit_percent', 30, 1, 100, 30),
                $switch('metrotv_suspend_billing', 'metrotv_suspend_billing', false),
                $switch('fsecure_suspend_billing', 'fsecure_suspend_billing', false),
                $number('list_pagelimit', null, null, 1, 10_000, 100),
                $switch('show_fsecure_in_customer_tab', null, true),
                $switch('show_metrotv_in_customer_tab', null, true),
            ];
            $all = array_column($list, null, 'key');
        }
        return $all;
    }

    /** As LMS names it, with the section. */
    public function name(): string
    {
        return self::SECTION . '.' . $this->key;
    }

    /** Without it nothing works. */
    public function isRequired(): bool
    {
        return in_array($this->kind, [self::ADDRESS, self::TEXT, self::SECRET], true);
    }

    /** Whether it is either on or off. */
    public function isSwitch(): bool
    {
        return $this->kind === self::SWITCH;
    }

    /** Whether its value may be shown to nobody. */
    public function isSecret(): bool
    {
        return $this->kind === self::SECRET;
    }

    /** The type that the row in LMS's settings has. */
    public function lmsType(): int
    {
        return self::LMS_TYPES[$this->kind] ?? 0;
    }

    /**
     * A value as people type it; null when it makes no sense.
     *
     * @param string $value not empty, without blanks around it
     */
    public function read(#[\SensitiveParameter] string $value): string|int|bool|null
    {
        return match ($this->kind) {
            self::NUMBER => filter_var($value, FILTER_VALIDATE_INT, [
                'options' => ['min_range' => $this->least, 'max_range' => $this->most],
                'flags' => FILTER_NULL_ON_FAILURE,
            ]),
            self::SWITCH => self::readSwitch($value),
            self::ADDRESS => self::isAddress($value) ? $value : null,
            default => $value,
        };
    }

    /** Takes the words that LMS takes (ConfigHelper::checkValue), but never as an error on somebody's page. */
    private static function readSwitch(string $value): ?bool
    {
        return match (1) {
            preg_match('/^(1|y|on|yes|true|tak|t|enabled)$/i', $value) => true,
            preg_match('/^(0|n|no|off|false|nie|disabled)$/i', $value) => false,
            default => null,
        };
    }

    /** As the extension reads it; what only looks like one is left to it. */
    private static function isAddress(string $value): bool
    {
        $parts = parse_url(str_contains($value, '://') ? $value : 'https://' . $value);
        return is_array($parts)
            && in_array(strtolower($parts['scheme'] ?? ''), ['https', 'http'], true)
            && preg_match('/^(\[[\da-f:.]+\]|[^\x00-\x20\x7f<>\[\]\\\\^|%]+)$/iD', $parts['host'] ?? '') === 1
            && array_intersect(['user', 'pass', 'query', 'fragment'], array_keys($parts)) === [];
    }

    /** For people and documents, as they would type it. */
    public static function write(string|int|bool|null $value): string
    {
        return is_bool($value) ? ($value ? 'true' : 'false') : (string) $value;
    }

    /** What is used without a value, as the documents say it. */
    public function defaultInWords(): string
    {
        $default = self::write($this->default);
        $installed = self::write($this->installed);
        return match (true) {
            $default === $installed, $this->default === null => $installed,
            default => trans('$a ($b after installation)', $default, $installed),
        };
    }

    /** What it takes, for a sentence. */
    public function takes(): string
    {
        return match ($this->kind) {
            self::NUMBER => trans('a number from $a to $b', (string) $this->least, (string) $this->most),
            self::SWITCH => trans('true or false'),
            self::ADDRESS => trans('an address like api.mmsc.metroport.pl'),
            default => trans('a text'),
        };
    }

    /** What it is for, in a few words. */
    public function meaning(): string
    {
        return match ($this->key) {
            'serwer_url' => trans('address of MMS; https unless http:// is written'),
            'api_login' => trans('login of the operator\'s account in MMS'),
            'api_pass' => trans('password of the operator\'s account in MMS'),
            'api_timeout' => trans('seconds that a page waits for MMS in all'),
            'api_concurrency' => trans('requests to MMS under way at once'),
            'api_token_expiration_time' => trans('seconds that an MMS session is used'),
            'automatically_update_customer_data' => trans('data of linked customers that change in LMS go to MMS by themselves'),
            'converge_limit' => trans('open matters that one run of metroport_converge.php takes on'),
            'journal_days' => trans('days that the journal is kept'),
            'unblock_only_own' => trans('release only what this plugin locked'),
            'lock_limit_percent' => trans('largest part of the linked customers, in percent, that one run of lms-notify may lock or release'),
            'metrotv_suspend_billing' => trans('a lock of MetroTV marks that its billing is suspended'),
            'fsecure_suspend_billing' => trans('a lock of F-Secure marks that its billing is suspended'),
            'list_pagelimit' => trans('rows on a page of the plugin\'s lists'),
            'show_fsecure_in_customer_tab' => trans('box F-Secure on the customer\'s card'),
            'show_metrotv_in_customer_tab' => trans('box MetroTV on the customer\'s card'),
        };
    }
}
