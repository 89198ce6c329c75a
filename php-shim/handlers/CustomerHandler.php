<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Handler;

use LMSMetroportPlugin\Failure;
use LMSMetroportPlugin\Gateway;
use LMSMetroportPlugin\Settings;
use LMSMetroportPlugin\SysLog;

/**
 * A customer's data in MMS follow those in LMS.
 *
 * LMS calls its hooks before it has stored the contacts, and its user waits. So a hook only remembers who was changed; at
 * the end of the request, when all of it is stored and the answer is with the browser, the extension finds out what
 * changed and sends it. Who edits needs no right of the plugin for that: the converger would send it anyway.
 */
final class CustomerHandler
{
    /** @var array<int, true> ids of the customers whom this request has changed */
    private static array $changed = [];

    /** Made by the hook: at the end of the request, when it is needed, LMS may have closed its database handle. */
    private static ?\Metroport\Client $client = null;

    /** @param array{id: int|string, customeradd: array<string, mixed>} $hookData */
    public function added(array $hookData): array
    {
        self::remember($hookData['id'] ?? 0);
        return $hookData;
    }

    /** @param array{customerdata: array<string, mixed>} $hookData */
    public function edited(array $hookData): array
    {
        self::remember($hookData['customerdata']['id'] ?? 0);
        return $hookData;
    }

    /** @param array{id: int|string, permanent: bool} $hookData */
    public function deleted(array $hookData): array
    {
        self::remember($hookData['id'] ?? 0);
        return $hookData;
    }

    private static function remember(mixed $id): void
    {
        $id = (int) $id;
        if ($id <= 0 || !Settings::current()->follows()) {
            return;
        }
        if (self::$client === null) {
            self::$client = Gateway::client();
            register_shutdown_function(self::follow(...));
        }
        self::$changed[$id] = true;
    }

    /** Behind LMS's save, which nothing here may harm any more: whatever fails is found again by the converger. */
    private static function follow(): void
    {
        try {
            self::$client?->queue()->follow(array_keys(self::$changed), self::releaseBrowser());
        } catch (\Throwable $failure) {
            Failure::log($failure);
        }
    }

    /**
     * Gives the answer to the browser now. Where PHP cannot, nobody may be kept waiting for MMS: then the customer's card,
     * which LMS shows next, sends the data, or the converger.
     */
    private static function releaseBrowser(): bool
    {
        foreach (['fastcgi_finish_request', 'litespeed_finish_request'] as $release) {
            if (function_exists($release)) {
                return (bool) $release();
            }
        }
        return false;
    }
}
