<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** A monthly liability (assignment) of a customer in LMS, made together with a service. */
final class Liability
{
    private function __construct(private int $tariff, private int $from, private int $to, private int $day)
    {
    }

    /** Whether the user may add liabilities in LMS. */
    public static function isAllowed(): bool
    {
        return (bool) \ConfigHelper::checkPrivilege('finances_management');
    }

    /** @return list<array{value: string, label: string}> */
    public static function tariffs(): array
    {
        if (!self::isAllowed()) {
            throw new Refusal('request.right');
        }
        return self::choices();
    }

    /**
     * Tariffs that are valid today, whoever asks.
     *
     * @return list<array{value: string, label: string}>
     */
    public static function choices(): array
    {
        $tariffs = array_filter(
            (array) \LMS::getInstance()->GetTariffs(),
            static fn (array $tariff): bool => !empty($tariff['valid']),
        );
        return array_map(static fn (array $tariff): array => [
            'value' => (string) $tariff['id'],
            'label' => $tariff['name'] . ' — ' . Format::money((string) $tariff['value'], (string) $tariff['currency']),
        ], array_values($tariffs));
    }

    /** @throws Refusal when something of it is missing or makes no sense */
    public static function from(Posted $fields): self
    {
        $tariff = $fields->id('tariff_id');
        if (!in_array((string) $tariff, array_column(self::tariffs(), 'value'), true)) {
            throw new Refusal('liability.tariff');
        }
        ['from' => $from, 'to' => $to, 'day' => $day] = self::dates($fields);
        return new self($tariff, $from, $to, $day);
    }

    /** What a plan has written down. */
    public static function of(int $tariff, int $from, int $to, int $day): self
    {
        return new self($tariff, $from, $to, $day);
    }

    /**
     * First and last second, and the day of the month.
     *
     * @return array{from: int, to: int, day: int}
     * @throws Refusal when something of it is missing or makes no sense
     */
    public static function dates(Posted $fields): array
    {
        $from = self::midnight($fields->text('from'));
        $to = $fields->text('to') === '' ? 0 : self::midnight($fields->text('to')) + 86399;
        $day = filter_var($fields->text('day'), FILTER_VALIDATE_INT, ['options' => ['min_range' => 0, 'max_range' => 28]]);
        if ($day === false || ($to !== 0 && $to < $from)) {
            throw new Refusal('liability.dates');
        }
        return ['from' => $from, 'to' => $to, 'day' => $day];
    }

    /** A monthly one from today on, billed on the day on which most of the customer's others are, so that they share an invoice. */
    public static function monthly(int $customer, int $tariff): self
    {
        return new self($tariff, strtotime('today'), 0, self::dayOf($customer));
    }

    /** The day of the month on which most of a customer's liabilities are billed, 0 being the last; the first when he has none. */
    public static function dayOf(int $customer): int
    {
        $day = \LMSDB::getInstance()->GetOne(
            'SELECT at FROM assignments WHERE customerid = ? AND period = ? AND commited = 1 AND (dateto = 0 OR dateto > ?) '
            . 'AND (tariffid IS NOT NULL OR liabilityid IS NOT NULL) GROUP BY at ORDER BY COUNT(*) DESC, at LIMIT 1',
            [$customer, MONTHLY, time()],
        );
        return is_numeric($day) ? (int) $day : 1;
    }

    /** The first second of a day. */
    public static function midnight(string $day): int
    {
        $date = \DateTimeImmutable::createFromFormat('!Y-m-d', $day);
        if ($date === false || $date->format('Y-m-d') !== $day) {
            throw new Refusal('liability.dates');
        }
        return $date->getTimestamp();
    }

    /**
     * Changes one column of an assignment. LMS has no function for that: its own form writes them all, and its log of changes,
     * where that is on, in the same way.
     *
     * @param 'dateto'|'tariffid' $column
     * @return bool false when the customer has no such assignment
     */
    public static function set(int $customer, int $id, string $column, int $value): bool
    {
        $done = (bool) \LMSDB::getInstance()->Execute(
            "UPDATE assignments SET $column = ? WHERE id = ? AND customerid = ?",
            [$value, $id, $customer],
        );
        if ($done) {
            \SYSLOG::getInstance()?->AddMessage(\SYSLOG::RES_ASSIGN, \SYSLOG::OPER_UPDATE, [
                \SYSLOG::RES_ASSIGN => $id,
                \SYSLOG::RES_CUST => $customer,
                $column === 'tariffid' ? \SYSLOG::RES_TARIFF : $column => $value,
            ]);
        }
        return $done;
    }

    /**
     * What a dialog offers for a new service: all tariffs, and the one that is tied to what is chosen.
     *
     * @param 'metrotv'|'fsecure' $service
     * @return array{options: list<array{value: string, label: string}>, proposed: string}
     */
    public static function offer(string $service, Posted $fields): array
    {
        $options = self::tariffs();
        $item = $fields->id('item_id');
        $price = $fields->amount('price');
        $proposed = $item === 0 ? null : Gateway::client()->billing()->tariffOf(
            $service,
            $item,
            preg_match('/^\d{1,5}(\.\d{1,2})?$/D', $price) ? $price : null,
        );
        return ['options' => $options, 'proposed' => (string) $proposed];
    }

    /**
     * Adds it for a service that MMS has just issued, and records that the one is paid by the other.
     *
     * @param 'metrotv'|'fsecure' $service
     * @param int $id order of MetroTV, or F-Secure service
     * @return bool false when LMS did not add it
     */
    public function addFor(\Metroport\Client $client, string $service, int $id, int $customer): bool
    {
        $assignment = $this->add($customer);
        if ($assignment === null) {
            return false;
        }
        try {
            $client->billing()->record($service, $id, $customer, $assignment);
        } catch (\Throwable $failure) {
            // It is there all the same; that the two belong together is found again by tariff and price.
            Failure::log($failure);
        }
        return true;
    }

    /**
     * Through LMS's own function, whose failures are silent on PostgreSQL and exceptions on MySQL.
     *
     * @return ?int the assignment, null when LMS did not add it
     */
    public function add(int $customer): ?int
    {
        try {
            $ids = \LMS::getInstance()->AddAssignment([
                'customerid' => $customer,
                'tariffid' => $this->tariff,
                'period' => MONTHLY,
                'at' => $this->day,
                'datefrom' => $this->from,
                'dateto' => $this->to,
                'invoice' => DOC_INVOICE,
                'pdiscount' => 0,
                'vdiscount' => 0,
                'separatedocument' => '',
                'separatedocumentvalue' => '',
                'recipient_address_id' => 0,
                'recipient_address_id2' => 0,
            ]);
        } catch (\Throwable $failure) {
            Failure::log($failure);
            return null;
        }
        return self::added($ids, $customer);
    }

    /**
     * The assignment that LMS says to have added, if it is there: on PostgreSQL LMS does not notice that its statement failed, and
     * gives the number that the row would have had.
     *
     * @param mixed $ids as from `LMS::AddAssignment()`
     */
    public static function added(mixed $ids, int $customer): ?int
    {
        $id = (int) (is_array($ids) ? current(array_filter($ids)) : 0);
        $there = \LMSDB::getInstance()->GetOne('SELECT id FROM assignments WHERE id = ? AND customerid = ?', [$id, $customer]);
        return $id > 0 && (int) $there === $id ? $id : null;
    }
}
