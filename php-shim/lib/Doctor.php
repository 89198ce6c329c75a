<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Looks at everything the plugin needs: on the page "Diagnostics" and in `bin/metroport_doctor.php`. Tells no secret. */
final class Doctor
{
    /** @return list<Diagnosis> in the order in which they need one another */
    public static function examine(): array
    {
        Sapi::record();
        $state = State::current();
        $own = [self::extension($state), self::plugin()];
        // LMS makes tables and settings when it meets the enabled plugin first.
        if (!self::isEnabled() && State::schemaVersion() === null) {
            return $own;
        }
        $own = [...$own, ...self::otherPhps(), ...self::settings(Settings::current())];
        return $state->hasExtension() ? [...$own, ...self::outside()] : $own;
    }

    /** Scripts run for a plugin that is not; pages and hooks do not. */
    private static function isEnabled(): bool
    {
        return (bool) \LMSPluginManager::isPluginEnabled(\LMSMetroportPlugin::PLUGIN_ALIAS);
    }

    private static function plugin(): Diagnosis
    {
        $version = \LMSMetroportPlugin::PLUGIN_SOFTWARE_VERSION;
        if (self::isEnabled()) {
            return Diagnosis::fine('plugin', $version);
        }
        // LMS lists what its class map has.
        return isset(\LMSPluginManager::getInstance()->getAllPluginInfo()[\LMSMetroportPlugin::class])
            ? Diagnosis::bad('plugin', 'state.disabled', trans(
                'The plugin is not enabled in LMS. Enable LMSMetroportPlugin in Configuration - Plugins.'
            ), $version)
            : Diagnosis::bad('plugin', 'state.class_map', trans(
                'LMS does not find the plugin: its class map is old. Run in the directory of LMS, as its owner: composer dump-autoload'
            ), $version);
    }

    private static function extension(State $state): Diagnosis
    {
        $php = 'PHP ' . PHP_VERSION . ' ' . PHP_SAPI;
        return $state->hasExtension()
            ? Diagnosis::fine('extension', State::extensionVersion() . ', ' . $php)
            : Diagnosis::bad('extension', $state->code, $state->sentence, $php);
    }

    /** @return list<Diagnosis> */
    private static function otherPhps(): array
    {
        $found = [];
        $wrong = [];
        $zones = [];
        foreach (Sapi::all() as $php) {
            $extension = $php['extension'] ?? trans('<!metroport>none');
            $found[] = implode(', ', array_filter([
                $php['name'] . ': PHP ' . $php['php'], $extension, $php['zone'], Format::time($php['at']),
            ]));
            $zones[] = $php['zone'];
            // Not this plugin's version: what was noted before an upgrade says nothing of now.
            if ($php['extension'] !== $php['plugin']) {
                $wrong[] = $php['name'] . ' (PHP ' . $php['php'] . ')';
            }
        }
        $detail = implode('; ', $found);
        return match (true) {
            $found === [] => [],
            $wrong === [] && count(array_unique(array_filter($zones))) > 1 => [Diagnosis::bad('php', 'php.zone', trans(
                'The PHPs have different time zones: times and days differ between pages and cron. Set the same date.timezone in the php.ini of each.'
            ), $detail)],
            $wrong === [] => [Diagnosis::fine('php', $detail)],
            default => [Diagnosis::bad('php', 'php.extension', trans(
                'The extension is missing or has another version in: $a. Every PHP has extensions of its own: install it there too.',
                implode(', ', $wrong),
            ), $detail)],
        };
    }

    /** @return list<Diagnosis> */
    private static function settings(Settings $settings): array
    {
        $steps = [];
        if ($settings->missing() !== []) {
            $steps[] = Diagnosis::bad('settings', State::NOT_CONFIGURED, trans(
                'The connection with MMS is not configured. Set in Configuration - Settings or in lms.ini: $a',
                implode(', ', $settings->missing()),
            ));
        }
        foreach ($settings->complaints() as $complaint) {
            $steps[] = Diagnosis::bad('settings', 'config.senseless', $complaint);
        }
        if ($settings->isUnencrypted()) {
            $steps[] = Diagnosis::bad('settings', 'config.clear', trans(
                'The address of MMS (metroport.serwer_url) begins with http://: the password and personal data can be read on the way. Use https://.'
            ));
        }
        return $steps === [] ? [Diagnosis::fine('settings', $settings->server())] : $steps;
    }

    /**
     * What the extension can try; of MMS only what the settings allow.
     *
     * @return list<Diagnosis>
     */
    private static function outside(): array
    {
        $settings = Settings::current();
        try {
            $steps = $settings->missing() === []
                ? Gateway::clientForTest()->test()
                : \Metroport\Client::testDatabase($settings->database());
        } catch (\Throwable $failure) {
            Failure::log($failure);
            $told = Failure::of($failure);
            return [Diagnosis::bad('settings', $told->code, $told->sentence)];
        }
        // What the settings are is told already.
        $steps = array_filter($steps, static fn (array $step): bool => $step['step'] !== 'configuration');
        return array_map(Diagnosis::of(...), array_values($steps));
    }

    /** @return array{steps: list<array<string, mixed>>} for the page */
    public static function answer(): array
    {
        $row = static function (Diagnosis $diagnosis): array {
            $told = $diagnosis->told();
            return [
                'fine' => $told['state'] === Diagnosis::FINE,
                'warning' => $told['state'] === Diagnosis::WARNING,
                'failed' => $told['state'] === Diagnosis::FAILED,
                'sentence' => $told['sentence'] !== '' ? $told['sentence'] : trans('<!metroport>works'),
                'detail' => $diagnosis->words,
                'milliseconds' => (int) round($told['milliseconds']),
            ] + $told;
        };
        return ['steps' => array_map($row, self::examine())];
    }

    /**
     * What can be told without trying anything.
     *
     * @return list<array{string, string}> label, value
     */
    public static function facts(): array
    {
        $none = trans('<!metroport>none');
        return [
            [trans('Server of MMS'), Settings::current()->server() ?: $none],
            [trans('<!metroport>Plugin'), \LMSMetroportPlugin::PLUGIN_SOFTWARE_VERSION],
            [trans('<!metroport>PHP extension'), State::extensionVersion() ?? $none],
            [trans('<!metroport>PHP'), PHP_VERSION . ' (' . PHP_SAPI . ')'],
            [trans('Tables of the plugin'), trans(
                '$a (needed: $b)',
                (string) (State::schemaVersion() ?? $none),
                \LMSMetroportPlugin::PLUGIN_DB_VERSION,
            )],
        ];
    }

    /** @return list<array{key: string, value: string, default: string, meaning: string, wrong: string}> every setting; a secret is `set` */
    public static function settingsTable(): array
    {
        $settings = Settings::current();
        $shown = $settings->shown();
        $complaints = $settings->complaints();
        return array_map(static fn (Setting $setting): array => [
            'key' => $setting->key,
            'value' => $shown[$setting->key],
            'default' => $setting->defaultInWords(),
            'meaning' => $setting->meaning(),
            'wrong' => $complaints[$setting->name()] ?? '',
        ], array_values(Setting::all()));
    }

    /**
     * `bin/metroport_doctor.php`: everything on standard output, with --quiet only what is wrong on standard error; exit status 1
     * when something failed.
     *
     * @param array<string, mixed> $options as LMS's script-options.php has them
     */
    public static function run(array $options): never
    {
        DoctorReport::end(self::examine(), self::settingsTable(), $options);
    }
}
