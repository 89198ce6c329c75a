<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Fields of a form as what they should be. What is missing or no number becomes '' or 0, which nothing takes. */
final class Posted
{
    /** @param array<string, mixed> $fields */
    public function __construct(private array $fields)
    {
    }

    /** A whole number above 0; 0 for everything else. */
    public function id(string $key): int
    {
        return max(0, (int) filter_var($this->fields[$key] ?? null, FILTER_VALIDATE_INT));
    }

    /** Without blanks around it; bytes that are no UTF-8 are replaced, and zeros, which PostgreSQL does not take, left out. */
    public function text(string $key): string
    {
        $value = $this->fields[$key] ?? '';
        return is_string($value) ? trim(str_replace("\0", '', mb_scrub($value, 'UTF-8'))) : '';
    }

    /** @return array{street: string, house: string, flat: string, zip: string, city: string} */
    public function address(): array
    {
        $address = [];
        foreach (['street', 'house', 'flat', 'zip', 'city'] as $key) {
            $address[$key] = $this->text($key);
        }
        return $address;
    }

    /** An amount with a decimal dot, whichever was typed. */
    public function amount(string $key): string
    {
        return str_replace([',', ' ', "\u{a0}"], ['.', '', ''], $this->text($key));
    }
}
