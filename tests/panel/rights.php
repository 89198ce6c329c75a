<?php

declare(strict_types=1);

/** The plugin's own table of rights, outside LMS. */

namespace LMSMetroportPlugin {
    function trans(string $text): string
    {
        return $text;
    }

    require __DIR__ . '/../../php-shim/lib/Rights.php';
}
