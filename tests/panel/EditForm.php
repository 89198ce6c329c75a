<?php

declare(strict_types=1);

/** LMS's form of a customer, as a browser would send it back: with all that the page put into it, and no more. */
final class EditForm
{
    /** @var array<string, string> by the field's full name */
    private array $fields = [];

    private function __construct(private readonly Browser $browser, private readonly int $customer)
    {
    }

    public static function open(Browser $browser, int $customer): self
    {
        $form = new self($browser, $customer);
        $page = new DOMDocument();
        $page->loadHTML($browser->get("?m=customeredit&id=$customer")->body, LIBXML_NOERROR);
        foreach ((new DOMXPath($page))->query('//*[starts-with(@name, "customerdata[")]') as $at => $field) {
            // name[] several times: each needs a place of its own.
            $name = str_replace('[]', "[$at]", $field->getAttribute('name'));
            $form->fields[$name] = match ($field->nodeName) {
                'select' => (new DOMXPath($page))->evaluate('string(.//option[@selected]/@value)', $field),
                'textarea' => $field->textContent,
                default => $field->getAttribute('value'),
            };
        }
        return $form;
    }

    /** What is in a field, named as `emails[0][contact]`; null when the form has none. */
    public function value(string $name): ?string
    {
        return $this->fields[self::fullName($name)] ?? null;
    }

    public function type(string $name, string $value): self
    {
        if ($this->value($name) === null) {
            throw new LogicException("the form has no $name");
        }
        $this->fields[self::fullName($name)] = $value;
        return $this;
    }

    /** Posts it; LMS has saved when it sends the browser somewhere else. */
    public function save(): bool
    {
        parse_str(http_build_query($this->fields), $fields);
        $this->browser->post("?m=customeredit&id=$this->customer", $fields);
        return $this->browser->location() !== null;
    }

    private static function fullName(string $name): string
    {
        return preg_replace('/^\w+/', 'customerdata[$0]', $name);
    }
}
