<?php

declare(strict_types=1);

class ConfigVariable
{
    public function __construct(private $name, private $value, private $comment = null)
    {
    }

    public function getVariable()
    {
        return $this->name;
    }

    public function getValue()
    {
        return $this->value;
    }

    public function getComment()
    {
        return $this->comment;
    }
}
