<?php

declare(strict_types=1);

/** A page of the menu with a list, as a clerk works with it. */
final class ListPage
{
    private function __construct(private readonly WebDriver $browser)
    {
    }

    public static function open(WebDriver $browser, string $panel, string $module): self
    {
        $browser->open("$panel?m=$module");
        $page = new self($browser);
        $page->loaded();
        return $page;
    }

    /** Waits until the rows are those that were asked for last. */
    public function loaded(): self
    {
        Waiting::for(fn (): bool => $this->browser->run(
            'var body = document.querySelector("[data-metroport=list] tbody");'
                . 'return body.rows.length > 0 && !body.hasAttribute("aria-busy")',
        ), 'the list to be loaded');
        return $this;
    }

    /** @return list<Element> */
    public function rows(): array
    {
        return $this->browser->all('[data-metroport=list] tbody tr.highlight');
    }

    /** @return list<string> the rows as they are read */
    public function texts(): array
    {
        return array_map(static fn (Element $row): string => $row->text(), $this->rows());
    }

    /**
     * What the rows have in one place.
     *
     * @return list<string>
     */
    public function column(string $css): array
    {
        return $this->browser->run(
            'var css = arguments[0]; return Array.from(document.querySelectorAll("[data-metroport=list] tbody tr.highlight"))'
                . '.map(row => row.querySelector(css)?.textContent.trim() ?? "")',
            $css,
        );
    }

    /** What stands where the rows would be. */
    public function notice(): string
    {
        return $this->browser->see('[data-metroport=list] tbody .empty-table')->text();
    }

    public function search(string $text): self
    {
        $this->browser->see('[data-metroport=list] [name=search]')->fill($text);
        $this->browser->see('[data-metroport=list] [name=search]')->type(WebDriver::ENTER);
        return $this->loaded();
    }

    public function filter(string $state): self
    {
        $this->browser->see('[data-metroport=list] [name=state]')->choose($state);
        return $this->loaded();
    }

    public function sort(string $column): self
    {
        $this->browser->see("a[data-sort=\"$column\"]")->click();
        return $this->loaded();
    }

    public function total(): int
    {
        $text = $this->browser->see('thead [data-place=total]')->text();
        return (int) preg_replace('/\D+/', '', $text);
    }

    public function pager(): string
    {
        return $this->browser->see('thead [data-place=pager]')->text();
    }

    /** Goes to the page with that number, or by an arrow: previous, next. */
    public function go(string $where): self
    {
        foreach ($this->browser->all('thead [data-place=pager] a') as $link) {
            if ($link->text() === $where || $link->all(".lms-ui-icon-$where") !== []) {
                $link->click();
                return $this->loaded();
            }
        }
        throw new PHPUnit\Framework\AssertionFailedError("the pager has no $where: " . $this->pager());
    }

    /** Presses the button of the only row, or of the page, that opens a dialog. */
    public function ask(string $id, string $title): Dialog
    {
        $this->browser->see("[data-ask=\"$id\"]")->click();
        return Dialog::seen($this->browser, $title);
    }

    /**
     * Exports the list and gives the file.
     *
     * @return list<list<string>> lines and their cells, the heading first
     */
    public function export(string $directory): array
    {
        $this->browser->devTools('Page.setDownloadBehavior', ['behavior' => 'allow', 'downloadPath' => $directory]);
        array_map('unlink', glob("$directory/*.csv"));
        $this->browser->see('[data-action=export]')->click();
        // Chromium makes an empty file of the name first, and moves the whole one there.
        $whole = static fn (): ?string => array_filter(array_map('file_get_contents', glob("$directory/*.csv")))[0] ?? null;
        $text = Waiting::for($whole, 'the file');
        PHPUnit\Framework\Assert::assertStringStartsWith("\u{FEFF}", $text);
        return array_map(
            static fn (string $line): array => str_getcsv($line, ';', '"', ''),
            explode("\r\n", rtrim(substr($text, 3))),
        );
    }
}
