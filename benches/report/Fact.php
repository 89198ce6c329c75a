<?php

declare(strict_types=1);

/** One number and what is demanded of it. */
final class Fact implements JsonSerializable
{
    /** @param ?bool $holds whether the bound holds; null when there is none */
    public function __construct(
        public readonly string $name,
        public readonly float $value,
        public readonly string $unit,
        public readonly string $bound,
        public readonly ?bool $holds,
    ) {
    }

    /** @return array<string, mixed> */
    public function jsonSerialize(): array
    {
        return ['fact' => $this->name, 'value' => $this->value, 'unit' => $this->unit, 'bound' => $this->bound, 'holds' => $this->holds];
    }
}
