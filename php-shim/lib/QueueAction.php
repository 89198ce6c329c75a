<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Sends again what waits or was refused, or gives it up; from the page "Queue and differences". */
final class QueueAction
{
    /**
     * @param array<string, mixed> $posted
     * @return array{notice: string}
     */
    public static function answer(array $posted): array
    {
        $fields = new Posted($posted);
        $kind = QueueKind::tryFrom($fields->text('kind')) ?? throw new Refusal('request.action');
        // The module is open to whoever may do something about one of the kinds.
        if (!Rights::granted($kind->right())) {
            throw new Refusal('request.right');
        }
        $queue = Gateway::client()->queue();

        return ['notice' => match ($fields->text('action')) {
            'retry' => self::retry($queue, $kind, $fields->id('customer_id')),
            'retry_all' => self::retryAll($queue, $kind),
            'give_up' => self::giveUp($queue, $kind, $fields->id('customer_id'), $fields->text('reason')),
            default => throw new Refusal('request.action'),
        }];
    }

    /**
     * Tries once more to bring about one matter of a customer.
     *
     * @throws Refusal when it was not done, with MMS's words
     */
    public static function retry(\Metroport\Queue $queue, QueueKind $kind, int $customer): string
    {
        $result = $queue->retry($kind->value, $customer);
        if ($result['stopped'] !== null) {
            throw new Refusal($result['stopped']['code']);
        }
        // Locks of one customer may be several.
        foreach ($result['lines'] as $line) {
            if ($line['outcome'] !== 'done') {
                throw new Refusal((string) $line['code'], Failure::wordsOfMms($line['code'], $line['message']));
            }
        }
        return $result['lines'] === []
            ? trans('There is nothing left to be sent.')
            : trans('Done: MMS has confirmed it.');
    }

    private static function retryAll(\Metroport\Queue $queue, QueueKind $kind): string
    {
        $result = $queue->retry($kind->value);
        $told = trans(
            'Done: $a, refused by MMS: $b, failed: $c, still waiting: $d.',
            (string) $result['done'],
            (string) $result['refused'],
            (string) $result['failed'],
            (string) $result['waiting'],
        );
        return $result['stopped'] === null ? $told : Failure::sentence($result['stopped']['code']) . ' ' . $told;
    }

    private static function giveUp(\Metroport\Queue $queue, QueueKind $kind, int $customer, string $reason): string
    {
        if (!$queue->giveUp($kind->value, $customer, $reason)) {
            throw new Refusal('queue.gone');
        }
        return trans('Given up.');
    }
}
