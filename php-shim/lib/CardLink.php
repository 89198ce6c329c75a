<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Finds or adds the customer in MMS and sends his data there, from his card. */
final class CardLink
{
    /**
     * @param array<string, mixed> $posted
     * @return array<string, mixed>
     */
    public static function answer(array $posted): array
    {
        $fields = new Posted($posted);
        $customer = $fields->id('customer_id');
        $client = Gateway::client();
        $card = $client->card();

        return match ($fields->text('action')) {
            'match' => self::found($card, $customer),
            'link' => self::linked($card, $customer, $fields->id('mms_id')),
            'resend' => ['notice' => QueueAction::retry($client->queue(), QueueKind::Data, $customer)],
            'update' => ['notice' => self::changes($card->update($customer))],
            default => throw new Refusal('request.action'),
        };
    }

    /** @return array<string, mixed> */
    private static function found(\Metroport\Card $card, int $customer): array
    {
        $matched = self::matched($card->matchUser($customer));
        ExternalIds::follow($customer);
        return $matched;
    }

    /** @return array{notice: string} */
    private static function linked(\Metroport\Card $card, int $customer, int $mms): array
    {
        $card->link($customer, $mms);
        ExternalIds::follow($customer);
        return ['notice' => trans('The customer is linked to MMS customer #$a.', (string) $mms)];
    }

    /**
     * @param array<string, mixed> $matched as from Card::matchUser()
     * @return array<string, mixed>
     */
    public static function matched(array $matched): array
    {
        return match ($matched['outcome']) {
            'added' => ['notice' => trans('The customer was added to MMS under #$a.', (string) $matched['mms_id'])],
            'linked' => ['notice' => trans(
                'The customer was in MMS already and is linked to #$a now.',
                (string) $matched['mms_id'],
            )],
            default => ['candidates' => array_map(self::candidate(...), $matched['candidates'])],
        };
    }

    /** @param array<string, mixed> $user */
    private static function candidate(array $user): array
    {
        $whose = $user['customer_id'] === null ? trans('<!metroport>another customer') : sprintf(
            '%s (#%d)',
            $user['customer_name'],
            $user['customer_id'],
        );
        return [
            'mms_id' => $user['mms_id'],
            'name' => trim($user['lastname'] . ' ' . $user['name']),
            'address' => Format::address($user),
            'free' => !$user['taken'],
            'taken' => $user['taken'] ? trans('<!metroport>linked to $a', $whose) : '',
        ];
    }

    /** @param list<string> $changed as from Card::update() */
    public static function changes(array $changed): string
    {
        if ($changed === []) {
            return trans('MMS has the present data already; nothing was sent.');
        }
        return trans('Changed in MMS: $a.', implode(', ', array_map(self::field(...), $changed)));
    }

    /** A field of the customer's data in MMS, for people. */
    public static function field(string $field): string
    {
        return match ($field) {
            'company' => trans('<!metroport>type of customer'),
            'lastname' => trans('<!metroport>surname or company'),
            'name' => trans('<!metroport>first name'),
            'pesel' => trans('<!metroport>PESEL'),
            'nip' => trans('<!metroport>NIP'),
            'email' => trans('<!metroport>e-mail'),
            'city' => trans('<!metroport>city'),
            'zip' => trans('<!metroport>postal code'),
            'street' => trans('<!metroport>street'),
            'house' => trans('<!metroport>house number'),
            'flat' => trans('<!metroport>flat number'),
            default => $field,
        };
    }
}
