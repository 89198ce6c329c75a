<?php

declare(strict_types=1);

/** Made-up people and companies with valid numbers; the same seed gives the same ones. */
final class People
{
    private const WOMEN = ['Anna', 'Małgorzata', 'Zofia', 'Ewa', 'Jadwiga', 'Łucja', 'Żaneta', 'Świętosława'];
    private const MEN = ['Piotr', 'Łukasz', 'Paweł', 'Stanisław', 'Grzegorz', 'Michał', 'Świętopełk', 'Żelisław'];
    private const SURNAMES = [
        'Nowak', 'Kowalsk:', 'Wiśniewsk:', 'Wójcik', 'Kamińsk:', 'Lewandowsk:', 'Zielińsk:', 'Szymańsk:', 'Woźniak', 'Dąbrowsk:', 'Kozłowsk:',
        'Jankowsk:', 'Mazur', 'Wojciechowsk:', 'Kwiatkowsk:', 'Krawczyk', 'Kaczmarek', 'Piotrowsk:', 'Grabowsk:', 'Zając', 'Pawłowsk:', 'Król', 'Źdźbło', 'Ćwik',
    ];
    private const FIRMS = ['Alfa', 'Beta', 'Delta', 'Kappa', 'Omega', 'Łabędź', 'Źródło', 'Sieć', 'Iskra', 'Mrówka'];
    private const TRADES = ['Handel', 'Usługi', 'Transport', 'Budowa', 'Media', 'Logistyka', 'Doradztwo'];
    private const FORMS = ['sp. z o.o.', 'S.A.', 's.c.', 'sp. j.', 'Fundacja'];
    private const PLACES = [
        ['Warszawa', '00-950', 'ul. Marszałkowska'], ['Kraków', '30-001', 'ul. Długa'], ['Gdańsk', '80-001', 'ul. Długi Targ'], ['Łódź', '90-001', 'ul. Piotrkowska'],
        ['Poznań', '60-001', 'pl. Wolności'], ['Wrocław', '50-001', 'al. Świdnicka'], ['Białystok', '15-001', 'ul. Lipowa'], ['Wólka Mała', '05-500', null],
        ['Żółkiewka', '22-335', 'os. Źródlane'],
    ];

    /** Names that break what does not escape or quote; they lead the list, so any number of customers has them. */
    public const ODD = [
        ['type' => 1, 'lastname' => 'Gamma "Hurt & Detal" s.c.', 'name' => ''],
        ['type' => 0, 'lastname' => "O'Connor", 'name' => 'Seán'],
        ['type' => 1, 'lastname' => 'Sigma <b>Test</b> sp. z o.o.', 'name' => ''],
        ['type' => 0, 'lastname' => '<script>alert(1)</script>', 'name' => 'Jan'],
        ['type' => 1, 'lastname' => 'C:\\Sieć\\Łącza', 'name' => ''],
        ['type' => 0, 'lastname' => 'Żółć-Gęślą', 'name' => 'Jaźń'],
        ['type' => 1, 'lastname' => '100% Wełna? Tak! %s $a', 'name' => ''],
        ['type' => 0, 'lastname' => "D'Arc' OR '1'='1", 'name' => 'Joanna'],
    ];

    public function __construct(int $seed)
    {
        mt_srand($seed);
    }

    /** @return array{type: int, lastname: string, name: string, ssn: string, ten: string} */
    public function customer(int $number): array
    {
        $odd = self::ODD[$number - 3] ?? null;
        $person = $odd ?? (mt_rand(1, 100) <= 20 ? $this->company() : $this->person());
        $company = $person['type'] === 1;

        return $person + ['ssn' => $company ? '' : self::pesel($number), 'ten' => $company ? self::nip($number) : ''];
    }

    /** @return array{city: string, zip: string, street: ?string, house: string, flat: ?string} */
    public function address(): array
    {
        [$city, $zip, $street] = self::PLACES[mt_rand(0, count(self::PLACES) - 1)];
        $house = mt_rand(1, 120) . (mt_rand(1, 8) === 1 ? 'A' : '');

        return ['city' => $city, 'zip' => $zip, 'street' => $street, 'house' => $house, 'flat' => $street !== null && mt_rand(1, 2) === 1 ? (string) mt_rand(1, 60) : null];
    }

    /** True in so many of a hundred cases. */
    public function chance(int $percent): bool
    {
        return mt_rand(1, 100) <= $percent;
    }

    private function person(): array
    {
        $woman = mt_rand(0, 1) === 1;
        $names = $woman ? self::WOMEN : self::MEN;
        $surname = self::SURNAMES[mt_rand(0, count(self::SURNAMES) - 1)];

        return ['type' => 0, 'lastname' => str_replace(':', $woman ? 'a' : 'i', $surname), 'name' => $names[mt_rand(0, count($names) - 1)]];
    }

    private function company(): array
    {
        $words = array_map(static fn (array $list): string => $list[mt_rand(0, count($list) - 1)], [self::FIRMS, self::TRADES, self::FORMS]);

        return ['type' => 1, 'lastname' => implode(' ', $words), 'name' => ''];
    }

    /** Unique per number: a birthday out of fifty years, then a serial. */
    private static function pesel(int $number): string
    {
        $days = 18000;
        $birth = new DateTimeImmutable('1950-01-01 +' . ($number * 37 % $days) . ' days');
        $month = (int) $birth->format('n') + ((int) $birth->format('Y') >= 2000 ? 20 : 0);
        $digits = $birth->format('y') . sprintf('%02d', $month) . $birth->format('d') . sprintf('%04d', 11 + intdiv($number, $days) * 7);
        $sum = 0;
        foreach ([1, 3, 7, 9, 1, 3, 7, 9, 1, 3] as $position => $weight) {
            $sum += $weight * (int) $digits[$position];
        }

        return $digits . (10 - $sum % 10) % 10;
    }

    private static function nip(int $number): string
    {
        for ($base = 526000000 + $number * 3;; $base++) {
            $digits = (string) $base;
            $sum = 0;
            foreach ([6, 5, 7, 2, 3, 4, 5, 6, 7] as $position => $weight) {
                $sum += $weight * (int) $digits[$position];
            }
            if ($sum % 11 !== 10) {
                return (string) preg_replace('/^(...)(...)(..)(..)$/', '$1-$2-$3-$4', $digits . $sum % 11);
            }
        }
    }
}
