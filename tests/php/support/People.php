<?php

declare(strict_types=1);

/** Customers of the tests' world, as MMS and as LMS know them. */
final class People
{
    /** LMS users: one sees all divisions, the other one only the first. */
    public const BOSS = 7;
    public const CLERK = 8;

    /** The links at the start: LMS id => MMS id. */
    public const LINKS = [1 => 101, 2 => 102, 3 => 103, 4 => 104];

    /** @return list<array<string, mixed>> */
    public static function inMms(): array
    {
        $person = fn (int $id, string $lastname, string $name, array $more = []) => $more + ['userid' => $id,
            'customertype' => '2', 'lastname' => $lastname, 'name' => $name, 'pesel' => self::pesel($id), 'email' => "$id@example.pl",
            'city1' => 'Opole', 'zip1' => '45-001', 'streetname1' => 'Żwirowa', 'streetno1' => '1', 'local1' => '', 'services' => false];
        return [
            $person(101, 'Zając', 'Jan', ['pesel' => Canary::PESEL, 'email' => Canary::EMAIL, 'city1' => 'Łódź', 'services' => true]),
            $person(102, 'Żak', 'Ewa', ['services' => ['fsecure' => 'active', 'accounts' => 2]]),
            $person(103, 'Ćma', 'Adam', ['services' => ['fsecure' => 'active', 'accounts' => 1, 'blocked' => true]]),
            $person(104, 'Łoś sp. z o.o.', '', ['customertype' => '1', 'pesel' => '', 'nip' => Canary::NIP]),
            $person(105, 'Cma', "O'Brien <b>\"Ola\"</b>"),
            $person(106, 'Oś', 'Iga', ['email' => '', 'pesel' => '']),
        ];
    }

    /** @return list<array{int, string, string, int}> id, surname or company, first name, division */
    public static function inLms(): array
    {
        return [[1, 'Zając', 'Jan', 1], [2, 'Żak', 'Ewa', 2], [3, 'Ćma', 'Adam', 1], [4, 'Łoś sp. z o.o.', '', 1], [5, 'Nowa', 'Ida', 1]];
    }

    /** So many customers with one television account each: MMS ids from 1001 on. */
    public static function crowd(int $count): array
    {
        $one = fn (int $id) => ['userid' => $id, 'customertype' => '2', 'lastname' => "Osoba $id", 'name' => 'Jan',
            'pesel' => self::pesel($id), 'email' => "$id@example.pl", 'services' => ['fsecure' => null, 'accounts' => 1, 'decoders' => false]];
        return array_map($one, range(1001, 1000 + $count));
    }

    /** A valid PESEL for a number up to 9999. */
    public static function pesel(int $number): string
    {
        $digits = '800101' . sprintf('%04d', $number);
        $sum = 0;
        foreach ([1, 3, 7, 9, 1, 3, 7, 9, 1, 3] as $position => $weight) {
            $sum += $weight * (int) $digits[$position];
        }
        return $digits . (10 - $sum % 10) % 10;
    }
}
