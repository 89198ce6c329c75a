<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** The plugin without a mouse, and in a narrow window. */
final class KeyboardTest extends CardTestCase
{
    private const DOWN = "\u{E015}";

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testTheCard(string $database): void
    {
        $this->start($database);
        $customer = $this->linkedCustomer();
        $this->visit("customerinfo&id=$customer");
        // Which boxes are open the browser remembers.
        $this->browser->run('localStorage.clear()');
        $card = Card::shut($this->browser, $this->panel->url(), $customer);

        $this->tabTo('[aria-controls=metroportfsecurepanel]');
        self::assertSame('false', $this->focused('ariaExpanded'));
        $this->browser->press(' ');
        $this->browser->see('#metroportfsecurepanel');
        self::assertSame('true', $this->focused('ariaExpanded'));

        $this->tabTo('[data-ask=metroport-card-fsecure-add]');
        $this->browser->press(' ');
        $dialog = Dialog::seen($this->browser, 'Dodaj usługę F-Secure');
        self::assertSame('product_id', $this->focused('name'));
        $dialog->options('product_id');
        $this->browser->press(self::DOWN, WebDriver::TAB, WebDriver::ENTER);
        Dialog::allClosed($this->browser);
        $card->loaded();
        self::assertCount(1, $card->rows('fsecure'));
        self::assertSame('metroport-card-fsecure-add', $this->focused('dataset.ask'), 'the button is a new one');

        $this->tabTo('[data-ask=metroport-card-fsecure-block]');
        self::assertSame('Zawieś', $this->focused('ariaLabel'));
        $this->browser->press(WebDriver::ENTER);
        Dialog::seen($this->browser, 'Zawieś');
        $this->browser->press(WebDriver::ENTER);
        Dialog::allClosed($this->browser);
        $card->loaded();
        self::assertStringContainsString('zawieszona', $card->rows('fsecure')[0]);
        self::assertSame('metroport-card-fsecure-change', $this->focused('dataset.ask'), 'the first button of the same row');

        $this->tabTo('[data-ask=metroport-card-fsecure-remove]');
        $this->browser->press(' ');
        Dialog::seen($this->browser, 'Usuń');
        $this->browser->press(WebDriver::ENTER);
        Dialog::allClosed($this->browser);
        $card->loaded();
        self::assertSame([], $card->rows('fsecure'));
        self::assertTrue($this->browser->run('return document.activeElement.matches("[aria-controls=metroportfsecurepanel]")'), 'the heading');
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testTheLists(string $database): void
    {
        $this->start($database);
        $this->panel->sql()->exec("UPDATE uiconfig SET value = '40' WHERE section = 'metroport' AND var = 'list_pagelimit'");
        $list = ListPage::open($this->browser, $this->panel->url(), 'metroportmetrotvstblist');
        self::assertGreaterThan(80, $list->total());

        $this->tabTo('thead [data-place=pager] [aria-label="Następna strona"]');
        $this->browser->press(WebDriver::ENTER);
        $list->loaded();
        self::assertStringContainsString('[2]', $list->pager());
        self::assertSame('Następna strona', $this->focused('ariaLabel'));
        for ($page = 2; $page < ceil($list->total() / 40); $page++) {
            $this->browser->press(WebDriver::ENTER);
            $list->loaded();
        }
        self::assertSame('page', $this->focused('ariaCurrent'), 'the arrow is no link on the last page');

        $this->browser->run('document.querySelector("a[data-sort=mac]").focus()');
        $this->browser->press(WebDriver::ENTER);
        $list->loaded();
        self::assertSame(['mac', 'Posortowane rosnąco'], [$this->focused('dataset.sort'), $this->focused('nextElementSibling.alt')]);

        $list->filter('warehouse');
        $before = $list->column('[data-text=mac]');
        $this->browser->run('document.querySelectorAll("[data-ask=metroport-delete]")[1].focus()');
        $this->browser->press(' ');
        Dialog::seen($this->browser, 'Usuń z magazynu');
        $this->browser->press(WebDriver::ENTER);
        Dialog::allClosed($this->browser);
        $list->loaded();
        self::assertSame([$before[0], ...array_slice($before, 2, 5)], array_slice($list->column('[data-text=mac]'), 0, 6));
        self::assertSame($before[2], $this->browser->run('return document.activeElement.closest("tr").querySelector("[data-text=mac]").textContent'));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testInANarrowWindow(string $database): void
    {
        $this->start($database);
        $this->browser->devTools('Emulation.setDeviceMetricsOverride', ['width' => 480, 'height' => 800, 'deviceScaleFactor' => 1, 'mobile' => false]);
        try {
            foreach (['metroportclientlist', 'metroportmetrotvstblist', 'metroportjournallist', 'metroportqueuelist'] as $module) {
                ListPage::open($this->browser, $this->panel->url(), $module);
                self::assertSame([], $this->browser->run(
                    'var part = document.querySelector("[data-metroport=list]"), edge = part.getBoundingClientRect().right + 1;'
                        . 'return Array.from(part.querySelectorAll("a, input, select, td")).filter(e => e.getBoundingClientRect().right > edge).map(e => e.outerHTML)',
                ), $module);
            }
            $list = ListPage::open($this->browser, $this->panel->url(), 'metroportmetrotvstblist');
            $list->ask('metroport-add', 'Dodaj dekoder do magazynu');
            $box = $this->browser->run('var r = document.querySelector(".ui-dialog").getBoundingClientRect(); return [r.left, r.right]');
            self::assertGreaterThanOrEqual(0, $box[0]);
            self::assertLessThanOrEqual(480, $box[1]);
        } finally {
            $this->browser->devTools('Emulation.clearDeviceMetricsOverride', []);
        }
    }

    /** Presses the tabulator until that has the focus. */
    private function tabTo(string $css): void
    {
        for ($pressed = 0; $pressed < 120; $pressed++) {
            $this->browser->press(WebDriver::TAB);
            if ($this->browser->run('return document.activeElement.matches(arguments[0])', $css)) {
                return;
            }
        }
        self::fail("the tabulator does not lead to $css");
    }

    /** A property of what has the focus. */
    private function focused(string $property): mixed
    {
        return $this->browser->run(
            'return arguments[0].split(".").reduce((value, name) => value?.[name] ?? null, document.activeElement)',
            $property,
        );
    }
}
