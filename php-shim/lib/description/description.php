<?php

// LMS prints a plugin's description as it is, after translating it: the translation is the one place where the state
// can be told. Included by Localisation::appendUiLanguage(), which takes $_LANG, once per language LMS has.
defined('LIB_DIR') || exit;

$_LANG[LMSMetroportPlugin::PLUGIN_DESCRIPTION] = trans(LMSMetroportPlugin::PLUGIN_DESCRIPTION)
    . '<br>' . htmlspecialchars(LMSMetroportPlugin\State::current()->sentence);
