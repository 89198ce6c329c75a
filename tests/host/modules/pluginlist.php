<?php

/** Plugins and their switches. A change is a POST without a token, for full_access only. */

$layout['pagetitle'] = trans('Plugin List');

if (ConfigHelper::getConfig('phpui.plugins', null, true) === null) {
    $DB->Execute('INSERT INTO uiconfig (section, var, value) VALUES (?, ?, ?)', ['phpui', 'plugins', '']);
}
if (isset($_POST['plugins']) && ConfigHelper::checkPrivilege('full_access')) {
    $plugin_manager->enablePlugin($_POST['plugins']['name'], (bool) $_POST['plugins']['toggle']);
    $SESSION->redirect('?m=pluginlist');
}
$SMARTY->assign('plugins', $plugin_manager->getAllPluginInfo());
$SMARTY->display('pluginlist.html');
