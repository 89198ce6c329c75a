<?php

declare(strict_types=1);

use LMSMetroportPlugin\Handler\SearchHandler;

/** LMS's quick search: what of it the plugin's tables are asked. */
final class SearchTest extends ShimTestCase
{
    /** A statement that the database refuses is written into its log, whole. */
    public function testAPeselIsNotAskedForAsANumberOfMms(): void
    {
        Host::$config['privileges.metroport_readonly'] = '1';
        Host::$rows['metroport_customers'] = [['id' => 3, 'customername' => 'MAZUR Anna', 'mms_id' => 4711, 'mac' => null, 'serialnumber' => null]];
        foreach (['4711' => 1, '2147483647' => 1, '2147483648' => 0, '50081100115' => 0, '+4711' => 0, '04711' => 0] as $search => $found) {
            self::assertCount($found, (new SearchHandler())->suggest(['search' => (string) $search, 'result' => []])['result'], (string) $search);
        }
    }
}
