<?php

/** Adds an option that is not there yet. */

$config = array_map('trim', (array) ($_POST['config'] ?? []));
if (($config['section'] ?? '') !== '' && ($config['var'] ?? '') !== '' && ($config['value'] ?? '') !== ''
    && !$DB->GetOne('SELECT 1 FROM uiconfig WHERE section = ? AND var = ? AND userid IS NULL AND divisionid IS NULL', [$config['section'], $config['var']])) {
    $DB->Execute(
        'INSERT INTO uiconfig (section, var, value, description) VALUES (?, ?, ?, ?)',
        [$config['section'], $config['var'], $config['value'], '']
    );
}
$SESSION->redirect('?m=configlist&s=' . urlencode($config['section'] ?? ''));
