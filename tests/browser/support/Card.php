<?php

declare(strict_types=1);

/** Metroport's boxes on the card of one customer: "link", "fsecure" and "metrotv". */
final class Card
{
    private const BOXES = ['fsecure' => 'metroportfsecurepanel', 'metrotv' => 'metroportmetrotvpanel'];

    private function __construct(private readonly WebDriver $browser)
    {
    }

    /** Opens the card with its boxes as the browser remembers them. */
    public static function shut(WebDriver $browser, string $panel, int $customer): self
    {
        $browser->open("$panel?m=customerinfo&id=$customer");
        $card = new self($browser);
        $card->loaded();
        return $card;
    }

    /** Opens the card with its boxes unfolded. */
    public static function open(WebDriver $browser, string $panel, int $customer): self
    {
        $card = self::shut($browser, $panel, $customer);
        foreach (self::BOXES as $id) {
            if (!$browser->all("#$id")[0]->isShown()) {
                $browser->see("[data-lmsbox-content=\"$id\"]")->click();
                $browser->see("#$id");
            }
        }
        return $card;
    }

    /** Waits until what is shown is what MMS reports now. */
    public function loaded(): void
    {
        Waiting::for(
            fn (): bool => $this->browser->run(
                'return Array.from(document.querySelectorAll("[data-card=link], [data-card=fsecure], [data-card=metrotv]"))'
                    . '.every(part => part.getAttribute("aria-busy") === "false")',
            ),
            'the card to be loaded',
        );
    }

    public function part(string $box): Element
    {
        return $this->browser->see("[data-card=\"$box\"]");
    }

    public function text(string $box): string
    {
        return $this->part($box)->text();
    }

    /** What was done last, in words. */
    public function notice(string $box): string
    {
        return $this->part($box)->find('.metroport-notice')->text();
    }

    /** @return list<string> the box's rows as they are read */
    public function rows(string $box): array
    {
        return array_map(static fn (Element $row): string => $row->text(), $this->part($box)->all('tbody tr'));
    }

    /** The only row that has this text. */
    public function row(string $box, string $text): Element
    {
        $found = array_values(array_filter(
            $this->part($box)->all('tbody tr'),
            static fn (Element $row): bool => str_contains($row->text(), $text),
        ));
        PHPUnit\Framework\Assert::assertCount(1, $found, "rows with $text: " . implode(' | ', $this->rows($box)));
        return $found[0];
    }

    /** @return list<string> what can be done with the row */
    public function offered(string $box, string $row): array
    {
        return array_map(
            static fn (Element $button): string => (string) $button->attribute('title'),
            $this->row($box, $row)->all('[data-ask]'),
        );
    }

    /** Presses a button in a box's heading, and gives the dialog of that name. */
    public function ask(string $box, string $label): Dialog
    {
        $this->press($box, $label);
        return Dialog::seen($this->browser, $label);
    }

    public function press(string $box, string $label): void
    {
        foreach ($this->browser->all("[data-card=\"$box-buttons\"] [data-ask]") as $button) {
            if ($button->text() === $label) {
                $button->click();
                return;
            }
        }
        throw new PHPUnit\Framework\AssertionFailedError("$box has no button \"$label\"");
    }

    /** Presses a row's button. */
    public function askFor(string $box, string $row, string $title): Dialog
    {
        $this->row($box, $row)->find("[data-ask][title=\"$title\"]")->click();
        return Dialog::seen($this->browser, $title);
    }

    /** Presses the dialog's button and waits until the new state is shown. */
    public function do(Dialog $dialog): void
    {
        $dialog->submit();
        $this->loaded();
    }
}
