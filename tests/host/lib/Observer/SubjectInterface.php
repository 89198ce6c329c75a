<?php

declare(strict_types=1);

namespace Phine\Observer;

/** The part of phine/observer 2 that a plugin of LMS meets. */
interface SubjectInterface
{
    public const FIRST_PRIORITY = 0;
    public const LAST_PRIORITY = PHP_INT_MAX;

    public function registerObserver(ObserverInterface $observer, $priority = self::LAST_PRIORITY);

    public function notifyObservers();

    public function isUpdating();
}
