<?php

declare(strict_types=1);

/** The list of actions of lms-notify and its grammar, with LMS's defects. */
final class NotifyActions
{
    private const GRAMMAR = '/^[^,\(]+(\([^\)]+\))?(,[^,\(]+(\([^\)]+\))?)*$/';

    public static function builtIn(array $statuses): array
    {
        $byAlias = [];
        foreach ($statuses as $status => $names) {
            $byAlias[$names['alias']] = $status;
        }
        $optional = ACTION_PARAM_OPTIONAL;

        return [
            'customer-status' => [
                'params' => $optional,
                'param_validator' => static fn (array $params): bool => count($params) === 1 && isset($byAlias[$params[0]]),
                'param_map' => static fn (array $params): array => [$byAlias[$params[0]] => $byAlias[$params[0]]],
            ],
            'node-access' => ['params' => ACTION_PARAM_NONE],
            'node-warning' => ['params' => ACTION_PARAM_NONE],
            'assignment-invoice' => [
                'params' => $optional,
                'param_validator' => static fn (array $params): bool => count($params) === 1 && in_array($params[0], ['invoice', 'proforma', 'note'], true),
            ],
            'all-assignment-suspension' => ['params' => ACTION_PARAM_NONE],
            'customer-group' => ['params' => ACTION_PARAM_REQUIRED],
            'node-group' => ['params' => ACTION_PARAM_REQUIRED],
        ];
    }

    /**
     * An unknown name ends the script, with exit status 0. Parameters are never split: "x(a,b)" brings one, "a,b".
     *
     * @return array<string, list<string>>
     */
    public static function parse(string $text, array $supported, string $option): array
    {
        $fail = static fn (): never => die("Invalid format of $option parameter!" . PHP_EOL);
        if (!preg_match(self::GRAMMAR, $text) || !preg_match_all('/([^,\(]+)(?:\(([^\)]+)\))?/', $text, $found, PREG_SET_ORDER)) {
            $fail();
        }
        $actions = [];
        foreach ($found as $match) {
            $definition = $supported[$match[1]] ?? $fail();
            $params = empty($match[2]) ? [] : [$match[2]];
            if (($definition['params'] === ACTION_PARAM_REQUIRED && !$params) || ($definition['params'] === ACTION_PARAM_NONE && $params)) {
                $fail();
            }
            if ($params && isset($definition['param_validator']) && !$definition['param_validator']($params)) {
                $fail();
            }
            $actions[$match[1]] = $params && isset($definition['param_map']) ? $definition['param_map']($params) : $params;
        }

        return $actions;
    }
}
