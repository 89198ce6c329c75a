<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** One step of the doctor: what was looked at, whether it is well, and if not, what to do. Needs nothing of LMS but `trans()`. */
final class Diagnosis
{
    public const FINE = 'fine';
    public const WARNING = 'warning';
    public const FAILED = 'failed';

    /** Codes of what works, but not for long or not for all. */
    private const WARNINGS = [
        'certificate.soon', 'clock.skew', 'config.clear', 'config.senseless', 'job.late', 'job.never', 'mms.area', 'php.zone',
        'queue.late', 'queue.refused',
    ];

    /**
     * @param string $step stable name
     * @param ?string $code of what is wrong, null when nothing is
     * @param string $sentence what is wrong and what to do
     * @param string $detail what was found, for a technician; untrusted text, without secrets. The extension's is English
     * @param array<string, int|string> $found the same in parts, as `Metroport\Client::test()` has them
     * @param string $words the same, translated
     */
    private function __construct(
        public readonly string $step,
        public readonly ?string $code,
        public readonly string $sentence,
        public readonly string $detail,
        public readonly array $found,
        public readonly string $words,
        public readonly float $milliseconds = 0.0,
    ) {
    }

    /** A step that is well. */
    public static function fine(string $step, string $detail = ''): self
    {
        return new self($step, null, '', $detail, [], $detail);
    }

    /** A step that is not; the code decides whether it is a warning. */
    public static function bad(string $step, string $code, string $sentence, string $detail = ''): self
    {
        return new self($step, $code, $sentence, $detail, [], $detail);
    }

    /**
     * @param array{step: string, ok: bool, milliseconds: float, detail: string, code: ?string, found: array<string, int|string>} $step
     *  of `Metroport\Client::test()`
     */
    public static function of(array $step): self
    {
        return new self(
            $step['step'],
            $step['code'],
            $step['code'] === null ? '' : Failure::sentence($step['code']),
            $step['detail'],
            $step['found'],
            Finding::words($step),
            $step['milliseconds'],
        );
    }

    /** One of FINE, WARNING and FAILED. */
    public function state(): string
    {
        return match (true) {
            $this->code === null => self::FINE,
            in_array($this->code, self::WARNINGS, true) => self::WARNING,
            default => self::FAILED,
        };
    }

    /**
     * For a program: in English but for title and sentence.
     *
     * @return array{step: string, title: string, state: string, code: ?string, sentence: string, detail: string, milliseconds: float,
     *  found: object}
     */
    public function told(): array
    {
        return [
            'step' => $this->step,
            'title' => $this->title(),
            'state' => $this->state(),
            'code' => $this->code,
            'sentence' => $this->sentence,
            'detail' => $this->detail,
            'milliseconds' => round($this->milliseconds, 1),
            'found' => (object) $this->found,
        ];
    }

    /** What was looked at. */
    public function title(): string
    {
        return match ($this->step) {
            'lms' => trans('<!metroport>LMS'),
            'extension' => trans('<!metroport>PHP extension'),
            'plugin' => trans('<!metroport>Plugin'),
            'php' => trans('PHP of the web server and of cron'),
            'settings' => trans('<!metroport>Settings'),
            'database' => trans('Database of LMS'),
            'schema' => trans('Tables of the plugin'),
            'rights' => trans('Rights of the database\'s user'),
            'job_converge' => trans('Cron: $a', 'metroport_converge.php'),
            'job_fsecure_packages' => trans('Cron: $a', 'metroport_fsecure_packages_update.php'),
            'job_metrotv_packages' => trans('Cron: $a', 'metroport_metrotv_packages_update.php'),
            'job_metrotv_stb' => trans('Cron: $a', 'metroport_metrotv_stb_list_update.php'),
            'job_pair' => trans('Cron: $a', 'metroport_customer_update.php'),
            'job_services' => trans('Cron: $a', 'metroport_services_update.php'),
            'queue' => trans('<!metroport>Queue'),
            'dns' => trans('Name of the server of MMS (DNS)'),
            'tcp' => trans('Connection with the server of MMS'),
            'tls' => trans('Certificate of MMS (TLS)'),
            'server' => trans('Answer of MMS (HTTP)'),
            'login' => trans('Login to MMS'),
            'session' => trans('Session shared by all processes'),
            'customers' => trans('MMS: customers'),
            'fsecure' => trans('MMS: F-Secure'),
            'metrotv' => trans('MMS: MetroTV'),
            'decoders' => trans('MMS: decoders'),
            'clock' => trans('<!metroport>Clocks'),
            default => $this->step,
        };
    }
}
