<?php

declare(strict_types=1);

/** Tests of the customer's card. MMS knows customers of LMS, who have nothing yet. */
abstract class CardTestCase extends BrowserTestCase
{
    protected static function customersOfMms(array $customers): array
    {
        return array_map(static fn (array $customer): array => ['services' => false] + $customer, $customers);
    }

    protected function card(int $customer): Card
    {
        return Card::open($this->browser, $this->panel->url(), $customer);
    }
}
