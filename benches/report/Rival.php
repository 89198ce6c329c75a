<?php

declare(strict_types=1);

/**
 * A client of MMS in plain PHP, as good as curl makes it: connections stay open, answers may be packed, nothing is logged in
 * anew. One request at a time it is the original plugin's way; several at a time, `curl_multi`.
 */
final class Rival
{
    private CurlMultiHandle $multi;
    /** @var list<CurlHandle> */
    private array $handles;
    private string $session;

    public function __construct(private readonly string $url, int $concurrency)
    {
        $this->multi = curl_multi_init();
        curl_multi_setopt($this->multi, CURLMOPT_MAXCONNECTS, $concurrency);
        $this->handles = array_map(fn () => curl_init(), range(1, $concurrency));
        $this->logIn();
    }

    /** The decoded answer of one request. */
    public function get(string $path): mixed
    {
        return $this->all([['GET', $path, []]])[0];
    }

    /**
     * Sends requests, as many at a time as it may.
     *
     * @param list<array{string, string, array<string, mixed>}> $requests method, path, fields
     * @return list<mixed> decoded answers
     */
    public function all(array $requests): array
    {
        [$answers, $free, $underWay, $next] = [[], $this->handles, [], 0];
        while ($next < count($requests) || $underWay !== []) {
            while ($free !== [] && $next < count($requests)) {
                $handle = array_pop($free);
                $this->prepare($handle, ...$requests[$next]);
                $underWay[spl_object_id($handle)] = $next++;
                curl_multi_add_handle($this->multi, $handle);
            }
            curl_multi_exec($this->multi, $running);
            while ($done = curl_multi_info_read($this->multi)) {
                $handle = $done['handle'];
                $status = curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
                $status === 200 || throw new RuntimeException('the rival got ' . ($status ?: curl_error($handle)));
                $answers[$underWay[spl_object_id($handle)]] = json_decode((string) curl_multi_getcontent($handle), true);
                unset($underWay[spl_object_id($handle)]);
                curl_multi_remove_handle($this->multi, $handle);
                $free[] = $handle;
            }
            // Whoever is free gets work first; waiting is for when nobody is.
            if ($underWay !== [] && ($free === [] || $next === count($requests))) {
                curl_multi_select($this->multi, 1.0);
            }
        }
        ksort($answers);
        return $answers;
    }

    /** @param array<string, mixed> $fields */
    private function prepare(CurlHandle $handle, string $method, string $path, array $fields): void
    {
        curl_reset($handle);
        curl_setopt_array($handle, [
            CURLOPT_URL => $this->url . $path,
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_ENCODING => '',
            CURLOPT_TCP_NODELAY => true,
            CURLOPT_COOKIE => "sess_ci=$this->session",
        ]);
        $method === 'GET' || curl_setopt($handle, CURLOPT_POSTFIELDS, http_build_query($fields));
    }

    private function logIn(): void
    {
        $handle = curl_init("$this->url/Admins/Auth/login");
        curl_setopt_array($handle, [
            CURLOPT_POSTFIELDS => json_encode(['login' => Canary::LOGIN, 'password' => Canary::PASSWORD]),
            CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_HEADER => true,
        ]);
        preg_match('/sess_ci=([^;\s]+)/', (string) curl_exec($handle), $found) || throw new RuntimeException('no session for the rival');
        $this->session = $found[1];
    }
}
