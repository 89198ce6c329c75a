<?php

declare(strict_types=1);

/** What one worker process has taken of the machine, over time. */
final class Worker
{
    /** @var list<array{float, int, int}> minutes, kB of memory, open files */
    private array $samples = [];

    public function __construct(private readonly int $pid)
    {
    }

    public function look(float $minutes): void
    {
        $status = (string) @file_get_contents("/proc/$this->pid/status");
        preg_match('/VmRSS:\s*(\d+)/', $status, $memory) || throw new RuntimeException("worker $this->pid is gone");
        $this->samples[] = [$minutes, (int) $memory[1], count(glob("/proc/$this->pid/fd/*") ?: [])];
    }

    /**
     * The first third is warming up. Growth is that of the medians of the second third and the last one.
     *
     * @return array{memory: int, growth: int, slope: float, files: int, more_files: int} kB, kB, kB a minute
     */
    public function verdict(): array
    {
        $third = intdiv(count($this->samples), 3);
        [$middle, $last] = [array_slice($this->samples, $third, $third), array_slice($this->samples, -$third)];
        $median = static function (array $samples, int $of): int {
            $values = array_column($samples, $of);
            sort($values);
            return $values[intdiv(count($values), 2)];
        };
        $after = array_slice($this->samples, $third);
        return [
            'memory' => $median($last, 1),
            'growth' => $median($last, 1) - $median($middle, 1),
            'slope' => round(self::slope(array_column($after, 0), array_column($after, 1)), 1),
            'files' => max(array_column($last, 2)),
            'more_files' => max(array_column($last, 2)) - max(array_column($middle, 2)),
        ];
    }

    /** Its memory once a minute: whether it goes on growing, or took a step. */
    public function course(): string
    {
        $minutes = [];
        foreach ($this->samples as [$minute, $memory]) {
            $minutes[(int) $minute] = $memory;
        }
        return implode(' ', $minutes);
    }

    /**
     * Of the line that fits best.
     *
     * @param list<float> $x
     * @param list<int> $y
     */
    private static function slope(array $x, array $y): float
    {
        [$mx, $my] = [array_sum($x) / count($x), array_sum($y) / count($y)];
        $over = $under = 0.0;
        foreach ($x as $i => $value) {
            $over += ($value - $mx) * ($y[$i] - $my);
            $under += ($value - $mx) ** 2;
        }
        return $under === 0.0 ? 0.0 : $over / $under;
    }
}
