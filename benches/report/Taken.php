<?php

declare(strict_types=1);

/** How long something took, and for how much of that this process had a processor. */
final class Taken
{
    private function __construct(public readonly float $seconds, public readonly float $cpu)
    {
    }

    public static function by(Closure $work): self
    {
        [$started, $cpu] = [hrtime(true), self::cpu()];
        $work();
        return new self((hrtime(true) - $started) / 1e9, self::cpu() - $cpu);
    }

    private static function cpu(): float
    {
        $usage = getrusage();
        return $usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'] + ($usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec']) / 1e6;
    }
}
