<?php

/** Ends the session; without the confirmation goes back to where the operator was. */

if (($_GET['is_sure'] ?? '') === '1') {
    $AUTH->LogOut();
    header('Location: ?');
} else {
    header('Location: ?m=' . $SESSION->get('lastmodule'));
}
