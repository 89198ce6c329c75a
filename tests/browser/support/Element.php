<?php

declare(strict_types=1);

/** An element of the page, used as a person does: what is hidden or covered cannot be clicked or typed into. */
final class Element
{
    public const ID = 'element-6066-11e4-a52e-4f735466cecf';

    public function __construct(private readonly WebDriver $driver, public readonly string $id)
    {
    }

    /** @return list<self> */
    public function all(string $css): array
    {
        return $this->driver->all($css, $this);
    }

    public function find(string $css): self
    {
        return $this->all($css)[0] ?? throw new PHPUnit\Framework\AssertionFailedError("there is no $css in the element");
    }

    public function click(): void
    {
        $this->driver->command('POST', "element/$this->id/click", []);
    }

    /** Two clicks as quickly as a nervous hand makes them; the second one hits whatever is there by then. */
    public function doubleClick(): void
    {
        $press = [['type' => 'pointerDown', 'button' => 0], ['type' => 'pointerUp', 'button' => 0]];
        $move = ['type' => 'pointerMove', 'duration' => 0, 'x' => 0, 'y' => 0, 'origin' => [self::ID => $this->id]];
        $this->driver->command('POST', 'actions', ['actions' => [
            ['type' => 'pointer', 'id' => 'mouse', 'actions' => [$move, ...$press, ...$press]],
        ]]);
    }

    /** Replaces what a field holds, by the keyboard: WebDriver's own way of emptying a field tells the page's scripts nothing. */
    public function fill(string $text): void
    {
        $this->type(WebDriver::SELECT_ALL . ($text === '' ? WebDriver::BACKSPACE : $text));
    }

    /** Types at the end of what is there; WebDriver::ENTER and others are keys. */
    public function type(string $text): void
    {
        if ($text !== '') {
            $this->driver->command('POST', "element/$this->id/value", ['text' => $text]);
        }
    }

    /** Chooses an option of a <select> by its value, as a click on it does. */
    public function choose(string $value): void
    {
        foreach ($this->all('option') as $option) {
            if ($option->property('value') === $value) {
                $option->click();
                return;
            }
        }
        throw new PHPUnit\Framework\AssertionFailedError("no option has the value $value");
    }

    /** @return array<string, string> labels of a <select>'s options, by value, without the empty one, blanks made one */
    public function options(): array
    {
        return (array) $this->driver->run(
            'return Object.fromEntries(Array.from(arguments[0].options).filter(o => o.value).map(o => [o.value, o.label.replace(/\\s+/g, " ")]))',
            $this,
        );
    }

    /** The text that is seen, blanks made one. */
    public function text(): string
    {
        return trim((string) preg_replace('/\s+/u', ' ', (string) $this->driver->command('GET', "element/$this->id/text")));
    }

    public function property(string $name): mixed
    {
        return $this->driver->command('GET', "element/$this->id/property/$name");
    }

    public function attribute(string $name): ?string
    {
        return $this->driver->command('GET', "element/$this->id/attribute/$name");
    }

    public function isShown(): bool
    {
        return (bool) $this->driver->command('GET', "element/$this->id/displayed");
    }

    public function isEnabled(): bool
    {
        return (bool) $this->driver->command('GET', "element/$this->id/enabled");
    }
}
