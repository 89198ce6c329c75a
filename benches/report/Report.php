<?php

declare(strict_types=1);

/** Everything that was measured, for people and for programs. */
final class Report
{
    /** @var list<Result> */
    private array $results = [];
    /** @var list<Result> */
    private array $growth = [];
    /** @var list<Fact> */
    private array $facts = [];
    /** @var list<HotPart> */
    private array $hot = [];

    public function compared(Result $result): void
    {
        $this->results[] = $result;
        $this->say($result->task->name . ", $result->latency ms: " . self::seconds($result->ours->seconds));
    }

    public function grown(Result $result): void
    {
        $this->growth[] = $result;
        $this->say($result->task->name . ', ' . number_format($result->size) . ' customers: ' . self::seconds($result->ours->seconds));
    }

    public function known(Fact ...$facts): void
    {
        foreach ($facts as $fact) {
            $this->facts[] = $fact;
            $this->say($fact->name . ': ' . self::value($fact));
        }
    }

    /** @param list<HotPart> $parts */
    public function hot(array $parts): void
    {
        $this->hot = $parts;
    }

    /** @return list<string> what missed its bound */
    public function missed(): array
    {
        $missed = array_filter([...$this->results, ...$this->facts], fn (Result|Fact $it) => ($it instanceof Fact ? $it->holds : $it->holds()) === false);
        return array_values(array_map(fn (Result|Fact $it) => $it instanceof Fact ? $it->name : $it->task->name, $missed));
    }

    public function write(string $directory): void
    {
        file_put_contents("$directory/last-report.md", $this->text());
        file_put_contents("$directory/last-report.json", json_encode(['at' => date('c'), 'machine' => self::machine(),
            'compared' => $this->results, 'growth' => $this->growth, 'facts' => $this->facts, 'hot' => $this->hot],
            JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR) . "\n");
    }

    private function text(): string
    {
        $customers = number_format($this->results[0]->size);
        $text = "# Last report\n\n" . date('Y-m-d H:i') . ', ' . self::machine() . ".\nWritten by `make bench`; "
            . "[README.md](README.md) tells how.\n\n" . $this->boundsText() . "\n## $customers customers\n\n"
            . "Behind each time: how many times longer than ours. *one by one*: as the original plugin works, scaled from a sample where it is\n"
            . "italic; *curl_multi*: the same requests as ours in plain PHP, eight at a time; *limit*: rounds of requests times latency.\n";
        foreach (array_unique(array_map(fn (Result $result) => $result->latency, $this->results)) as $latency) {
            $text .= "\n### $latency ms per request\n\n| | ours | requests | one by one | curl_multi | limit | CPU, ours : curl_multi |\n"
                . "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";
            foreach (array_filter($this->results, fn (Result $result) => $result->latency === $latency) as $result) {
                $text .= self::compare($result);
            }
        }
        return $text . $this->growthText() . $this->hotText();
    }

    /** Everything that has a bound, and whether it was met. */
    private function boundsText(): string
    {
        $missed = count($this->missed());
        $text = "## Bounds\n\n" . ($missed === 0 ? 'All are met.' : "**Missed: $missed.**") . " Requests at 50 ms each.\n\n"
            . "| | measured | bound | |\n| --- | ---: | --- | --- |\n";
        foreach ($this->results as $result) {
            if ($result->holds() !== null) {
                $text .= "| {$result->task->name} | " . self::measured($result) . " | {$result->task->bound} | " . self::verdict($result->holds()) . " |\n";
            }
        }
        foreach ($this->facts as $fact) {
            $text .= "| $fact->name | " . self::value($fact) . " | $fact->bound | " . self::verdict($fact->holds) . " |\n";
        }
        return $text;
    }

    private static function measured(Result $result): string
    {
        return self::seconds($result->ours->seconds) . ", $result->requests " . ($result->requests === 1 ? 'request' : 'requests')
            . ', ' . self::times($result->gain()) . ' × faster' . ($result->limit > 0 ? sprintf(', %.2f × the limit', $result->ours->seconds / $result->limit) : '');
    }

    private function hotText(): string
    {
        $text = "\n## Pure and hot parts\n\n| | time | instructions | as committed |\n| --- | ---: | ---: | ---: |\n";
        foreach ($this->hot as $part) {
            $number = fn (?int $count) => $count === null ? '' : number_format($count);
            $text .= "| $part->name | " . self::seconds($part->seconds) . ' | ' . $number($part->instructions) . ' | ' . $number($part->committed) . " |\n";
        }
        return $this->hot === [] ? '' : $text;
    }

    private function growthText(): string
    {
        $sizes = array_values(array_unique(array_map(fn (Result $result) => $result->size, $this->growth)));
        if ($sizes === []) {
            return '';
        }
        $text = "\n## How cost grows\n\nOurs at " . $this->growth[0]->latency . " ms per request; behind the time the number of requests.\n\n| | "
            . implode(' | ', array_map('number_format', $sizes)) . " |\n| --- |" . str_repeat(' ---: |', count($sizes)) . "\n";
        $rows = [];
        foreach ($this->growth as $result) {
            $name = preg_replace('/\d[\d,]*/', 'all', $result->task->name);
            $rows[$name][$result->size] = self::seconds($result->ours->seconds) . " ($result->requests)";
        }
        foreach ($rows as $name => $row) {
            $text .= "| $name | " . implode(' | ', array_map(fn (int $size) => $row[$size] ?? '', $sizes)) . " |\n";
        }
        return $text;
    }

    private static function compare(Result $result): string
    {
        $ratio = fn (?float $seconds) => $seconds === null ? '' : self::seconds($seconds) . ' (' . self::times($seconds / $result->ours->seconds) . '×)';
        $oneByOne = $ratio($result->oneByOne);
        $oneByOne = $result->sample < $result->task->oneByOne ? "*$oneByOne*" : $oneByOne;
        return "| {$result->task->name} | " . self::seconds($result->ours->seconds) . " | $result->requests | $oneByOne | " . $ratio($result->fair?->seconds)
            . ' | ' . ($result->limit > 0 ? $ratio($result->limit) : '') . ' | ' . self::seconds($result->ours->cpu) . ' : '
            . self::seconds((float) $result->fair?->cpu) . " |\n";
    }

    private static function verdict(?bool $holds): string
    {
        return match ($holds) {
            true => 'met',
            false => '**missed**',
            null => '',
        };
    }

    private static function seconds(float $seconds): string
    {
        return match (true) {
            $seconds < 0.001 => round($seconds * 1e6) . ' µs',
            $seconds < 1 => round($seconds * 1000, $seconds < 0.01 ? 1 : 0) . ' ms',
            default => number_format($seconds, $seconds < 100 ? 1 : 0) . ' s',
        };
    }

    /** Three digits, and all of those before the point. */
    private static function times(float $ratio): string
    {
        return $ratio < 1000 ? sprintf('%.3g', $ratio) : number_format($ratio);
    }

    private static function value(Fact $fact): string
    {
        return round($fact->value, 2) . ($fact->unit === '' ? '' : " $fact->unit");
    }

    private static function machine(): string
    {
        preg_match('/^model name\s*:\s*(.*)$/m', (string) file_get_contents('/proc/cpuinfo'), $cpu);
        preg_match('/^PRETTY_NAME="(.*)"$/m', (string) file_get_contents('/etc/os-release'), $system);
        $cores = substr_count((string) file_get_contents('/proc/cpuinfo'), "processor\t");
        return "$cores × " . trim($cpu[1] ?? php_uname('m')) . ", {$system[1]}, PHP " . PHP_VERSION;
    }

    private function say(string $line): void
    {
        fwrite(STDERR, "   $line\n");
    }
}
