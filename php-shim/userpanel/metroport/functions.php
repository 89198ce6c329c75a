<?php

/** Module "Television and security" of LMS's userpanel. */

declare(strict_types=1);

use LMSMetroportPlugin\OwnServices;

defined('LIB_DIR') || exit;

if (!defined('USERPANEL_SETUPMODE')) {
    function module_main(): void
    {
        global $SMARTY, $SESSION;

        // Whose services: the session's customer, and nobody whom the address names. The same for a minute: a customer who
        // loads the page again and again asks MMS once.
        $known = $SESSION->is_set('metroport') ? $SESSION->get('metroport') : null;
        if (!is_array($known) || ($known['customer'] ?? null) !== (int) $SESSION->id || ($known['until'] ?? 0) < time()) {
            $known = ['customer' => (int) $SESSION->id, 'until' => time() + 60, 'services' => OwnServices::of((int) $SESSION->id)];
            // What could not be shown is asked for again at once.
            if ($known['services']['problem'] === '') {
                $SESSION->save('metroport', $known);
            }
        }
        $SMARTY->assign('metroport_services', $known['services']);
        $SMARTY->display('module:metroport.html');
    }
}
