<?php

declare(strict_types=1);

use Metroport\Client;

/** One piece of an operator's work, done in different ways. */
final class Task
{
    /**
     * @param string $bound what is demanded at 50 ms, in words; empty when nothing is
     * @param Closure(Client): mixed $ours
     * @param int $oneByOne steps of the original's way, mostly requests, one after another
     * @param Closure(Rival, int): mixed $step its n-th step
     * @param Closure(Rival): mixed $fair the same requests as ours, in plain PHP
     * @param list<int> $waves requests that can be under way together, then those that must wait for them…
     * @param ?Closure(): void $before puts things back before each time; not measured
     * @param ?Closure(Result): bool $holds whether the bound holds
     * @param int $times how often ours and the fair rival do it; the median counts
     */
    public function __construct(
        public readonly string $name,
        public readonly string $bound,
        public readonly Closure $ours,
        public readonly int $oneByOne,
        public readonly Closure $step,
        public readonly Closure $fair,
        public readonly array $waves,
        public readonly ?Closure $before = null,
        public readonly ?Closure $holds = null,
        public readonly int $times = 3,
    ) {
    }
}
