<?php

declare(strict_types=1);

/** A dialog of the plugin: a question or a form, with its buttons below. */
final class Dialog
{
    private const SHOWN = '.ui-dialog.lms-ui-modal-dialog-wrapper';

    private function __construct(private readonly WebDriver $browser, private readonly Element $element)
    {
    }

    /** The dialog with that title, waited for. */
    public static function seen(WebDriver $browser, string $title): self
    {
        return Waiting::for(static function () use ($browser, $title): ?self {
            foreach ($browser->all(self::SHOWN) as $element) {
                if ($element->isShown() && $element->find('.ui-dialog-title')->text() === $title) {
                    return new self($browser, $element);
                }
            }
            return null;
        }, "the dialog \"$title\"");
    }

    /** Waits until no dialog is open. */
    public static function allClosed(WebDriver $browser): void
    {
        Waiting::for(static fn (): bool => $browser->all(self::SHOWN) === [], 'the dialog to close');
    }

    public function field(string $name): Element
    {
        return $this->element->find("[name=\"$name\"]");
    }

    public function find(string $css): Element
    {
        return $this->element->find($css);
    }

    /** @param array<string, string> $values by the fields' names; for a <select> the option's value */
    public function fill(array $values): self
    {
        foreach ($values as $name => $value) {
            $field = $this->field($name);
            $field->property('tagName') === 'SELECT' ? $field->choose($value) : $field->fill($value);
        }
        return $this;
    }

    /**
     * What a <select> offers, once it is loaded.
     *
     * @return array<string, string> labels by values
     */
    public function options(string $name): array
    {
        return Waiting::for(fn (): ?array => $this->field($name)->options() ?: null, "options of $name");
    }

    /** The button that does it. */
    public function button(): Element
    {
        return $this->element->find('.ui-dialog-buttonpane button');
    }

    /** Presses the button that does it, and waits until it is done. */
    public function submit(): void
    {
        $this->button()->click();
        self::allClosed($this->browser);
    }

    /** Presses the button that does it, and gives what is said against it; the dialog stays. */
    public function refused(): string
    {
        $this->button()->click();
        return $this->problem();
    }

    /** What the dialog complains of. */
    public function problem(): string
    {
        return Waiting::for(fn (): ?string => ($this->element->all('[role="alert"]')[0] ?? null)?->text(), 'the dialog to complain');
    }

    /** The field that the browser itself finds wrong when the button is pressed; null when it sends the form. */
    public function wrongField(): ?string
    {
        $this->button()->click();
        return $this->browser->run(
            'var wrong = arguments[0].querySelector(":invalid:not(form):not(fieldset)"); return wrong && wrong.name',
            $this->element,
        );
    }

    public function cancel(): void
    {
        $this->element->all('.ui-dialog-buttonpane button')[1]->click();
        self::allClosed($this->browser);
    }

    public function text(): string
    {
        return $this->element->find('.ui-dialog-content')->text();
    }
}
