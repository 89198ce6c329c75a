<?php

declare(strict_types=1);

class ConfigSection
{
    /** @var array<string, ConfigVariable> */
    private array $variables = [];

    public function __construct(private $section_name)
    {
    }

    public function getSectionName()
    {
        return $this->section_name;
    }

    public function addVariable(ConfigVariable $config_variable)
    {
        $this->variables[$config_variable->getVariable()] = $config_variable;
    }

    public function addVariables(array $config_variables)
    {
        array_map($this->addVariable(...), $config_variables);
    }

    public function getVariable($variable_name)
    {
        return $this->variables[$variable_name] ?? throw new Exception('Unknown config variable!');
    }

    public function getVariables()
    {
        return $this->variables;
    }

    public function hasVariable($variable_name)
    {
        return isset($this->variables[$variable_name]);
    }
}
