<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Handler;

use LMSMetroportPlugin\Attention;

/** Says on LMS's first page that something needs a person. */
final class WelcomeHandler
{
    /** @param array{smarty: \Smarty} $hookData */
    public function show(array $hookData): array
    {
        $hookData['smarty']->assign('metroport_attention', Attention::sentences());
        return $hookData;
    }
}
