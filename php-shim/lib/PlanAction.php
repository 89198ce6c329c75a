<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Makes plans of several changes for a customer, and carries them out step by step; from his card. */
final class PlanAction
{
    /**
     * @param array<string, mixed> $posted
     * @return array<string, mixed>
     */
    public static function answer(array $posted): array
    {
        $fields = new Posted($posted);
        $client = Gateway::client();
        $plans = $client->plans();
        $customer = $fields->id('customer_id');

        return match ($fields->text('action')) {
            'choices' => PlanWords::choices($plans->choices($customer)),
            'tariffs' => Liability::offer('metrotv', $fields),
            'liabilities' => ['options' => PlanLms::liabilities($client, $customer, $fields->id('account_id'))],
            'preview' => PlanWords::of($plans->make($customer, PlanWish::from($fields), true)),
            'begin' => self::begin($plans, $customer, $fields),
            'show' => PlanWords::of(self::permitted($plans, $customer)),
            'step' => self::step($plans, $customer),
            'forward', 'back' => self::direct($plans, $customer, $fields->text('action') === 'back'),
            'forget' => self::forget($plans, $customer),
            default => throw new Refusal('request.action'),
        };
    }

    /** @return array<string, mixed> */
    private static function begin(\Metroport\Plans $plans, int $customer, Posted $fields): array
    {
        $wish = PlanWish::from($fields);
        $print = $fields->text('print');
        self::check($plans->make($customer, $wish, true));
        return PlanWords::of($plans->make($customer, $wish, false, $print));
    }

    /** @return array<string, mixed> */
    private static function step(\Metroport\Plans $plans, int $customer): array
    {
        self::permitted($plans, $customer);
        $plan = $plans->step($customer);
        if ($plan['lms'] !== null) {
            PlanLms::carryOut($customer, $plan['lms']);
            $plan = $plans->confirm($customer);
        }
        if (in_array($plan['state'], ['done', 'undone'], true) && in_array('link', array_column($plan['steps'], 'thing'), true)) {
            ExternalIds::follow($customer);
        }
        return PlanWords::of($plan);
    }

    /** @return array<string, mixed> */
    private static function direct(\Metroport\Plans $plans, int $customer, bool $back): array
    {
        self::permitted($plans, $customer);
        return PlanWords::of($plans->direct($customer, $back));
    }

    /** @return array{notice: string} */
    private static function forget(\Metroport\Plans $plans, int $customer): array
    {
        self::permitted($plans, $customer);
        $plans->forget($customer);
        return ['notice' => trans('MMS and LMS stay as they are.')];
    }

    /**
     * The plan that is under way, if the user may do all that is in it.
     *
     * @return array<string, mixed>
     */
    private static function permitted(\Metroport\Plans $plans, int $customer): array
    {
        $plan = $plans->unfinished($customer) ?? throw new Refusal('plan.gone');
        self::check($plan);
        return $plan;
    }

    /**
     * The module is open to whoever may change MetroTV; a plan may have more in it.
     *
     * @param array<string, mixed> $plan
     */
    private static function check(array $plan): void
    {
        foreach ($plan['steps'] as $step) {
            $granted = match ($step['thing']) {
                'link' => Rights::granted(Rights::CUSTOMER_UPDATE),
                'service' => Rights::granted(Rights::FSECURE_ACTIONS),
                'liability' => Liability::isAllowed(),
                default => true,
            };
            if (!$granted) {
                throw new Refusal('request.right');
            }
        }
    }
}
