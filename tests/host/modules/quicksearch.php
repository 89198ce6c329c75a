<?php

// LMS's quick search, as far as plugins have a part in it: customers by name, and what plugins find besides.

$search = trim((string) ($_POST['qs']['customer'] ?? $_GET['what'] ?? ''));
$sql_search = $DB->Escape("%$search%");

if (isset($_GET['ajax'])) {
    $result = [];
    foreach ((array) $DB->GetAll("SELECT id, lastname, name FROM customerview WHERE LOWER(lastname) ?LIKE? LOWER($sql_search) ORDER BY id LIMIT 15") as $row) {
        $result[$row['id']] = [
            'name' => "(#{$row['id']}) {$row['lastname']} {$row['name']}",
            'name_class' => '',
            'description' => '',
            'description_class' => '',
            'action' => '?m=customerinfo&id=' . $row['id'],
            'id' => $row['id'],
        ];
    }
    $hook_data = $LMS->executeHook('quicksearch_ajax_customer', [
        'search' => $search,
        'sql_search' => $sql_search,
        'properties' => [],
        'session' => $SESSION,
        'result' => $result,
    ]);
    header('Content-type: application/json');
    echo json_encode(array_values($hook_data['result']));
    exit;
}

$hook_data = $LMS->executeHook('quicksearch_after_submit', [
    'mode' => 'customer',
    'search' => $search,
    'sql_search' => $sql_search,
    'session' => $SESSION,
    'target' => '',
]);
$SESSION->redirect($hook_data['target'] ?: '?m=customerlist');
