<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What does not become right by itself, for the box on LMS's first page. Asks the database only. */
final class Attention
{
    /** @return list<array{text: string, link: string}> empty when nobody has to do anything, or may */
    public static function sentences(): array
    {
        $state = State::current();
        return [...self::ofTheAdministrator($state), ...self::ofTheQueue($state)];
    }

    /** What keeps the plugin from working as it was told, for who may look into it. */
    private static function ofTheAdministrator(State $state): array
    {
        if (!Rights::granted(Rights::CONNECTION_TEST)) {
            return [];
        }
        $texts = [...($state->isFine() ? [] : [$state->sentence]), ...array_values(Settings::current()->complaints())];
        return array_map(static fn (string $text): array => ['text' => $text, 'link' => '?m=metroportconnectiontest'], $texts);
    }

    private static function ofTheQueue(State $state): array
    {
        if (!Rights::granted(Rights::READ) || !$state->isFine()) {
            return [];
        }
        $attention = Gateway::client()->queue()->attention();
        $queue = '?m=metroportqueuelist';
        $sentences = [
            [$attention['refused'], trans('Refused by MMS: $a', (string) $attention['refused']), $queue],
            [$attention['late'], trans('Not sent for a long time: $a', (string) $attention['late']), $queue],
            [
                $attention['deleted'],
                trans('Deleted in LMS, but not in MMS: $a', (string) $attention['deleted']),
                '?m=metroportdifferencelist',
            ],
        ];
        $open = array_filter($sentences, static fn (array $sentence): bool => $sentence[0] > 0);
        return array_map(
            static fn (array $sentence): array => ['text' => $sentence[1], 'link' => $sentence[2]],
            array_values($open),
        );
    }
}
