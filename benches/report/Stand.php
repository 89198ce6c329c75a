<?php

declare(strict_types=1);

use Metroport\Client;

/**
 * What is measured against: a simulator with so many customers, and an LMS that knows them.
 *
 * Every customer has an F-Secure service, every second one (the first half) an account with a base package, extra packages
 * and a decoder; there are as many decoders as customers. Customer 1 of LMS is the MMS user FIRST + 1, and so on.
 */
final class Stand
{
    public const FIRST = 1_000_000;

    public readonly Mms $mms;
    public readonly Lms $lms;

    /** @param ?Mms $mms a simulator that is there already, of the same size */
    public function __construct(public readonly int $size, string $dialect, ?Mms $mms = null)
    {
        $this->mms = $mms ?? new Mms(array_map($this->user(...), range(1, $size)), ['--decoders', (string) $size]);
        $this->lms = Lms::empty($dialect);
        $this->fillLms();
    }

    public function clear(): void
    {
        $this->mms->stop();
    }

    public function accounts(): int
    {
        return intdiv($this->size, 2);
    }

    /** Links all customers, or none. */
    public function link(bool $linked): void
    {
        $this->lms->pdo->exec('DELETE FROM metroport_customers');
        if ($linked) {
            $first = self::FIRST;
            $this->lms->pdo->exec("INSERT INTO metroport_customers (lms_user_id, metroport_user_id) SELECT id, id + $first FROM customers");
        }
    }

    /** @return array<string, mixed> the extension's configuration, with time enough for the slowest measurement */
    public function config(): array
    {
        return ['url' => $this->mms->url, 'login' => Canary::LOGIN, 'password' => Canary::PASSWORD, 'actor' => 'bench',
            'timeout' => 600, 'lock_limit_percent' => 100, 'database' => $this->lms->config()];
    }

    public function client(): Client
    {
        return new Client($this->config());
    }

    /** @return array<string, mixed> as in the simulator's README */
    private function user(int $number): array
    {
        $hasAccount = $number <= intdiv($this->size, 2);
        return ['userid' => self::FIRST + $number, 'customertype' => '2', 'lastname' => self::lastname($number), 'name' => 'Jan',
            'pesel' => self::pesel($number), 'email' => "jan$number@example.com", 'city1' => 'Łódź', 'zip1' => '90-001',
            'streetname1' => 'Piotrkowska', 'streetno1' => (string) $number,
            'services' => ['fsecure' => 'active', 'accounts' => (int) $hasAccount, 'decoders' => $hasAccount]];
    }

    private function fillLms(): void
    {
        $pdo = $this->lms->pdo;
        array_map(fn (string $table) => $pdo->exec("DELETE FROM $table"), ['metroport_customer_data', 'metroport_journal', 'customercontacts', 'addresses']);
        foreach (array_chunk(range(1, $this->size), 1000) as $numbers) {
            $row = fn (int $number) => sprintf("(%d, '%s', 'Jan', '%s', '', '', '')", $number, self::lastname($number), self::pesel($number));
            $pdo->exec('INSERT INTO customers (id, lastname, name, ssn, info, notes, message) VALUES ' . implode(', ', array_map($row, $numbers)));
        }
        $pdo->exec("INSERT INTO customercontacts (customerid, contact, type) SELECT id, CONCAT('jan', id, '@example.com'), 8 FROM customers");
        $pdo->exec("INSERT INTO addresses (id, city, zip, street, house) SELECT id, 'Łódź', '90-001', 'Piotrkowska', CONCAT('', id) FROM customers");
        $pdo->exec('INSERT INTO customer_addresses (customer_id, address_id, type) SELECT id, id, 1 FROM customers');
        $all = 'customers, customercontacts, addresses, customer_addresses';
        $this->lms->rows($this->lms->dialect === 'postgres' ? "ANALYZE $all" : "ANALYZE TABLE $all");
    }

    private static function lastname(int $number): string
    {
        return ['Żuk', 'Łoś', 'Kowalska-Wójcik', 'Ćma', 'Nowak'][$number % 5] . " $number";
    }

    /** A valid PESEL, another one for each number below three millions. */
    private static function pesel(int $number): string
    {
        $digits = sprintf('80%02d%02d%04d', 1 + intdiv($number, 280_000), 1 + intdiv($number, 10_000) % 28, $number % 10_000);
        $sum = 0;
        foreach ([1, 3, 7, 9, 1, 3, 7, 9, 1, 3] as $position => $weight) {
            $sum += $weight * (int) $digits[$position];
        }
        return $digits . (10 - $sum % 10) % 10;
    }
}
