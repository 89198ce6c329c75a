<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** The journal's words, for people. A word that the extension has learned since is shown as it is. */
final class JournalWords
{
    /** @return array<string, string> action => what it is called */
    public static function actions(): array
    {
        return [
            'user.add' => trans('<!metroport>customer added'),
            'user.update' => trans('<!metroport>customer changed'),
            'user.link' => trans('<!metroport>customer linked'),
            'user.unlink' => trans('<!metroport>link removed'),
            'user.forget' => trans('<!metroport>what was held of the customer removed'),
            'service.add' => trans('<!metroport>F-Secure: licence issued'),
            'service.change' => trans('<!metroport>F-Secure: service changed'),
            'service.block' => trans('<!metroport>F-Secure: service suspended'),
            'service.unblock' => trans('<!metroport>F-Secure: service resumed'),
            'service.remove' => trans('<!metroport>F-Secure: service removed'),
            'account.add' => trans('<!metroport>MetroTV: account added'),
            'account.change' => trans('<!metroport>MetroTV: address of account changed'),
            'account.block' => trans('<!metroport>MetroTV: account blocked'),
            'account.unblock' => trans('<!metroport>MetroTV: account unblocked'),
            'account.remove' => trans('<!metroport>MetroTV: account removed'),
            'package.issue' => trans('<!metroport>MetroTV: package issued'),
            'package.remove' => trans('<!metroport>MetroTV: package removed'),
            'decoder.add' => trans('<!metroport>decoder added to the warehouse'),
            'decoder.delete' => trans('<!metroport>decoder deleted'),
            'decoder.issue' => trans('<!metroport>decoder issued'),
            'decoder.return' => trans('<!metroport>decoder returned'),
            'queue.give_up' => trans('<!metroport>given up'),
            'plan.begin' => trans('<!metroport>plan begun'),
            'plan.finish' => trans('<!metroport>plan carried out to its end'),
            'plan.take_back' => trans('<!metroport>plan taken back'),
            'plan.leave' => trans('<!metroport>plan left as it was'),
            'liability.add' => trans('<!metroport>liability added in LMS'),
            'liability.change' => trans('<!metroport>end of liability changed in LMS'),
            'liability.delete' => trans('<!metroport>liability deleted in LMS'),
        ];
    }

    /** What one action is called. */
    public static function action(string $action): string
    {
        return self::actions()[$action] ?? $action;
    }

    /** @return array{string, string} the word, and the class of LMS's style that gives it its colour */
    public static function outcome(string $outcome): array
    {
        return match ($outcome) {
            'done' => [trans('<!metroport>carried out'), 'green'],
            'refused' => [trans('<!metroport>refused'), 'red'],
            'failed' => [trans('<!metroport>did not arrive'), 'red'],
            // Whoever was to tell has died, or was not told himself.
            'open', 'unknown' => [trans('<!metroport>not known'), 'brown'],
            default => [$outcome, ''],
        };
    }

    /** Why it did not work, and what MMS said. */
    public static function reason(?string $code, ?string $answer): string
    {
        $sentence = $code === null ? '' : Failure::sentence($code);
        return trim($sentence . ' ' . $answer);
    }

    /**
     * @param string $detail `name=value` words, where a value may have blanks in it
     */
    public static function detail(string $detail): string
    {
        preg_match_all('/(\w+)=(.*?)(?=\s\w+=|$)/u', $detail, $pairs, PREG_SET_ORDER);
        $words = array_map(static fn (array $pair): string => match ($pair[1]) {
            'fields' => implode(', ', array_map(CardLink::field(...), explode(',', $pair[2]))),
            'mac' => 'MAC ' . strtoupper(implode(':', str_split($pair[2], 2))),
            'serial' => trans('<!metroport>S/N $a', $pair[2]),
            'model' => $pair[2],
            'package' => trans('<!metroport>package #$a', $pair[2]),
            'product' => trans('<!metroport>product #$a', $pair[2]),
            'account' => trans('<!metroport>account #$a', $pair[2]),
            'order' => trans('<!metroport>order #$a', $pair[2]),
            'network' => trans('<!metroport>network #$a', $pair[2]),
            'price' => Format::money($pair[2]),
            'plan' => PlanWords::kind($pair[2]),
            'steps' => trans('<!metroport>steps: $a', $pair[2]),
            'rows' => trans('<!metroport>rows: $a', $pair[2]),
            'licences' => trans('<!metroport>devices: $a', $pair[2]),
            'run' => match ($pair[2]) {
                'locks' => trans('<!metroport>locks of debtors'),
                'pairing' => trans('<!metroport>by PESEL or NIP'),
                'follow' => trans('<!metroport>after a change in LMS'),
                'converge' => trans('<!metroport>from the queue'),
                'retry' => trans('<!metroport>from the queue, at once'),
                default => $pair[2],
            },
            'kind' => match ($pair[2]) {
                'data' => trans('<!metroport>customer data'),
                'metrotv' => trans('<!metroport>lock of $a', 'MetroTV'),
                'fsecure' => trans('<!metroport>lock of $a', 'F-Secure'),
                default => $pair[2],
            },
            default => $pair[2],
        }, $pairs);
        return implode(', ', array_filter($words, static fn (string $word): bool => $word !== ''));
    }

    /**
     * An entry as the list and the customer's card show it.
     *
     * @param array<string, mixed> $row as from Journal::page()
     * @return array<string, mixed>
     */
    public static function row(array $row): array
    {
        [$outcome, $colour] = self::outcome($row['outcome']);
        return [
            'id' => $row['id'],
            'time' => Format::time($row['at']),
            'actor' => $row['actor'],
            'action' => self::action($row['action']),
            'subject_id' => $row['subject_id'],
            'detail' => self::detail($row['detail']),
            'outcome' => $outcome,
            'outcome_class' => $colour,
            'reason' => self::reason($row['code'], $row['answer']),
        ];
    }
}
