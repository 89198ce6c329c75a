<?php

declare(strict_types=1);

/** An element that was found is not on the page any more. */
final class StaleElement extends RuntimeException
{
}

/**
 * One session of a browser, by the W3C WebDriver protocol: JSON over HTTP to chromedriver.
 *
 * Own and small instead of php-webdriver, because that is no Debian package, and the tests of a bare machine get what
 * they need by apt alone.
 */
final class WebDriver
{
    public const ENTER = "\u{E007}";
    public const ESCAPE = "\u{E00C}";
    public const TAB = "\u{E004}";
    public const BACKSPACE = "\u{E003}";
    /** Ctrl-A, and all keys released. */
    public const SELECT_ALL = "\u{E009}a\u{E000}";

    private readonly string $session;
    private readonly CurlHandle $curl;

    /**
     * @param string $server where chromedriver listens
     * @param array<string, mixed> $capabilities what the browser must be
     */
    public function __construct(string $server, array $capabilities)
    {
        $this->curl = curl_init();
        $created = $this->request('POST', "$server/session", ['capabilities' => ['alwaysMatch' => $capabilities]]);
        $this->session = "$server/session/$created[sessionId]";
    }

    /** @param ?array<string, mixed> $body posted as JSON */
    public function command(string $method, string $path, ?array $body = null): mixed
    {
        return $this->request($method, rtrim("$this->session/$path", '/'), $body);
    }

    /** Ends the browser. */
    public function quit(): void
    {
        $this->command('DELETE', '');
    }

    /** Opens a page and waits until it is loaded. */
    public function open(string $url): void
    {
        $this->command('POST', 'url', ['url' => $url]);
    }

    public function url(): string
    {
        return $this->command('GET', 'url');
    }

    public function reload(): void
    {
        $this->command('POST', 'refresh', []);
    }

    public function back(): void
    {
        $this->command('POST', 'back', []);
    }

    public function source(): string
    {
        return $this->command('GET', 'source');
    }

    /** @return string a PNG of the whole page, also of what lies below the window's edge */
    public function screenshot(): string
    {
        $size = $this->run('var e = document.documentElement; return [e.scrollWidth, e.scrollHeight]');
        $picture = $this->devTools('Page.captureScreenshot', [
            'format' => 'png', 'captureBeyondViewport' => true,
            'clip' => ['x' => 0, 'y' => 0, 'width' => $size[0], 'height' => $size[1], 'scale' => 1],
        ]);
        return (string) base64_decode($picture['data'], true);
    }

    /** @return list<Element> also those that are hidden */
    public function all(string $css, ?Element $within = null): array
    {
        $found = $this->command('POST', $within === null ? 'elements' : "element/$within->id/elements", [
            'using' => 'css selector', 'value' => $css,
        ]);
        return array_map(fn (array $element): Element => new Element($this, $element[Element::ID]), $found);
    }

    /** The first element that is shown, waited for. */
    public function see(string $css): Element
    {
        return Waiting::for(function () use ($css): ?Element {
            foreach ($this->all($css) as $element) {
                if ($element->isShown()) {
                    return $element;
                }
            }
            return null;
        }, "$css to be seen");
    }

    /** Runs the body of a function in the page and gives what it returns; elements may be arguments. */
    public function run(string $script, mixed ...$arguments): mixed
    {
        return $this->command('POST', 'execute/sync', [
            'script' => $script,
            'args' => array_map(
                static fn (mixed $value): mixed => $value instanceof Element ? [Element::ID => $value->id] : $value,
                $arguments,
            ),
        ]);
    }

    /** Presses and releases keys one after the other, wherever the focus is. */
    public function press(string ...$keys): void
    {
        $actions = [];
        foreach ($keys as $key) {
            array_push($actions, ['type' => 'keyDown', 'value' => $key], ['type' => 'keyUp', 'value' => $key]);
        }
        $this->command('POST', 'actions', ['actions' => [['type' => 'key', 'id' => 'keyboard', 'actions' => $actions]]]);
    }

    public function window(): string
    {
        return $this->command('GET', 'window');
    }

    /** Opens one more tab and goes there. */
    public function openTab(): string
    {
        $handle = $this->command('POST', 'window/new', ['type' => 'tab'])['handle'];
        $this->switchTo($handle);
        return $handle;
    }

    public function switchTo(string $window): void
    {
        $this->command('POST', 'window', ['handle' => $window]);
    }

    /** Leaves one tab, empty. */
    public function closeOtherTabs(): void
    {
        $handles = $this->command('GET', 'window/handles');
        foreach (array_slice($handles, 1) as $handle) {
            $this->switchTo($handle);
            $this->command('DELETE', 'window');
        }
        $this->switchTo($handles[0]);
        $this->open('about:blank');
    }

    public function deleteCookies(): void
    {
        $this->command('DELETE', 'cookie');
    }

    /** The text of alert(), confirm() or prompt(), or null; any other command fails while one is open. */
    public function alertText(): ?string
    {
        try {
            return $this->command('GET', 'alert/text');
        } catch (RuntimeException) {
            return null;
        }
    }

    /** @return list<string> what pages complained of since the last call: exceptions and console.error() */
    public function complaints(): array
    {
        $entries = array_filter(
            $this->command('POST', 'se/log', ['type' => 'browser']),
            static fn (array $entry): bool => $entry['level'] === 'SEVERE' && $entry['source'] !== 'network',
        );
        return array_column($entries, 'message');
    }

    /**
     * A command of Chromium's own DevTools protocol.
     *
     * @param array<string, mixed> $parameters
     * @return array<string, mixed>
     */
    public function devTools(string $command, array $parameters): array
    {
        return $this->command('POST', 'goog/cdp/execute', ['cmd' => $command, 'params' => (object) $parameters]);
    }

    /** @param ?array<string, mixed> $body */
    private function request(string $method, string $url, ?array $body): mixed
    {
        curl_setopt_array($this->curl, [
            CURLOPT_URL => $url,
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 60,
            CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
            CURLOPT_POSTFIELDS => $body === null ? '' : json_encode((object) $body, JSON_THROW_ON_ERROR),
        ]);
        $answer = curl_exec($this->curl);
        if (!is_string($answer)) {
            throw new RuntimeException('chromedriver does not answer: ' . curl_error($this->curl));
        }
        $value = json_decode($answer, true, 512, JSON_THROW_ON_ERROR)['value'];
        if (curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE) !== 200) {
            // Only the first line: the rest is chromedriver's own stack.
            $text = $value['error'] . ': ' . strtok($value['message'], "\n");
            throw $value['error'] === 'stale element reference' ? new StaleElement($text) : new RuntimeException($text);
        }
        return $value;
    }
}
