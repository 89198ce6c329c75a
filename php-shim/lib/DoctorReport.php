<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What the doctor found, on a terminal or for a program. Needs nothing of LMS but `trans()`. */
final class DoctorReport
{
    /**
     * Tells it and ends the process: with 1 when something failed.
     *
     * @param list<Diagnosis> $diagnoses
     * @param list<array{key: string, value: string, default: string, meaning: string, wrong: string}> $settings
     * @param array<string, mixed> $options as LMS's script-options.php has them
     */
    public static function end(array $diagnoses, array $settings, array $options): never
    {
        $states = array_map(static fn (Diagnosis $diagnosis): string => $diagnosis->state(), $diagnoses);
        if (isset($options['json'])) {
            echo Script::json(false, [
                'steps' => array_map(static fn (Diagnosis $diagnosis): array => $diagnosis->told(), $diagnoses),
                'settings' => $settings,
            ], null), PHP_EOL;
        } elseif (!isset($options['quiet'])) {
            echo implode(PHP_EOL, [...self::lines($diagnoses), ...self::table($settings)]), PHP_EOL;
        } else {
            foreach ($diagnoses as $diagnosis) {
                if ($diagnosis->state() !== Diagnosis::FINE) {
                    fwrite(STDERR, Format::oneLine($diagnosis->title() . ': ' . $diagnosis->sentence . ' ' . $diagnosis->words) . PHP_EOL);
                }
            }
        }
        exit(in_array(Diagnosis::FAILED, $states, true) ? 1 : 0);
    }

    /**
     * @param list<Diagnosis> $diagnoses
     * @return list<string>
     */
    private static function lines(array $diagnoses): array
    {
        $lines = [];
        foreach ($diagnoses as $diagnosis) {
            $mark = match ($diagnosis->state()) {
                Diagnosis::FINE => '[ ok ]',
                Diagnosis::WARNING => '[ !! ]',
                default => '[FAIL]',
            };
            $time = $diagnosis->milliseconds >= 1 ? sprintf(' (%.0f ms)', $diagnosis->milliseconds) : '';
            $fine = $diagnosis->state() === Diagnosis::FINE;
            $lines[] = Format::oneLine("$mark " . $diagnosis->title() . $time . ($fine && $diagnosis->words !== '' ? ': ' . $diagnosis->words : ''));
            if (!$fine) {
                $lines[] = '       ' . Format::oneLine($diagnosis->sentence);
                if ($diagnosis->words !== '') {
                    $lines[] = '       (' . Format::oneLine($diagnosis->words) . ')';
                }
            }
        }
        return $lines;
    }

    /**
     * @param list<array{key: string, value: string, default: string, meaning: string, wrong: string}> $settings
     * @return list<string>
     */
    private static function table(array $settings): array
    {
        $lines = [];
        foreach ($settings as $setting) {
            $default = $setting['default'] === '' || $setting['default'] === $setting['value'] ? '' : " [$setting[default]]";
            $lines[] = Format::oneLine(Setting::SECTION . ".$setting[key] = $setting[value]$default – $setting[meaning]");
        }
        // A line of its own between the steps and this.
        return $lines === [] ? [] : ['', ...$lines];
    }
}
