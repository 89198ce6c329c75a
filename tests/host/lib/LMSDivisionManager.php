<?php

declare(strict_types=1);

class LMSDivisionManager
{
    private static $currentDivision = null;

    public static function setCurrentDivision($division)
    {
        self::$currentDivision = $division;
    }

    public static function getCurrentDivision()
    {
        return self::$currentDivision;
    }

    /** Divisions keyed by id, of one user when params['userid'] is given. */
    public static function divisions(array $params): array
    {
        $user = (int) ($params['userid'] ?? 0);

        return LMSDB::getInstance()->GetAllByKey(
            'SELECT d.* FROM divisions d WHERE d.status = 0'
                . ($user ? ' AND d.id IN (SELECT divisionid FROM userdivisions WHERE userid = ' . $user . ')' : '')
                . ' ORDER BY d.shortname',
            'id'
        ) ?: [];
    }
}
