<?php

/** Changes the value of one option; LMS refuses an empty one. */

$option = $DB->GetRow('SELECT * FROM uiconfig WHERE id = ?', [(int) $_GET['id']]);
$value = trim((string) ($_POST['config']['value'] ?? ''));
if ($option && $value !== '') {
    $DB->Execute('UPDATE uiconfig SET value = ? WHERE id = ?', [$value, $option['id']]);
    if ($SYSLOG) {
        $SYSLOG->AddMessage(SYSLOG::RES_UICONF, SYSLOG::OPER_UPDATE, [SYSLOG::RES_UICONF => $option['id'], 'value' => $value]);
    }
}
$SESSION->redirect('?m=configlist' . ($option ? '&s=' . $option['section'] : ''));
