<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

use Metroport\Exception\ConfigurationException;
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

    /** In words for who asked; of a failure that nobody foresaw, no more than that it happened. */
    public static function of(\Throwable $failure): self
    {
        return match (true) {
            $failure instanceof Refusal => new self(
                $failure->reason,
                self::sentence($failure->reason),
                $failure->mmsText,
            ),
            $failure instanceof Unavailable => new self($failure->state->code, $failure->getMessage()),
            $failure instanceof RejectedException => new self(
                $failure->errorCode,
                self::sentence($failure->errorCode),
                $failure->mmsText,
            ),
            $failure instanceof ConfigurationException => new self($failure->errorCode, self::ofConfiguration($failure)),
            $failure instanceof MetroportException => new self(
                $failure->errorCode,
                self::sentence($failure->errorCode),
            ),
            default => new self('internal', self::sentence('internal')),
        };
    }

    /** Names the setting as LMS does, where the extension says which one it is. */
    private static function ofConfiguration(ConfigurationException $failure): string
    {
        preg_match('/^configuration: `(?:(database)\.)?([a-z_]+)`/', $failure->getMessage(), $named);
        foreach (Setting::all() as $setting) {
            if ($named !== [] && $named[1] === '' && $setting->client === $named[2]) {
                return self::wrongSetting($setting->name());
            }
        }
        return ($named[1] ?? '') === 'database' ? self::wrongSetting("[database] $named[2]") : self::sentence($failure->errorCode);
    }

    private static function wrongSetting(string $name): string
    {
        return trans('A setting of the plugin is missing or wrong ($a). The administrator has to check metroport.* and [database].', $name);
    }

    /** What MMS itself said, of a text that is kept with a code: where MMS refused nothing it is the extension's, for logs. */
    public static function wordsOfMms(?string $code, ?string $text): string
    {
        return $code === 'mms.rejected' || $code === 'mms.not_found' ? (string) $text : '';
    }

    /** The sentence for a code of what stands in the queue, or stopped a plan: there nobody has to look, the next attempt does. */
    public static function inQueue(string $code): string
    {
        return $code === 'mms.outcome_unknown'
            ? trans('It is not known whether MMS did it; the next attempt will find out.')
            : self::sentence($code);
    }

    /** The sentence for a code of the extension, also where it comes without an exception. */
    public static function sentence(string $code): string
    {
        return match ($code) {
            'mms.unreachable' => trans(
                'MMS cannot be reached. Try again in a moment; if it stays so, the administrator has to check the address (metroport.serwer_url), and the network, DNS and proxy of this server.'
            ),
            'mms.timeout' => trans(
                'MMS did not answer in time. Try again in a moment; if it stays so, ask Metroport whether MMS works.'
            ),
            'mms.tls' => trans(
                'No secure connection with MMS. The administrator has to check the address (metroport.serwer_url), the clock and the certificates of this server; if these are right, to ask Metroport about the certificate of MMS.'
            ),
            'mms.unavailable' => trans(
                'MMS is out of order at the moment. Try again later; if it stays so, ask Metroport.'
            ),
            'mms.login' => trans(
                'MMS does not accept the login or the password. The administrator has to check metroport.api_login and metroport.api_pass.'
            ),
            'mms.session' => trans(
                'MMS does not accept the session that it has just given. Try again; if it stays so, ask Metroport about the rights of the account (metroport.api_login).'
            ),
            'mms.rejected' => trans('MMS refused.'),
            'mms.not_found' => trans('MMS does not have it (any more). Load the list again.'),
            'mms.protocol' => trans(
                'The answer of MMS was not understood: perhaps it is not MMS that answers. The administrator has to check the address (metroport.serwer_url), and whether it begins with https://; if it is right, report it to the authors of the plugin.'
            ),
            'mms.outcome_unknown' => trans(
                'It is not known whether MMS did it. Look at the present state before you repeat it.'
            ),
            'store.unreachable' => trans(
                'The plugin cannot connect with the database of LMS. The administrator has to see whether the database works and whether [database] in lms.ini is right.'
            ),
            'store.crowded' => trans(
                'The database of LMS takes no more connections. Try again in a moment; if it stays so, raise its limit (max_connections) or let php-fpm start fewer processes.'
            ),
            'store.full' => trans(
                'The database of LMS has no room left on its disk, so nothing can be saved. Make room on the disk of the database.'
            ),
            'store.timeout' => trans(
                'The database of LMS did not answer in time: it is overloaded, or something holds its tables (a backup, an upgrade). Try again in a moment; if it stays so, see what runs in it (pg_stat_activity, SHOW FULL PROCESSLIST).'
            ),
            'store.read_only' => trans(
                'The database of LMS takes no changes: it is a standby copy, or set to read only. Let [database] in lms.ini point to the main database, or allow changes there.'
            ),
            'store.tables' => trans(
                'A table or column of the database that the plugin needs is missing, as after an incomplete restore or upgrade; Metroport - Diagnostics names it. Restore it from a backup.'
            ),
            'store.query' => trans(
                'The database refused a query of the plugin. The log of the database says why; send it to the authors of the plugin.'
            ),
            'store.schema' => trans(
                'The tables of the plugin do not fit its version. Make a backup and run in the directory of LMS: php devel/upgradedb.php'
            ),
            'store.session' => trans('The session with MMS could not be shared through the database of LMS. Try again; if it stays so, see Metroport - Diagnostics.'),
            'link.taken' => trans('This customer is linked to another one already. Remove that link first.'),
            'locks.limit' => trans(
                'Nothing was changed: more customers would be locked or released at once than metroport.lock_limit_percent allows. Check the list of debtors; if it is right, raise the limit for one run, or approve the changes in Metroport: Queue and differences.'
            ),
            'locks.busy', 'sync.busy', 'queue.busy' => trans('Nothing was changed: another run is at work. Try again when it has ended.'),
            'script.limit' => trans('--limit takes a number from 1 to 100000.'),
            'script.kind' => trans('--kind takes data, metrotv or fsecure, or several of them with commas.'),
            'script.customerid' => trans('--customerid takes the id of a customer in LMS.'),
            'mms.dns' => trans('The name of MMS has no address. Check metroport.serwer_url and the name servers of this server (/etc/resolv.conf).'),
            'mms.area' => trans('The account may not use this part of MMS. If you have it, ask Metroport about the rights of metroport.api_login.'),
            'store.rights' => trans('The user of [database] in lms.ini lacks rights. Give them to him, as an administrator of the database.'),
            'certificate.expired' => trans('The certificate of MMS is over, or the clock of this server is wrong. If the clock is right, tell Metroport.'),
            'certificate.soon' => trans('The certificate of MMS ends soon; without a new one there will be no connection. Tell Metroport.'),
            'clock.skew' => trans('The clocks differ. Let this server and that of the database take their time from the network (NTP).'),
            'job.never' => trans('This has never run. Put the lines of contrib/metroport.cron into /etc/cron.d.'),
            'job.late' => trans('This has not ended well for too long. See whether cron runs it, and run it by hand.'),
            'queue.refused' => trans('MMS refused something: see Metroport - Queue and differences.'),
            'queue.late' => trans('Something has been waiting for more than a day: see Metroport - Queue and differences.'),
            'metrics.file' => trans('The file of --into could not be written.'),
            'queue.reason' => trans('Say why it is given up.'),
            'queue.gone' => trans('It is not in the queue any more. Load the list again.'),
            'sync.empty' => trans(
                'Nothing was changed: MMS shows nothing at all, though there was something before. If that is true, empty the table by hand.'
            ),
            'sync.stopped' => trans('Nothing was changed: the run was stopped.'),
            'customer.pesel' => trans('The PESEL of the customer in LMS is not valid. Correct it in his data (Edit - PESEL).'),
            'customer.nip' => trans('The NIP of the customer in LMS is not valid. Correct it in his data (Edit - NIP).'),
            'decoder.mac' => trans('This is not a MAC address.'),
            'decoder.serial' => trans(
                'This is not a serial number: it has letters, digits, dots, dashes and slashes, 64 at most.'
            ),
            'decoder.model' => trans('Choose the model of the decoder.'),
            'decoder.twice' => trans('An earlier line has the same MAC or serial number.'),
            'decoder.there' => trans('MMS has a decoder with this MAC or serial number already.'),
            'decoder.too_many' => trans('The list has more than 2000 lines. Add it in parts.'),
            'decoder.issued' => trans(
                'This decoder is issued to a customer or deleted already: only what lies in the warehouse can be deleted.'
            ),
            'link.customer' => trans('There is no such customer in LMS, or you may not see him.'),
            'link.gone' => trans('This customer is not linked any more.'),
            'link.settled' => trans('Somebody has settled this already. Load the list again.'),
            'customer.busy' => trans('Somebody else is adding this customer to MMS at the moment. Load the card again in a moment.'),
            'customer.not_found' => trans('There is no such customer in LMS, or you may not see him.'),
            'customer.not_linked' => trans('The customer is not linked to MMS. Add him to Metroport first.'),
            'customer.deleted' => trans('The customer is deleted in LMS: he can lose services, but gets no new ones.'),
            'customer.gone' => trans('MMS does not know this customer any more. Load the card again and add him.'),
            'customer.name', 'customer.lastname', 'customer.company' => trans('The customer has no full name in LMS. Fill in name and surname in his data (Edit).'),
            'customer.no_pesel' => trans(
                'The customer has no PESEL in LMS, by which MMS knows people. Fill it in in his data (Edit - PESEL).'
            ),
            'customer.no_nip' => trans(
                'The customer has no NIP in LMS, by which MMS knows companies. Fill it in in his data (Edit - NIP).'
            ),
            'customer.no_email' => trans(
                'MMS has no e-mail address of this customer, so the licence could not reach him. Nothing was added.'
            ),
            'customer.services' => trans(
                'The customer still has services in MMS: nobody would lock or remove them any more, and they would go on costing money. Remove them first, on his card.'
            ),
            'link.stranger' => trans('That customer in MMS has another PESEL or NIP. Nothing was linked.'),
            'service.foreign' => trans('This customer has no such F-Secure service (any more). Load the card again.'),
            'service.product' => trans('Choose the product and the number of devices (1 to 1000).'),
            'liability.tariff' => trans('Choose the tariff of the liability.'),
            'liability.foreign' => trans('This customer has no such liability in LMS (any more).'),
            'business.days' => trans('Choose a time of 1 to 3660 days.'),
            'settlement.month' => trans('A month is written as 2026-11.'),
            'settlement.billing' => trans('This month has the records of Metroport itself: nothing was changed.'),
            'settlement.open' => trans('This month is not over.'),
            'settlement.nothing' => trans('There is nothing that this customer has to pay besides his liabilities.'),
            'settlement.done' => trans('This customer has got his position for this month already, or somebody is adding it. What was interrupted can be added again after ten minutes.'),
            'mend.changed' => trans('It is not so any more. Nothing was changed; load the list again.'),
            'mend.failed' => trans('LMS did not do it. The log of the database says why.'),
            'tie.item' => trans('There is no such package or product. Load the list again.'),
            'tie.gone' => trans('This tariff is not tied to it any more. Load the list again.'),
            'liability.dates' => trans(
                'The dates of the liability make no sense: the end comes after the beginning, the day is 0 to 28.'
            ),
            'account.foreign' => trans('This customer has no such MetroTV account (any more). Load the card again.'),
            'account.address' => trans('The address is not complete: house number, postal code and city are needed.'),
            'account.occupied' => trans(
                'There are packages or decoders on this account. Remove them first, from the bottom up.'
            ),
            'package.occupied' => trans(
                'There are decoders or other packages on this package. Remove them first, from the bottom up.'
            ),
            'package.not_offered' => trans('This package cannot be issued to this account today.'),
            'decoder.no_place' => trans('This package takes no decoder, or has one already.'),
            'package.price' => trans('The price must be a number from 0 to 99999.99.'),
            'customer.choose' => trans(
                'MMS has several customers with this number, or the only one is linked to another customer: use "Add customer to Metroport" first and choose.'
            ),
            'network.unknown' => trans('MMS does not have this network (any more). Load the card again.'),
            'network.full' => trans('This network has no room for so many decoders. Choose another one.'),
            'decoder.unknown' => trans('MMS has no decoder with this MAC or serial number.'),
            'decoder.ambiguous' => trans('Several decoders have this serial number. Use the MAC.'),
            'decoder.not_in_warehouse' => trans('This decoder is not in the warehouse.'),
            'decoder.other_network' => trans('This decoder is set aside for another network.'),
            'decoder.two_places' => trans('The same decoder is chosen for two places.'),
            'liability.failed' => trans('LMS has not changed the liability. The PHP error log may say why.'),
            'plan.nothing' => trans('There is nothing to be done: it is so already.'),
            'plan.unfinished' => trans('Another plan of this customer is not finished. Load the card again and finish it first.'),
            'plan.changed' => trans('Something has changed since the plan was shown. Look at it again.'),
            'plan.gone' => trans('This plan is not under way any more: it was finished, perhaps by somebody else. The card shows what there is now.'),
            'plan.busy' => trans('Somebody else is at this plan. Try again in a moment.'),
            'plan.unclear' => trans(
                'Several things of this kind were added at the same time: it cannot be told which one is of this plan. Look at the card, and leave the plan as it is.'
            ),
            'plan.lost' => trans('What this step stands on is not there any more. Take the plan back, or leave it as it is.'),
            'plan.unreadable' => trans('The plan was begun by another version of the plugin. Leave it as it is.'),
            'internal' => trans('Something went wrong in the plugin. The PHP error log says where.'),
            'request.token' => trans('The page has been open for too long. Load it again and repeat.'),
            'request.right' => trans('You have no right to do this.'),
            'request.action', 'list.sort', 'list.state' => trans('The page and the plugin do not fit together. Load the page again.'),
            'request.method' => trans('This address takes data from the pages of the plugin only.'),
            default => str_starts_with($code, 'config.')
                ? self::wrongSetting($code)
                : trans('It did not work (code $a).', $code),
        };
    }

    /**
     * Into PHP's error log: what and where, without the message of a foreign exception, which may quote personal data.
     */
    public static function log(\Throwable $failure): void
    {
        $what = match (true) {
            $failure instanceof MetroportException => $failure->errorCode . ': ' . $failure->getMessage(),
            $failure instanceof Unavailable => $failure->state->code,
            default => get_class($failure),
        };
        error_log("LMSMetroportPlugin: $what in " . $failure->getFile() . ':' . $failure->getLine());
    }
}
