<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Handler;

/** Puts the customer's own view of his services into LMS's userpanel. */
final class UserpanelHandler
{
    /**
     * Hook `userpanel_modules_dir_initialized`.
     *
     * @param list<string> $directories each with a separator at its end
     */
    public function addModules(array $directories): array
    {
        $directories[] = dirname(__DIR__) . DIRECTORY_SEPARATOR . 'userpanel' . DIRECTORY_SEPARATOR;
        return $directories;
    }
}
