<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * No, without an exception of the extension: the shell itself says it before MMS is asked, or it is the outcome of one
 * matter of a run. The reason is a code that Failure has a sentence for.
 */
final class Refusal extends \RuntimeException
{
    /** @param string $mmsText untrusted text of MMS, '' when it said nothing */
    public function __construct(public readonly string $reason, public readonly string $mmsText = '')
    {
        parent::__construct($reason);
    }
}
