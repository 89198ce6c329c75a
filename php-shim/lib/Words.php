<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * MMS's words and numbers, for people: a translated word, and the class of LMS's style that gives it its colour.
 *
 * A word that MMS has added since is shown as it is.
 */
final class Words
{
    /** @return array{string, string} */
    public static function serviceState(string $state): array
    {
        return match ($state) {
            'reserved' => [trans('<!metroport>reserved, not activated'), 'brown'],
            'new' => [trans('<!metroport>waits for the activation to be confirmed'), 'brown'],
            'active' => [trans('<!metroport-service>active'), 'green'],
            'blocked' => [trans('<!metroport>suspended'), 'red'],
            'deleted' => [trans('<!metroport>removed'), 'blend'],
            default => [$state, ''],
        };
    }

    /** @return array{string, string} */
    public static function operationState(string $state, string $error): array
    {
        return match (true) {
            $error !== '' => [trans('<!metroport>failed'), 'red'],
            $state === 'done' => [trans('<!metroport>done'), 'green'],
            $state === 'waiting' => [trans('<!metroport>waiting'), 'brown'],
            default => [$state, ''],
        };
    }

    /** What F-Secure was asked for. */
    public static function operationType(string $type): string
    {
        return match ($type) {
            'add' => trans('<!metroport>adding'),
            'change', 'edit' => trans('<!metroport>change'),
            'block' => trans('<!metroport>suspending'),
            'unblock' => trans('<!metroport>resuming'),
            'delete' => trans('<!metroport>removing'),
            default => $type,
        };
    }

    /**
     * @param string $state MMS's `StatusName`: its number is known for two states only
     * @return array{string, string}
     */
    public static function decoderState(string $state): array
    {
        return match ($state) {
            'wydane' => [trans('<!metroport>issued'), 'green'],
            'w magazynie' => [trans('<!metroport>in the warehouse'), ''],
            'zarezerwowane' => [trans('<!metroport>reserved'), 'brown'],
            'uszkodzone' => [trans('<!metroport>damaged'), 'red'],
            'usunięte' => [trans('<!metroport>deleted'), 'blend'],
            default => [$state, ''],
        };
    }

    /** @return array{string, string} */
    public static function accountState(bool $active): array
    {
        return $active ? [trans('<!metroport>active'), 'green'] : [trans('<!metroport>account blocked'), 'red'];
    }

    /** MMS's `PKG_GROUP`. */
    public static function packageGroup(int $group): string
    {
        return match ($group) {
            1 => trans('<!metroport>base'),
            2 => trans('<!metroport>extra'),
            3 => trans('<!metroport>multiroom'),
            4 => trans('<!metroport>PPV'),
            default => (string) $group,
        };
    }
}
