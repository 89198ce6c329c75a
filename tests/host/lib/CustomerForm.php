<?php

declare(strict_types=1);

/** What customeradd and customeredit do with the submitted form before the validation hook. */
final class CustomerForm
{
    private const UNTRIMMED = ['uid', 'wysiwyg', 'phones', 'emails', 'accounts', 'urls', 'ims', 'representatives'];

    /** Rows for customercontacts, written only after the *_after_submit hook. */
    public array $contacts = [];
    public ?array $error = null;
    public ?array $warning = null;
    public int $cutoffstop = 0;

    /** @param array $data the form, its contact types already sums of bits */
    private function __construct(public array $data)
    {
    }

    /** @param string $prefix name of the form's array; part of the names of a warning's confirmation */
    public static function read(array $data, string $prefix, array $confirmed): self
    {
        foreach ($data as $key => $value) {
            $data[$key] = in_array($key, self::UNTRIMMED, true) ? $value : trim_rec($value);
        }
        $form = new self($data);
        $form->checkNames();
        $form->checkAddresses($prefix);
        $form->checkNumbers($confirmed, $prefix);
        $form->readContacts('phones', static fn (int $type): int => $type & CONTACT_MOBILE ? $type : $type | CONTACT_LANDLINE);
        $form->readContacts('emails', static fn (int $type): int => $type | CONTACT_EMAIL);
        $form->readCutoff();

        return $form;
    }

    public function writeContacts(LMSDBInterface $db, $customer): void
    {
        foreach ($this->contacts as $contact) {
            $db->Execute(
                'INSERT INTO customercontacts (customerid, contact, name, type) VALUES (?, ?, ?, ?)',
                [$customer, $contact['contact'], $contact['name'], $contact['type']]
            );
        }
    }

    private function checkNames(): void
    {
        if (($this->data['lastname'] ?? '') === '') {
            $this->error['lastname'] = trans('Last/Company name cannot be empty!');
        }
        if (($this->data['name'] ?? '') === '' && empty($this->data['type'])) {
            $this->error['name'] = trans('First name cannot be empty!');
        }
    }

    private function checkAddresses(string $prefix): void
    {
        foreach ($this->data['addresses'] ?? [] as $index => $address) {
            if ((int) $address['location_address_type'] === BILLING_ADDRESS && ($address['location_city_name'] ?? '') === '') {
                $this->error[$prefix . "[addresses][$index][location_city_name]"] = trans('City name required!');
            }
            if (($address['location_zip'] ?? '') !== '' && !check_zip($address['location_zip'])) {
                $this->error[$prefix . "[addresses][$index][location_zip]"] = trans('Incorrect ZIP code!');
            }
        }
    }

    /** Wrong PESEL or NIP is a warning, accepted when the form comes again with it confirmed. */
    private function checkNumbers(array $confirmed, string $prefix): void
    {
        $checks = ['ssn' => [check_ssn(...), 'Incorrect Social Security Number!'], 'ten' => [check_ten(...), 'Incorrect Tax Exempt Number!']];
        foreach ($checks as $field => [$valid, $message]) {
            $value = $this->data[$field] ?? '';
            if ($value !== '' && !$valid($value) && !isset($confirmed[$prefix . '-' . $field . '-'])) {
                $this->warning[$prefix . '[' . $field . ']'] = trans($message);
            }
        }
    }

    private function readContacts(string $kind, callable $type): void
    {
        foreach ($this->data[$kind] ?? [] as $index => $contact) {
            $bits = $type((int) array_sum((array) ($contact['type'] ?? [])));
            $this->data[$kind][$index]['type'] = $bits;
            $value = trim((string) $contact['contact']);
            if ($kind === 'emails' && $value !== '' && !check_email($value)) {
                $this->error['email' . $index] = trans('Incorrect email!');
            } elseif ($value !== '') {
                $this->contacts[] = ['contact' => $value, 'name' => trim((string) ($contact['name'] ?? '')), 'type' => $bits];
            }
        }
    }

    private function readCutoff(): void
    {
        $date = $this->data['cutoffstop'] ?? '';
        if ($date !== '' && $date !== '0') {
            $time = date_to_timestamp($date);
            if ($time) {
                $this->cutoffstop = strtotime('tomorrow', $time) - 1;
            } else {
                $this->error['cutoffstop'] = trans('Incorrect date of cutoff suspending!');
            }
        }
        if (!preg_match('/^-?[0-9]+$/', (string) ($this->data['paytime'] ?? ''))) {
            $this->error['paytime'] = trans('Invalid deadline format!');
        }
    }
}
