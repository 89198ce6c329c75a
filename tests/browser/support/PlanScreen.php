<?php

declare(strict_types=1);

use PHPUnit\Framework\Assert;

/** The dialog of a plan that is under way, on the card of its customer. Led from inside the page, where that is quicker. */
final class PlanScreen
{
    public const ON = 'Kontynuuj';
    public const BACK = 'Wycofaj';
    public const STOPPED = 'Zatrzymano.';
    public const DONE = 'Gotowe: wszystko jest zgodnie z planem.';
    public const UNDONE = 'Wycofano: wszystko jest tak, jak było.';

    private const SEEN = <<<'JS'
        var dialog = document.querySelector('.ui-dialog.lms-ui-modal-dialog-wrapper');
        if (!dialog || dialog.querySelector('.lms-ui-hourglass')) {
            return null;
        }
        return {
            text: dialog.querySelector('.ui-dialog-content').innerText,
            states: Array.from(dialog.querySelectorAll('.metroport-plan-steps tbody tr'), row => row.cells[2].innerText),
            buttons: Array.from(dialog.querySelectorAll('.ui-dialog-buttonpane button'), button => button.innerText.trim())
        };
        JS;

    public function __construct(private readonly WebDriver $browser, private readonly int $customer)
    {
    }

    /** A request of the dialog's own, without it. */
    public function ask(array $fields): array
    {
        return $this->browser->run(
            'return Metroport.request(document.getElementById("metroport-plan-texts"), arguments[0]).catch(error => ({error: error}))',
            $fields + ['customer_id' => (string) $this->customer],
        );
    }

    /** Begins a plan as the dialog does, having looked at it, and carries out so many steps. */
    public function begin(array $fields, int $steps = 0): void
    {
        $plan = $this->ask(['action' => 'preview'] + $fields);
        Assert::assertArrayNotHasKey('error', $plan, json_encode($plan, JSON_UNESCAPED_UNICODE));
        $plan = $this->ask(['action' => 'begin', 'print' => $plan['print']] + $fields);
        Assert::assertSame('going', $plan['state'] ?? null, json_encode($plan, JSON_UNESCAPED_UNICODE));
        $this->steps($steps);
    }

    /** @return string the state after so many steps */
    public function steps(int $count): string
    {
        $state = 'going';
        for ($step = 0; $step < $count && $state === 'going'; $step++) {
            $state = $this->ask(['action' => 'step'])['state'] ?? 'failed';
        }
        return $state;
    }

    /** Opens the dialog of the plan that is under way. */
    public function open(): void
    {
        $this->browser->run(
            'document.querySelectorAll(".ui-dialog-content").forEach(dialog => $(dialog).dialog("close"));'
                . 'Metroport.showPlan(arguments[0], {title: ""}, () => {})',
            (string) $this->customer,
        );
        $this->settled();
    }

    public function press(string $button): void
    {
        $pressed = $this->browser->run(
            'var found = Array.from(document.querySelectorAll(".ui-dialog-buttonpane button")).find(button => button.innerText.trim() === arguments[0]);'
                . 'if (found) { found.click(); } return Boolean(found)',
            $button,
        );
        Assert::assertTrue($pressed, "the button $button");
    }

    /**
     * What is shown when nothing is waited for any more.
     *
     * @return array{text: string, states: list<string>, buttons: list<string>}
     */
    public function settled(): array
    {
        return Waiting::for(fn (): ?array => $this->browser->run(self::SEEN), 'the plan to stand still');
    }
}
