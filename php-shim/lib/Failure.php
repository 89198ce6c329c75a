<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

use Metroport\Exception\MetroportException;
use Metroport\Exception\RejectedException;

/** What went wrong, for people: a translated sentence that says what to do, and MMS's own words if it said any. */
final class Failure
{
    /** @param string $mmsText untrusted text, '' when there is none: print it as text only */
    private function __construct(
        public readonly string $code,
        public readonly string $sentence,
        public readonly string $mmsText = '',
    ) {
    }

    public static function of(\Throwable $failure): self
    {
        return match (true) {
            $failure instanceof Unavailable => new self($failure->state->code, $failure->getMessage()),
            $failure instanceof RejectedException => new self(
                $failure->errorCode,
                self::sentence($failure->errorCode),
                $failure->mmsText,
            ),
            $failure instanceof MetroportException => new self(
                $failure->errorCode,
                self::sentence($failure->errorCode),
            ),
            default => new self('internal', self::sentence('internal')),
        };
    }

    /** The sentence for a code of the extension, also where it comes without an exception. */
    public static function sentence(string $code): string
    {
        return match ($code) {
            'mms.unreachable' => trans(
                'MMS cannot be reached. Check the address (metroport.serwer_url) and the network of this server.'
            ),
            'mms.timeout' => trans('MMS did not answer in time. Try again in a moment.'),
            'mms.tls' => trans(
                'No secure connection with MMS. Check the address (metroport.serwer_url), the clock and the certificates of this server.'
            ),
            'mms.unavailable' => trans('MMS is out of order at the moment. Try again later.'),
            'mms.login' => trans(
                'MMS does not accept the login or the password. Check metroport.api_login and metroport.api_pass.'
            ),
            'mms.session' => trans('MMS ended the session. Try again.'),
            'mms.rejected' => trans('MMS refused.'),
            'mms.not_found' => trans('MMS does not have it (any more). Load the list again.'),
            'mms.protocol' => trans('The answer of MMS was not understood. Report it to the authors of the plugin.'),
            'mms.outcome_unknown' => trans(
                'It is not known whether MMS did it. Look at the present state before you repeat it.'
            ),
            'store.unreachable' => trans('The plugin cannot connect with the database of LMS. Check [database] in lms.ini.'),
            'store.query' => trans('The database refused a query of the plugin. The log of the database says why.'),
            'store.schema' => trans(
                'The tables of the plugin do not fit its version. Make a backup and run: php devel/upgradedb.php'
            ),
            'store.session' => trans('The session with MMS could not be shared through the database of LMS. Try again; if it stays so, run the connection test.'),
            'link.taken' => trans('This customer is linked to another one already. Remove that link first.'),
            'locks.limit' => trans(
                'Nothing was changed: more customers would be locked or released at once than metroport.lock_limit_percent allows. Check the list of debtors; if it is right, raise the limit for one run.'
            ),
            'locks.busy' => trans('Nothing was changed: another run is at work. Try again when it has ended.'),
            'customer.pesel' => trans('This is not a valid PESEL.'),
            'customer.nip' => trans('This is not a valid NIP.'),
            'decoder.mac' => trans('This is not a MAC address.'),
            'package.price' => trans('The price must be a number from 0 to 99999.99.'),
            'internal' => trans('Something went wrong in the plugin. The PHP error log says where.'),
            'request.token' => trans('The page has been open for too long. Load it again and repeat.'),
            'request.right' => trans('You have no right to do this.'),
            'request.method' => trans('This address takes data from the pages of the plugin only.'),
            default => str_starts_with($code, 'config.')
                ? trans('A setting of the plugin is missing or wrong ($a). Check metroport.* and [database].', $code)
                : trans('It did not work (code $a).', $code),
        };
    }

    /**
     * Into PHP's error log: what and where, without the message of a foreign exception, which may quote personal data.
     */
    public static function log(\Throwable $failure): void
    {
        $what = $failure instanceof MetroportException
            ? $failure->errorCode . ': ' . $failure->getMessage()
            : get_class($failure);
        error_log("LMSMetroportPlugin: $what in " . $failure->getFile() . ':' . $failure->getLine());
    }
}
