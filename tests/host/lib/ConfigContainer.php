<?php

declare(strict_types=1);

class ConfigContainer
{
    /** @var array<string, ConfigSection> */
    private array $sections = [];

    /** @param array<string, array<string, mixed>> $values */
    public static function fromArray(array $values): self
    {
        $container = new self();
        foreach ($values as $name => $variables) {
            $section = new ConfigSection((string) $name);
            foreach ($variables as $variable => $value) {
                $section->addVariable(new ConfigVariable((string) $variable, $value));
            }
            $container->addSection($section);
        }

        return $container;
    }

    public function addSection(ConfigSection $section)
    {
        $this->sections[$section->getSectionName()] = $section;
    }

    /** Variables of the given section override those already here. */
    public function merge(ConfigSection $section): void
    {
        $this->sections[$section->getSectionName()] ??= new ConfigSection($section->getSectionName());
        $this->sections[$section->getSectionName()]->addVariables($section->getVariables());
    }

    public function getSection($section_name)
    {
        return $this->sections[$section_name] ?? throw new Exception('Unknown config section!');
    }

    public function getSections()
    {
        return $this->sections;
    }

    public function hasSection($section_name)
    {
        return isset($this->sections[$section_name]);
    }
}
