<?php

declare(strict_types=1);

use LMSMetroportPlugin\State;

final class StateTest extends ShimTestCase
{
    public function testEveryStateHasOneSentenceThatSaysWhatToDo(): void
    {
        $plugin = LMSMetroportPlugin::PLUGIN_SOFTWARE_VERSION;
        $tables = (int) LMSMetroportPlugin::PLUGIN_DB_VERSION;
        $cases = [
            [null, null, ['metroport.api_login'], State::EXTENSION_MISSING, ['fpm-fcgi', 'lms-metroport-install /srv/lms', PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION . '-metroport', 'make install LMS_DIR=/srv/lms']],
            ['1.9.0', $tables, [], State::EXTENSION_VERSION, ['1.9.0', $plugin, 'lms-metroport-install /srv/lms', 'make install LMS_DIR=/srv/lms']],
            [$plugin, 2026032302, [], State::SCHEMA_BEHIND, ['2026032302', (string) $tables, 'cd /srv/lms && php devel/upgradedb.php']],
            [$plugin, $tables, ['metroport.api_login', 'metroport.api_pass'], State::NOT_CONFIGURED,
                ['metroport.api_login, metroport.api_pass', 'lms.ini']],
            [$plugin, $tables, [], State::FINE, []],
            [$plugin, null, [], State::FINE, []],
        ];
        foreach (['en', 'pl'] as $language) {
            if ($language === 'pl') {
                Host::polish();
            }
            $sentences = [];
            foreach ($cases as [$extension, $schema, $missing, $code, $words]) {
                $state = State::judge($extension, $schema, $missing, 'fpm-fcgi', '/srv/lms');
                self::assertSame($code, $state->code);
                self::assertSame($code === State::FINE, $state->isFine());
                self::assertDoesNotMatchRegularExpression('/\$[a-d]\b/', $state->sentence);
                foreach ($words as $word) {
                    self::assertStringContainsString($word, $state->sentence, "$language: $code");
                }
                $sentences[$code] = $state->sentence;
            }
            self::assertCount(5, array_unique($sentences));
        }
    }

    public function testAVersionThatOnlyLooksAlikeIsAnother(): void
    {
        $state = State::judge(LMSMetroportPlugin::PLUGIN_SOFTWARE_VERSION . '.0', null, [], 'cli', '/srv/lms');
        self::assertSame(State::EXTENSION_VERSION, $state->code);
        self::assertFalse($state->hasExtension());
    }

    public function testIsReadFromLms(): void
    {
        self::assertTrue(State::current()->isFine());

        Host::$config['metroport.api_pass'] = '   ';
        self::assertSame(State::NOT_CONFIGURED, State::current()->code);
        self::assertTrue(State::current()->hasExtension());

        Host::$schema = '2026032302';
        self::assertSame(State::SCHEMA_BEHIND, State::current()->code);
    }
}
