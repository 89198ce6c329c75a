<?php

declare(strict_types=1);

/** What is known of one of the pure and hot parts (benches/work). */
final class HotPart implements JsonSerializable
{
    private function __construct(
        public readonly string $name,
        public readonly float $seconds,
        public readonly ?int $instructions,
        public readonly ?int $committed,
    ) {
    }

    /**
     * @param string $criterion directory of criterion's estimates
     * @param string $counted file of the instructions that were counted now
     * @param string $committed file of those that were committed
     * @return list<self>
     */
    public static function all(string $criterion, string $counted, string $committed): array
    {
        [$now, $then] = [self::read($counted)['counts'] ?? [], self::read($committed)['counts'] ?? []];
        $parts = [];
        foreach (array_keys($now) as $name) {
            // Criterion makes directories of names, and leaves out what it does not like in them.
            $found = array_filter(glob("$criterion/*/new/benchmark.json") ?: [], fn (string $file) => self::read($file)['full_id'] === $name);
            if ($found !== []) {
                $estimates = self::read(dirname(current($found)) . '/estimates.json');
                $parts[] = new self($name, $estimates['median']['point_estimate'] / 1e9, $now[$name], $then[$name] ?? null);
            }
        }
        return $parts;
    }

    /** @return array<string, mixed> */
    public function jsonSerialize(): array
    {
        return ['part' => $this->name, 'seconds' => $this->seconds, 'instructions' => $this->instructions, 'committed' => $this->committed];
    }

    /** @return array<string, mixed> */
    private static function read(string $file): array
    {
        return is_file($file) ? json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR) : [];
    }
}
