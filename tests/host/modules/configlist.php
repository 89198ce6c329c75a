<?php

/** Table uiconfig; values, passwords among them, are shown in clear. */

$layout['pagetitle'] = trans('User Interface Configuration');
$SESSION->add_history_entry();

$section = (string) ($_GET['s'] ?? '');
$SMARTY->assign('section', $section);
$SMARTY->assign('sections', $DB->GetCol('SELECT DISTINCT section FROM uiconfig ORDER BY section') ?: []);
$SMARTY->assign('options', $DB->GetAll(
    'SELECT * FROM uiconfig WHERE userid IS NULL AND divisionid IS NULL' . ($section === '' ? '' : ' AND section = ?') . ' ORDER BY section, var',
    $section === '' ? [] : [$section]
) ?: []);
$SMARTY->display('config/configlist.html');
