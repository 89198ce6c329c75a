<?php

declare(strict_types=1);

use Metroport\Client;

/** Runs tasks in all ways, one after another and in one process. */
final class Race
{
    public const CONCURRENCY = 8;

    private int $requests = 0;

    /** @param float $patience seconds that the original's way may take; of more than that a sample is measured and scaled */
    public function __construct(private readonly Stand $stand, private readonly float $patience)
    {
    }

    public function run(Task $task, int $latency): Result
    {
        $mms = $this->stand->mms;
        [$one, $eight] = [new Rival($mms->url, 1), new Rival($mms->url, self::CONCURRENCY)];
        array_map(fn (Rival $rival) => $rival->all(array_fill(0, self::CONCURRENCY, ['GET', '/Iptv/StbModels', []])), [$one, $eight]);

        $alone = $this->alone($task, $latency);
        $fair = $this->median($task, $latency, fn () => ($task->fair)($eight));
        $task->before === null || ($task->before)();
        $mms->delay($latency);
        [$oneByOne, $sample] = $this->oneByOne($task, $one);
        $mms->delay(0);
        return new Result($task, $this->stand->size, $latency, $alone->ours, $alone->requests, $alone->limit, $fair, $oneByOne, $sample);
    }

    /** Without rivals: for how cost grows. */
    public function alone(Task $task, int $latency, ?int $often = null): Result
    {
        // Connections and sessions stand, as in a php-fpm worker that has been used.
        $client = $this->stand->client();
        $client->metrotv()->models();
        $ours = $this->median($task, $latency, fn () => ($task->ours)($client), $often);
        $rounds = array_map(fn (int $wave) => (int) ceil($wave / self::CONCURRENCY), $task->waves);
        return new Result($task, $this->stand->size, $latency, $ours, $this->requests, array_sum($rounds) * $latency / 1000);
    }

    /** Of several times; leaves the number of requests behind. */
    private function median(Task $task, int $latency, Closure $work, ?int $often = null): Taken
    {
        $times = [];
        for ($time = 0; $time < ($often ?? $task->times); $time++) {
            $this->stand->mms->delay(0);
            $task->before === null || ($task->before)();
            $this->stand->mms->delay($latency);
            $this->stand->mms->reset();
            $times[] = Taken::by($work);
            $this->requests = $this->stand->mms->count('requests');
        }
        $this->stand->mms->delay(0);
        usort($times, fn (Taken $a, Taken $b) => $a->seconds <=> $b->seconds);
        return $times[intdiv(count($times), 2)];
    }

    /**
     * Steps from all over the work, until it is done or patience ends.
     *
     * @return array{float, int} seconds that all of it takes, steps that were made
     */
    private function oneByOne(Task $task, Rival $one): array
    {
        $started = hrtime(true);
        for ($done = 0, $took = 0.0; $done < $task->oneByOne && $took < $this->patience; $done++) {
            // The factor is prime and greater than any number of steps' divisors here: every step comes once.
            ($task->step)($one, $done * 1_000_003 % $task->oneByOne);
            $took = (hrtime(true) - $started) / 1e9;
        }
        return [$took * $task->oneByOne / $done, $done];
    }
}
