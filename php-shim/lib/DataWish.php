<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** A customer's data that MMS does not have yet, on his card. */
final class DataWish
{
    /**
     * Sends what waits, as after a save when the browser could not be released; null when MMS has all of it then.
     *
     * @return ?array<string, mixed> as from Queue::dataOf()
     */
    public static function finish(\Metroport\Queue $queue, int $customer): ?array
    {
        $wish = $queue->dataOf($customer);
        if ($wish === null || $wish['state'] !== 'waiting') {
            return $wish;
        }
        $queue->follow([$customer]);
        return $queue->dataOf($customer);
    }

    /**
     * @param ?array<string, mixed> $wish
     * @return array{wish: string, wish_why: string, wish_mms: string, can_resend: bool}
     */
    public static function words(?array $wish): array
    {
        if ($wish === null) {
            return ['wish' => '', 'wish_why' => '', 'wish_mms' => '', 'can_resend' => false];
        }
        $since = Format::time($wish['since']);
        return [
            'wish' => $wish['state'] === 'refused'
                ? trans('MMS does not have the data changed in LMS on $a: they were refused.', $since)
                : trans('MMS does not have the data changed in LMS on $a yet; they will be sent.', $since),
            'wish_why' => $wish['code'] === null ? '' : Failure::inQueue($wish['code']),
            'wish_mms' => Failure::wordsOfMms($wish['code'], $wish['text']),
            'can_resend' => true,
        ];
    }
}
