<?php

require dirname(__DIR__) . '/description.php';
