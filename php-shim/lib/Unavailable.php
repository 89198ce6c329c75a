<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** The plugin cannot work as things are; the message is the translated sentence that says what to do. */
final class Unavailable extends \RuntimeException
{
    public function __construct(public readonly State $state)
    {
        parent::__construct($state->sentence);
    }
}
