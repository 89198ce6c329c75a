<?php

declare(strict_types=1);

/** Links LMS customers to MMS users by PESEL or NIP. */
final class Pairing
{
    public function __construct(private readonly Lms $lms, private readonly Mms $mms)
    {
    }

    /** @return array<int, int> MMS ids by LMS ids; who has a number that another one has too is left out */
    public function pair(): array
    {
        $candidates = [];
        foreach ($this->lms->numbers() as $customer => ['pesel' => $pesel, 'nip' => $nip]) {
            foreach (array_filter(["pesel $pesel" => $pesel, "nip $nip" => $nip]) as $key => $number) {
                $candidates[$key][] = $customer;
            }
        }

        $links = [];
        foreach ($this->mms->users('unlinked') as $user) {
            $found = $candidates['pesel ' . Lms::digits($user['pesel'])] ?? $candidates['nip ' . Lms::digits($user['nip'])] ?? [];
            if (count($found) === 1 && !isset($links[$found[0]])) {
                $this->mms->client->customers()->link($found[0], $user['mms_id']);
                $links[$found[0]] = $user['mms_id'];
            }
        }

        return $links;
    }

    /**
     * Gives customers of the made-up LMS the names and numbers of some whom a strange MMS knows, so that there is
     * somebody to pair: two debtors who have something to block, and others who owe nothing.
     */
    public function borrow(): void
    {
        $services = $this->mms->services();
        $users = array_filter($this->mms->users(), static fn (array $user): bool => Lms::digits($user['pesel'] . $user['nip']) !== '');
        $lockable = array_filter($users, static function (array $user) use ($services): bool {
            $has = $services[$user['mms_id']] ?? ['open' => 0, 'blocked' => 0];
            return $has['open'] > 0 && $has['blocked'] === 0;
        });
        $debtors = array_slice($lockable, 0, 2, true);
        $others = array_diff_key($users, $debtors);

        [$owing, $old] = $this->lms->debtors();
        $solvent = array_diff(array_keys($this->lms->numbers()), $owing);
        $this->lms->forgetNumbers();
        foreach ([[$old, $debtors], [$solvent, $others]] as [$customers, $lenders]) {
            foreach (array_map(null, array_slice($customers, 0, count($lenders)), array_slice($lenders, 0, count($customers))) as [$customer, $user]) {
                $this->lms->rename($customer, $user);
            }
        }
    }
}
