<?php

declare(strict_types=1);

use LMSMetroportPlugin\Rights;
use PHPUnit\Framework\Attributes\DataProvider;

/** Each right opens what the table says and nothing else, and nothing that is closed is offered. */
final class RightsMatrixTest extends RoutesTestCase
{
    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testEachRightOpensItsModulesAndActionsOnly(string $database): void
    {
        // Else "retry all" would rightly send what LMS knows better than MMS.
        [$panel, $simulator] = $this->world($database, ['automatically_update_customer_data' => 'false']);
        $user = Browser::of($panel, 'klerk');
        $token = self::token($user);
        $before = self::tables($panel);

        foreach ($this->users() as $rights) {
            self::give($panel, $rights);
            $who = implode(',', $rights);
            $posts = iterator_to_array(Routes::posts());
            $open = array_filter(
                $posts,
                static fn (array $post, string $name): bool => Routes::isOpen($name, $post[2], $rights),
                ARRAY_FILTER_USE_BOTH,
            );
            $asked = $simulator->counters()['requests'];
            foreach (array_diff_key($posts, $open) as $name => [$module, $fields]) {
                $user->post("?m=$module&api=1", $fields + ['token' => $token]);
                // LMS itself refuses without a word.
                if ($user->body !== '') {
                    self::assertSame('request.right', $user->json()['error']['code'] ?? null, "$who: $name");
                }
            }
            self::assertSame($asked, $simulator->counters()['requests'], "$who: MMS was asked");
            foreach ($open as $name => [$module, $fields]) {
                $user->post("?m=$module&api=1", $fields + ['token' => $token]);
                self::assertSame(200, $user->status, "$who: $name");
                self::assertStringStartsNotWith('request.', $user->json()['error']['code'] ?? '', "$who: $name");
            }
        }
        // Nothing that was allowed had what it needs to do something.
        self::assertSame(0, $simulator->counters()['changing']);
        self::assertSame($before, self::tables($panel));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testNothingThatIsClosedIsOffered(string $database): void
    {
        [$panel] = $this->world($database);
        $user = Browser::of($panel, 'klerk');

        foreach ($this->users() as $rights) {
            self::give($panel, $rights);
            $open = array_filter(Routes::PAGES, static fn (array $needed): bool => Routes::isOpen('', $needed, $rights));
            $actions = array_filter(
                Routes::ACTIONS,
                static fn (array $action): bool => Routes::isOpen('', $action[0], $rights),
            );
            $known = [...array_keys($open), ...array_keys($actions), Routes::ASSETS];
            foreach ([...array_keys(Routes::PAGES), 'customerinfo&id=1', 'customerinfo&id=2', 'welcome'] as $page) {
                $body = $user->get("?m=$page")->body;
                preg_match_all('/\?m=(metroport\w+)/', $body, $links);
                $offered = array_values(array_unique($links[1]));
                self::assertSame([], array_diff($offered, $known), implode(',', $rights) . " on $page");
                self::assertSame(isset($open[$page]), str_contains($body, "\"?m=$page&amp;api=1\""), implode(',', $rights) . ": $page");
            }
        }
    }

    public function testWhatIsOpenIsOffered(): void
    {
        [$panel] = $this->world('postgres');
        $user = Browser::of($panel, 'klerk');
        foreach (Routes::OFFERED as $page => $modules) {
            foreach ($modules as $module) {
                $reader = [...['customer_management', Rights::READ], ...Routes::PAGES[$page] ?? []];
                foreach (Routes::ACTIONS[$module][0] as $right) {
                    self::give($panel, [...$reader, $right]);
                    $body = $user->get("?m=$page")->body;
                    self::assertStringContainsString("\"?m=$module&amp;api=1\"", $body, "$right on $page");
                    self::give($panel, array_diff($reader, [$right]));
                    self::assertStringNotContainsString("\"?m=$module&amp;api=1\"", $user->get("?m=$page")->body, "$page without $right");
                }
            }
        }
    }

    public function testTheCardIsLinkedForThoseWhomLmsLetsIn(): void
    {
        [$panel] = $this->world('postgres');
        $user = Browser::of($panel, 'klerk');
        $lists = ['metroportclientlist', 'metroportmetrotvclientslist', 'metroportmetrotvstblist'];
        foreach (['' => false, 'messaging' => false, 'read_only' => true, 'customer_management' => true, 'full_access' => true] as $right => $linked) {
            self::give($panel, array_filter([Rights::READ, $right]));
            $opens = !str_contains($user->get('?m=customerinfo&id=1')->body, 'noaccess');
            self::assertSame($linked, $opens, "LMS itself, $right");
            foreach ($lists as $list) {
                self::assertSame($linked, str_contains($user->get("?m=$list")->body, '?m=customerinfo&amp;id='), "$list, $right");
            }
        }
    }

    public function testWithoutTheRightToSensitiveDataPeselIsMasked(): void
    {
        [$panel] = $this->world('postgres');
        $user = Browser::of($panel, 'klerk');
        $token = self::token($user);
        foreach ([[[Rights::READ], '/^\*{11}$/'], [[Rights::READ, 'customer_sensitive_data_view'], '/^\d{11}$/']] as [$rights, $form]) {
            self::give($panel, $rights);
            $rows = $user->post('?m=metroportclientlist&api=1', ['token' => $token])->json()['rows'];
            $people = array_filter(array_column($rows, 'pesel'));
            self::assertNotSame([], $people);
            foreach ($people as $pesel) {
                self::assertMatchesRegularExpression($form, $pesel);
            }
            $file = $user->post('?m=metroportclientlist&api=1', ['token' => $token, 'csv' => '1'])->json()['text'];
            self::assertSame(count($rights) > 1, (bool) preg_match('/"\d{11}"/', $file));
        }
    }

    /**
     * Rights of users that are tried: each of the plugin's alone, each beside LMS's right to read, and LMS's own.
     *
     * @return list<list<string>>
     */
    private function users(): array
    {
        $own = array_keys(Rights::all());
        return [
            [], ['read_only'], ['customer_management', 'finances_management'], ['full_access'],
            ...array_map(static fn (string $right): array => [$right], $own),
            ...array_map(static fn (string $right): array => ['read_only', $right], $own),
            [Rights::FSECURE_ACTIONS, 'finances_management'],
        ];
    }
}
