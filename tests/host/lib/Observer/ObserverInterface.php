<?php

declare(strict_types=1);

namespace Phine\Observer;

interface ObserverInterface
{
    public function receiveUpdate(SubjectInterface $subject);
}
