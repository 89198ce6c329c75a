<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * What a run of locks did, in words: result of `Metroport\Locks::lock()` and `release()` in, translated lines out.
 *
 * Customers are named by their ids only: the output of cron goes to mail and logs.
 */
final class LockReport
{
    /** The extension's service => lms-notify's action. */
    public const ACTIONS = ['metrotv' => 'metrotv-locks', 'fsecure' => 'metrofsecure-locks'];

    /** @param array<string, mixed> $result */
    public function __construct(private array $result, private bool $dryRun)
    {
    }

    /** Whether the run was stopped, or some of it failed. */
    public function hasFailed(): bool
    {
        return $this->result['stopped'] !== null || $this->result['failed'] > 0;
    }

    /** @return list<string> one for each service, then a summary */
    public function lines(): array
    {
        $lines = array_map(self::line(...), $this->result['lines']);
        if ($this->result['stopped'] === null) {
            $lines[] = $this->summary();
        }
        return $lines;
    }

    /** @return list<string> what stopped the run, or one for each kind of failure, with the customers it befell */
    public function failures(): array
    {
        if ($this->result['stopped'] !== null) {
            return [trans('<!metroport>Metroport: $a', Failure::sentence($this->result['stopped']['code']))];
        }

        $kinds = [];
        foreach ($this->result['lines'] as $line) {
            if (in_array($line['outcome'], ['failed', 'refused'], true)) {
                $kind = self::place($line) . ' ' . Failure::inQueue((string) $line['code']);
                $kinds[$kind][$line['customer_id']] = '#' . $line['customer_id'];
            }
        }
        return array_map(
            static fn (string $kind, array $customers): string =>
                trans('$a The next run will try again. Customers: $b', $kind, implode(', ', $customers)),
            array_keys($kinds),
            $kinds,
        );
    }

    /** @return list<array{customer_id: int, service: string, service_id: int, locked: bool}> what MMS confirmed */
    public function changes(): array
    {
        $changes = [];
        foreach ($this->result['lines'] as $line) {
            if ($line['outcome'] === 'done') {
                $changes[] = [
                    'customer_id' => $line['customer_id'],
                    'service' => $line['service'],
                    'service_id' => $line['service_id'],
                    'locked' => $line['action'] === 'lock',
                ];
            }
        }
        return $changes;
    }

    /** @param array<string, mixed> $line */
    private static function line(array $line): string
    {
        $what = self::outcome($line);
        return self::place($line) . ' ' . ($line['service_id'] === 0
            ? trans('Customer: #$a: $b', (string) $line['customer_id'], $what)
            : trans('Customer: #$a, service: #$b: $c', (string) $line['customer_id'], (string) $line['service_id'], $what));
    }

    /** Which part of the run, as lms-notify writes it. */
    private static function place(array $line): string
    {
        $channel = $line['action'] === 'lock' ? 'block' : 'unblock';
        return '[' . $channel . '/' . self::ACTIONS[$line['service']] . ']';
    }

    private static function outcome(array $line): string
    {
        $lock = $line['action'] === 'lock';
        return match ($line['outcome']) {
            'done' => $lock ? trans('<!metroport>blocked') : trans('<!metroport>unblocked'),
            'planned' => $lock ? trans('<!metroport>would be blocked') : trans('<!metroport>would be unblocked'),
            'refused' => trans('MMS refused, it will be tried again: $a', Format::oneLine((string) $line['message'])),
            default => trans('failed, it will be tried again: $a', Failure::inQueue((string) $line['code'])),
        };
    }

    private function summary(): string
    {
        $unchanged = (string) $this->result['unchanged'];
        if ($this->dryRun) {
            $planned = count(array_filter(
                $this->result['lines'],
                static fn (array $line): bool => $line['outcome'] === 'planned',
            ));
            return trans(
                'Metroport: trial run, nothing was changed. To be changed: $a, failed: $b, customers without change: $c.',
                (string) $planned,
                (string) $this->result['failed'],
                $unchanged,
            );
        }
        return trans(
            'Metroport: changed: $a, failed: $b, customers without change: $c.',
            (string) $this->result['done'],
            (string) $this->result['failed'],
            $unchanged,
        );
    }
}
