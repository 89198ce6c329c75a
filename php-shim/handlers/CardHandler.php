<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Handler;

use LMSMetroportPlugin\CardPage;

/** Puts Metroport onto the customer's card. */
final class CardHandler
{
    /** @param array{customerinfo: array<string, mixed>, smarty: \Smarty} $hookData */
    public function show(array $hookData): array
    {
        $hookData['smarty']->assign('metroport_card', CardPage::of((array) $hookData['customerinfo']));
        return $hookData;
    }
}
