<?php

declare(strict_types=1);

use LMSMetroportPlugin\Metrics;
use MetroportFake\Script;

/** What Prometheus reads, and that the rules which are shipped ask for what there is. */
final class MetricsTest extends ShimTestCase
{
    /** One sample: name, labels, value. */
    private const SAMPLE = '/^([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\\\n]|\\\\["\\\\n])*",?)*)\})? (\d+(?:\.\d+)?)$/';

    /** @return array<string, float> name with labels => value */
    private static function samples(string $text): array
    {
        self::assertStringEndsWith("\n", $text);
        $samples = [];
        $family = '';
        foreach (explode("\n", rtrim($text)) as $line) {
            if (preg_match('/^# (HELP|TYPE) ([a-z_]+) ./', $line, $about)) {
                $family = $about[2];
                continue;
            }
            self::assertSame(1, preg_match(self::SAMPLE, $line, $sample), $line);
            self::assertMatchesRegularExpression("/^{$family}(_bucket|_sum|_count)?$/", $sample[1]);
            $key = $sample[1] . (($sample[2] ?? '') === '' ? '' : '{' . $sample[2] . '}');
            self::assertArrayNotHasKey($key, $samples);
            $samples[$key] = (float) $sample[3];
        }
        return $samples;
    }

    public function testTheNumbers(): void
    {
        $samples = self::samples(Metrics::text(Script::$numbers));
        $expected = [
            'metroport_ready' => 1,
            'metroport_queue_items{kind="data",state="waiting"}' => 2,
            'metroport_queue_items{kind="data",state="refused"}' => 0,
            'metroport_queue_oldest_seconds{kind="data",state="waiting"}' => 600,
            'metroport_queue_oldest_seconds{kind="data",state="refused"}' => 0,
            'metroport_job_last_start_timestamp_seconds{job="converge"}' => 1_699_999_900,
            'metroport_job_last_success_timestamp_seconds{job="converge"}' => 1_699_999_600,
            'metroport_job_last_success_timestamp_seconds{job="metrotv_stb"}' => 0,
            'metroport_api_requests_total{call="GET /Users/users",outcome="ok"}' => 10,
            'metroport_api_requests_total{call="GET /Users/users",outcome="mms.timeout"}' => 1,
            'metroport_api_request_duration_seconds_bucket{call="GET /Users/users",le="0.1"}' => 7,
            'metroport_api_request_duration_seconds_bucket{call="GET /Users/users",le="1"}' => 10,
            'metroport_api_request_duration_seconds_bucket{call="GET /Users/users",le="+Inf"}' => 11,
            'metroport_api_request_duration_seconds_sum{call="GET /Users/users"}' => 6.5,
            'metroport_api_request_duration_seconds_count{call="GET /Users/users"}' => 11,
            'metroport_differences{what="customer_deleted"}' => 1,
            'metroport_differences{what="unlocked"}' => 0,
            'metroport_differences_timestamp_seconds' => 1_699_999_000,
        ];
        self::assertEquals($expected, array_intersect_key($samples, $expected));
    }

    public function testAPluginThatCannotWorkIsANumberToo(): void
    {
        self::assertSame(['metroport_ready' => 0.0], self::samples(Metrics::text(null)));
    }

    public function testLabelsAreEscaped(): void
    {
        $calls = [['call' => "a\"b\\c\nd", 'outcome' => 'ok', 'requests' => 1, 'milliseconds' => 1, 'within' => []]];
        $samples = self::samples(Metrics::text(['calls' => $calls, 'differences' => null] + Script::$numbers));
        self::assertArrayHasKey('metroport_api_requests_total{call="a\"b\\\\c\nd",outcome="ok"}', $samples);
    }

    public function testTheRulesAskForNumbersThatThereAre(): void
    {
        $rules = (string) file_get_contents(self::SHIM . '/contrib/metroport.rules.yml');
        self::assertSame(4, preg_match_all('/- alert: /', $rules));
        preg_match_all('/\b(metroport_[a-z_]+)(?:\{([^}]*)\})?/', (string) preg_replace('/^.*(bin\/|#).*$/m', '', $rules), $asked, PREG_SET_ORDER);
        $text = Metrics::text(Script::$numbers);
        self::assertGreaterThan(6, count($asked));
        foreach ($asked as [, $name]) {
            self::assertStringContainsString("# TYPE $name ", $text);
        }
        foreach (['job="converge"', 'state="refused"', 'state="waiting"'] as $label) {
            self::assertStringContainsString($label, $rules);
            self::assertStringContainsString($label, $text);
        }
    }
}
