<?php

declare(strict_types=1);

/** Somebody at a browser: logs in to the panel, opens pages, and has their parts loaded as the pages' script does. */
final class Clerk
{
    private CurlHandle $browser;

    public function __construct(private readonly string $panel)
    {
        $this->browser = curl_init();
        // An empty file name keeps cookies in memory.
        curl_setopt_array($this->browser, [CURLOPT_COOKIEFILE => '', CURLOPT_RETURNTRANSFER => true, CURLOPT_FOLLOWLOCATION => true]);
    }

    public function logIn(string $login, string $password): void
    {
        $page = $this->request('/', ['loginform[login]' => $login, 'loginform[pwd]' => $password, 'loginform[submit]' => '1']);
        must(!str_contains($page, 'name="loginform"'), "$login could not log in");
    }

    public function page(string $module, string $query = ''): string
    {
        return $this->request("/?m=$module$query");
    }

    /** @param array<string, string> $fields */
    public function post(string $module, array $fields): string
    {
        return $this->request("/?m=$module", $fields);
    }

    /**
     * What a page of the plugin loads behind itself.
     *
     * @param array<string, string> $fields
     * @return array<string, mixed>
     */
    public function load(string $page, array $fields = []): array
    {
        must((bool) preg_match('/data-url="([^"]+)"\s+data-token="([^"]+)"/', $page, $found), 'the page has nothing to load');
        [, $url, $token] = array_map(html_entity_decode(...), $found);
        $answer = json_decode($this->request("/$url", $fields + ['token' => $token]), true);
        must(is_array($answer), 'the page got no JSON');
        must(!isset($answer['error']), 'the page shows an error: ' . json_encode($answer['error'] ?? '', JSON_UNESCAPED_UNICODE));

        return $answer;
    }

    /** @param ?array<string, string> $fields posted when there are any */
    private function request(string $address, ?array $fields = null): string
    {
        curl_setopt($this->browser, CURLOPT_URL, $this->panel . $address);
        if ($fields === null) {
            curl_setopt($this->browser, CURLOPT_HTTPGET, true);
        } else {
            curl_setopt($this->browser, CURLOPT_POST, true);
            curl_setopt($this->browser, CURLOPT_POSTFIELDS, http_build_query($fields));
        }
        $answer = curl_exec($this->browser);
        must(is_string($answer), "$address: " . curl_error($this->browser));
        $status = curl_getinfo($this->browser, CURLINFO_RESPONSE_CODE);
        must($status === 200, "$address: status $status");

        return $answer;
    }
}
