<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Handler;

use LMSMetroportPlugin\Setting;

/**
 * Keeps a senseless value of `metroport.*` out of LMS's settings. LMS checks by type only (a number above zero, a switch) and
 * asks no plugin when it saves; but it does call one before the page that saves runs (`configadd_on_load`,
 * `configedit_on_load`). Without the posted fields that page shows its form again, with what is saved.
 */
final class ConfigHandler
{
    /** Hooks `configadd_on_load` and `configedit_on_load`. */
    public function check(mixed $hookData): mixed
    {
        $posted = $_POST['config'] ?? null;
        $field = static fn (string $name): string =>
            is_array($posted) && is_string($posted[$name] ?? null) ? trim($posted[$name]) : '';
        $setting = $field('section') === Setting::SECTION ? Setting::all()[$field('var')] ?? null : null;
        // LMS refuses an empty value itself.
        if ($setting !== null && $field('value') !== '' && $setting->read($field('value')) === null) {
            unset($_POST['config']);
            $_GET['section'] = Setting::SECTION;
            // LMS puts it into an attribute as it is.
            $GLOBALS['warning']['value'] = htmlspecialchars(trans(
                'Not saved: $a takes $b, and not "$c".',
                $setting->name(),
                $setting->takes(),
                mb_strimwidth(mb_scrub($field('value'), 'UTF-8'), 0, 60, '…', 'UTF-8'),
            ));
        }
        return $hookData;
    }
}
