<?php

declare(strict_types=1);

/** What came out of a task at one latency. Times are seconds. */
final class Result implements JsonSerializable
{
    public function __construct(
        public readonly Task $task,
        public readonly int $size,
        public readonly int $latency,
        public readonly Taken $ours,
        public readonly int $requests,
        public readonly float $limit,
        public readonly ?Taken $fair = null,
        public readonly ?float $oneByOne = null,
        public readonly int $sample = 0,
    ) {
    }

    /** How many times longer it would take one by one. */
    public function gain(): float
    {
        return (float) $this->oneByOne / $this->ours->seconds;
    }

    /** Whether its bound holds; null when there is none, or none at this latency. */
    public function holds(): ?bool
    {
        return $this->task->holds === null || $this->latency !== 50 ? null : ($this->task->holds)($this);
    }

    /** @return array<string, mixed> */
    public function jsonSerialize(): array
    {
        return ['task' => $this->task->name, 'customers' => $this->size, 'latency_ms' => $this->latency, 'ours_s' => $this->ours->seconds, 'ours_cpu_s' => $this->ours->cpu,
            'requests' => $this->requests, 'one_by_one_s' => $this->oneByOne, 'one_by_one_steps' => $this->task->oneByOne,
            'one_by_one_sample' => $this->sample, 'curl_multi_s' => $this->fair?->seconds, 'curl_multi_cpu_s' => $this->fair?->cpu, 'limit_s' => $this->limit,
            'bound' => $this->task->bound, 'holds' => $this->holds()];
    }
}
