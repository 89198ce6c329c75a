<?php

declare(strict_types=1);

namespace Phine\Observer;

use Phine\Observer\Exception\SubjectException;

/**
 * Calls observers by priority. A call from inside a call is refused; an \Exception of an observer ends the round
 * cleanly, an \Error leaves the subject marked as busy, so nothing can be called any more.
 */
class Subject implements SubjectInterface
{
    /** @var array<int, list<ObserverInterface>> */
    private array $observers = [];
    private bool $updating = false;

    public function registerObserver(ObserverInterface $observer, $priority = self::LAST_PRIORITY)
    {
        $this->observers[$priority][] = $observer;
        ksort($this->observers);
    }

    public function isUpdating()
    {
        return $this->updating;
    }

    public function notifyObservers()
    {
        if ($this->updating) {
            throw new SubjectException('There is already an update in progress.');
        }
        $this->updating = true;
        try {
            foreach ($this->observers as $observers) {
                foreach ($observers as $observer) {
                    $observer->receiveUpdate($this);
                }
            }
        } catch (\Exception $exception) {
            $this->updating = false;
            throw $exception;
        }
        $this->updating = false;
    }
}
