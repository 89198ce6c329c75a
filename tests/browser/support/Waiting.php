<?php

declare(strict_types=1);

/** Waits for conditions. A browser answers when it likes: nothing is ever slept for. */
final class Waiting
{
    /** Far longer than anything takes; only a failing test waits it out. */
    private const SECONDS = 15;

    /**
     * Gives what the function gives as soon as that is neither null nor false.
     *
     * An element that was replaced between two looks is looked for again.
     *
     * @template T
     * @param callable(): T $look
     * @param string $what what is waited for, for the failure's message
     * @return T
     */
    public static function for(callable $look, string $what): mixed
    {
        $deadline = microtime(true) + self::SECONDS;
        do {
            try {
                $seen = $look();
                if ($seen !== null && $seen !== false) {
                    return $seen;
                }
            } catch (StaleElement) {
            }
            usleep(20_000);
        } while (microtime(true) < $deadline);

        throw new PHPUnit\Framework\AssertionFailedError("waited in vain for $what");
    }
}
