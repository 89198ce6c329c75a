<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What the queue is about; the values are the extension's. */
enum QueueKind: string
{
    case Data = 'data';
    case MetroTv = 'metrotv';
    case FSecure = 'fsecure';

    /** The right to retry it and to give it up: it is the right to do the same by hand. */
    public function right(): string
    {
        return match ($this) {
            self::Data => Rights::CUSTOMER_UPDATE,
            self::MetroTv => Rights::METROTV_ACTIONS,
            self::FSecure => Rights::FSECURE_ACTIONS,
        };
    }

    /** What it is called. */
    public function label(): string
    {
        return match ($this) {
            self::Data => trans("<!metroport>customer's data"),
            self::MetroTv => trans('<!metroport>MetroTV'),
            self::FSecure => trans('<!metroport>F-Secure'),
        };
    }

    /** @return list<self> those that the user may do something about */
    public static function permitted(): array
    {
        return array_values(array_filter(self::cases(), static fn (self $kind): bool => Rights::granted($kind->right())));
    }
}
