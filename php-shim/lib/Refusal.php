<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** The shell itself says no, before MMS is asked; the reason is a code that Failure has a sentence for. */
final class Refusal extends \RuntimeException
{
    public function __construct(public readonly string $reason)
    {
        parent::__construct($reason);
    }
}
