<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** The page "Connection test": tries what the plugin needs, and tells the versions of its parts. */
final class ConnectionTest
{
    /** @return array{steps: list<array{title: string, ok: bool, milliseconds: int, sentence: string, detail: string}>} */
    public static function answer(): array
    {
        return ['steps' => array_map(self::step(...), Gateway::clientForTest()->test())];
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

    /** @return list<string> */
    public static function warnings(): array
    {
        $settings = Settings::current();
        $warnings = array_values($settings->complaints());
        if ($settings->isUnencrypted()) {
            $warnings[] = trans(
                'The address of MMS (metroport.serwer_url) begins with http://: the password and personal data can be read on the way. Use https://.'
            );
        }
        return $warnings;
    }

    /**
     * @param array{step: string, ok: bool, milliseconds: float, detail: string, code: ?string} $step
     * @return array{title: string, ok: bool, milliseconds: int, sentence: string, detail: string}
     */
    private static function step(array $step): array
    {
        return [
            'title' => match ($step['step']) {
                'configuration' => trans('<!metroport>Settings'),
                'server' => trans('Connection with the server of MMS'),
                'login' => trans('Login to MMS'),
                'database' => trans('Database of LMS'),
                'schema' => trans('Tables of the plugin'),
                default => $step['step'],
            },
            'ok' => $step['ok'],
            'milliseconds' => (int) round($step['milliseconds']),
            'sentence' => $step['ok'] ? trans('<!metroport>works') : Failure::sentence((string) $step['code']),
            'detail' => $step['detail'],
        ];
    }
}
