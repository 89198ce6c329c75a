<?php

declare(strict_types=1);

/** One operator's browser: keeps cookies, follows nothing. */
final class Browser
{
    public int $status = 0;
    /** @var array<string, list<string>> lower-case name => values */
    public array $headers = [];
    public string $body = '';
    /** @var array<string, string> */
    private array $cookies = ['tabId' => '1'];

    public function __construct(private readonly string $url)
    {
    }

    public static function of(Instance $instance, ?string $login = null): self
    {
        $browser = new self($instance->url());
        if ($login !== null) {
            $browser->post('?m=welcome', ['loginform' => ['login' => $login, 'pwd' => $login]]);
        }

        return $browser;
    }

    public function get(string $address): self
    {
        return $this->request($address, null);
    }

    public function post(string $address, array $form): self
    {
        return $this->request($address, http_build_query($form));
    }

    public function json(): mixed
    {
        return json_decode($this->body, true, 512, JSON_THROW_ON_ERROR);
    }

    public function location(): ?string
    {
        return $this->headers['location'][0] ?? null;
    }

    private function request(string $address, ?string $body): self
    {
        $cookies = [];
        foreach ($this->cookies as $name => $value) {
            $cookies[] = "$name=$value";
        }
        $context = stream_context_create(['http' => [
            'method' => $body === null ? 'GET' : 'POST', 'content' => $body ?? '', 'follow_location' => 0, 'ignore_errors' => true,
            'header' => ['Cookie: ' . implode('; ', $cookies), 'Content-Type: application/x-www-form-urlencoded', 'User-Agent: test'],
        ]]);
        $this->body = (string) file_get_contents($this->url . $address, false, $context);
        $this->headers = [];
        foreach ($http_response_header as $line) {
            if (preg_match('#^HTTP/\S+ (\d+)#', $line, $found)) {
                $this->status = (int) $found[1];
            } else {
                [$name, $value] = array_map('trim', explode(':', $line, 2));
                $this->headers[strtolower($name)][] = $value;
            }
        }
        foreach ($this->headers['set-cookie'] ?? [] as $cookie) {
            [$name, $value] = explode('=', explode(';', $cookie)[0], 2);
            $this->cookies[$name] = $value;
        }

        return $this;
    }
}
