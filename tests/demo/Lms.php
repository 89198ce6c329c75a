<?php

declare(strict_types=1);

/** The demo's LMS database, seen past LMS: what the tour must know or change besides what a clerk can do. */
final class Lms
{
    private const DATABASE = 'lms';

    /** A debt that is older counts for lms-notify, whatever the division's days of grace. */
    private const OLD = 30 * 86400;

    private PDO $db;

    public function __construct(string $database = self::DATABASE)
    {
        $this->db = self::isPostgres()
            ? new PDO(
                'pgsql:host=' . getenv('MP_PG_HOST') . ';port=' . getenv('MP_PG_PORT') . ";dbname=$database",
                getenv('MP_PG_USER'),
                getenv('MP_PG_PASSWORD'),
            )
            : new PDO(
                'mysql:unix_socket=' . getenv('MP_MY_SOCKET') . ";dbname=$database;charset=utf8mb4",
                getenv('MP_MY_USER'),
                getenv('MP_MY_PASSWORD'),
            );
    }

    public static function isPostgres(): bool
    {
        return getenv('DB') === 'postgres';
    }

    public static function create(): void
    {
        $server = new self(self::isPostgres() ? 'postgres' : 'mysql');
        $server->db->exec('CREATE DATABASE ' . self::DATABASE . (self::isPostgres() ? '' : ' CHARACTER SET utf8mb4'));
    }

    /** @return array<string, string|int> for Metroport\Client */
    public static function forClient(): array
    {
        return ['database' => self::DATABASE] + (self::isPostgres()
            ? [
                'type' => 'postgres', 'host' => getenv('MP_PG_HOST'), 'port' => (int) getenv('MP_PG_PORT'),
                'user' => getenv('MP_PG_USER'), 'password' => getenv('MP_PG_PASSWORD'),
            ]
            : [
                'type' => 'mysql', 'socket' => getenv('MP_MY_SOCKET'),
                'user' => getenv('MP_MY_USER'), 'password' => getenv('MP_MY_PASSWORD'),
            ]);
    }

    /** Sets an option as Konfiguracja → Interfejs użytkownika does. */
    public function configure(string $section, string $name, string $value): void
    {
        $this->query('INSERT INTO uiconfig (section, var, value, description) VALUES (?, ?, ?, ?)', [$section, $name, $value, '']);
    }

    /**
     * Customers with a debt, of these the ones with an old one.
     *
     * @return array{list<int>, list<int>} all, old
     */
    public function debtors(): array
    {
        $all = $this->column('SELECT customerid FROM cash GROUP BY customerid HAVING SUM(value) < 0 ORDER BY customerid');
        $old = $this->column(
            'SELECT ca.customerid FROM cash ca JOIN customers c ON c.id = ca.customerid
            WHERE ca.time < ? AND c.deleted = 0 AND c.cutoffstop = 0 AND c.type < 2
            GROUP BY ca.customerid HAVING SUM(ca.value) < 0 ORDER BY ca.customerid',
            [time() - self::OLD],
        );
        return [array_map(intval(...), $all), array_map(intval(...), $old)];
    }

    /** The customer has paid all he owes, a minute ago: to lms-notify a payment of this very second is one of the future. */
    public function pay(int $customer): void
    {
        $this->query(
            'INSERT INTO cash (customerid, time, type, value, currency, comment)
            SELECT customerid, ?, 1, -SUM(value), ?, ? FROM cash WHERE customerid = ? GROUP BY customerid',
            [time() - 60, 'PLN', 'Wpłata', $customer],
        );
    }

    /** @return array<int, array{pesel: string, nip: string}> digits only, by LMS id */
    public function numbers(): array
    {
        $numbers = [];
        foreach ($this->query('SELECT id, ssn, ten FROM customers WHERE deleted = 0') as $row) {
            $numbers[(int) $row['id']] = ['pesel' => self::digits($row['ssn']), 'nip' => self::digits($row['ten'])];
        }
        return $numbers;
    }

    public static function digits(?string $text): string
    {
        return (string) preg_replace('/\D/', '', (string) $text);
    }

    /** Nobody has a number any more by which MMS may know somebody else. */
    public function forgetNumbers(): void
    {
        $this->query('UPDATE customers SET ssn = ?, ten = ?', ['', '']);
    }

    /**
     * Makes a customer somebody whom MMS knows; his debts stay.
     *
     * @param array<string, mixed> $user as from Customers::page()
     */
    public function rename(int $customer, array $user): void
    {
        $this->query('UPDATE customers SET type = ?, lastname = ?, name = ?, ssn = ?, ten = ? WHERE id = ?', [
            (int) $user['company'], $user['lastname'], $user['company'] ? '' : $user['name'],
            (string) $user['pesel'], (string) $user['nip'], $customer,
        ]);
    }

    public function nameOf(int $customer): string
    {
        $row = $this->query('SELECT lastname, name FROM customers WHERE id = ?', [$customer])->fetch(PDO::FETCH_ASSOC);
        return trim($row['lastname'] . ' ' . $row['name']) . " (#$customer)";
    }

    public function schemaVersion(): ?string
    {
        return $this->column('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin'])[0] ?? null;
    }

    /** @return list<mixed> */
    private function column(string $sql, array $values = []): array
    {
        return $this->query($sql, $values)->fetchAll(PDO::FETCH_COLUMN);
    }

    private function query(string $sql, array $values = []): PDOStatement
    {
        $statement = $this->db->prepare($sql);
        $statement->execute($values);
        return $statement;
    }
}
