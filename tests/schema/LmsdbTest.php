<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/TestDatabase.php';

/** The stand-in host's database layer has the oddities plugins meet in LMS; each was compared with LMS's own classes. */
final class LmsdbTest extends TestCase
{
    private TestDatabase $database;
    private LMSDBInterface $db;

    public static function setUpBeforeClass(): void
    {
        spl_autoload_register(function (string $class): void {
            $file = dirname(__DIR__) . "/host/lib/$class.php";
            is_file($file) && require_once $file;
        });
    }

    protected function tearDown(): void
    {
        $this->db->Destroy();
        $this->database->drop();
    }

    /** @return array<string, array{string}> */
    public static function dialects(): array
    {
        return ['PostgreSQL' => ['postgres'], 'MariaDB' => ['mysql']];
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testNothingFoundIsNullOrFalse(string $dialect): void
    {
        $db = $this->connect($dialect);
        $none = 'SELECT keyvalue FROM dbinfo WHERE keytype = ?';

        self::assertNull($db->GetAll($none, ['x']));
        self::assertNull($db->GetCol($none, ['x']));
        self::assertNull($db->GetAllByKey($none, 'keyvalue', ['x']));
        self::assertNull($db->GetOne($none, ['x']));
        self::assertNull($db->Exec($none, ['x']));
        self::assertEmpty($db->GetRow($none, ['x']));
        self::assertSame(0, $db->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['1', 'x']));
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testValuesSurviveTheTextualPlaceholders(string $dialect): void
    {
        $db = $this->connect($dialect);
        $value = "ż'\"\\;%d%s ?";

        self::assertSame(1, $db->Execute('INSERT INTO dbinfo VALUES (?, ?)', ['a', $value]));
        self::assertSame($value, $db->GetOne("SELECT keyvalue FROM dbinfo WHERE keytype ?LIKE? 'A%' AND keytype IN ?", [['a', 'b']]));
        self::assertSame('NULL', $db->Escape([]));
        self::assertSame("(1,'x',NULL)", $db->Escape([1, 'x', null]));
        self::assertSame([], $db->GetErrors());
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAQuestionMarkTooManyIsAnError(string $dialect): void
    {
        $db = $this->connect($dialect);

        self::assertSame('a?b', $db->GetOne("SELECT 'a?b'"));

        self::assertCount(1, $db->GetErrors());
    }

    public function testFailuresOnPostgresAreCollected(): void
    {
        $db = $this->connect('postgres');

        self::assertFalse($db->Execute('SELECT nothing'));
        self::assertNull($db->GetOne('SELECT 1 WHERE 1 = ?', [false]));
        self::assertCount(2, $db->GetErrors());
        self::assertSame('t', $db->GetOne('SELECT true'));
    }

    public function testFailuresOnMariaDbAreThrown(): void
    {
        $db = $this->connect('mysql');
        self::assertSame('', $db->GetOne('SELECT @@sql_mode'));

        $this->expectException(mysqli_sql_exception::class);
        $db->Execute('SELECT nothing');
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testInnerCommitCommitsEverything(string $dialect): void
    {
        $db = $this->connect($dialect);
        $db->BeginTrans();
        $db->Execute('INSERT INTO dbinfo VALUES (?, ?)', ['a', '1']);
        $db->BeginTrans();
        $db->CommitTrans();
        $db->RollbackTrans();

        self::assertSame('1', $db->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['a']));
    }

    public function testPoisonedTransactionOnPostgresIsRolledBackByCommit(): void
    {
        $db = $this->connect('postgres');
        $db->BeginTrans();
        $db->Execute('INSERT INTO dbinfo VALUES (?, ?)', ['a', '1']);
        $db->Execute('SELECT nothing');

        self::assertSame(0, $db->CommitTrans());
        self::assertNull($db->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['a']));
    }

    public function testStatementsOnMariaDbAreSplitAsLmsDoes(): void
    {
        $db = $this->connect('mysql');

        self::assertSame(2, $db->MultiExecute("INSERT INTO dbinfo VALUES ('a', 'x;y');\nINSERT INTO dbinfo VALUES ('b', ''), ('c', '');\n"));
        self::assertSame('x;y', $db->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['a']));
        self::assertSame(0, $db->MultiExecute("DELETE FROM dbinfo; CREATE TABLE t (id int)"));

        $this->expectException(mysqli_sql_exception::class);
        $db->MultiExecute("SELECT 1; SELECT 'a^b'");
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testResources(string $dialect): void
    {
        $db = $this->connect($dialect);

        self::assertTrue($db->ResourceExists('dbinfo', LMSDB::RESOURCE_TYPE_TABLE));
        self::assertFalse($db->ResourceExists('dbinfo', LMSDB::RESOURCE_TYPE_VIEW));
        self::assertTrue($db->ResourceExists('uiconfig.var', LMSDB::RESOURCE_TYPE_COLUMN));
        self::assertTrue($db->ResourceExists('uiconfig.var.varchar(64)', LMSDB::RESOURCE_TYPE_COLUMN_TYPE));
        self::assertFalse($db->ResourceExists('uiconfig.var.varchar(65)', LMSDB::RESOURCE_TYPE_COLUMN_TYPE));
        self::assertFalse($db->ResourceExists('metroport_nothing', LMSDB::RESOURCE_TYPE_INDEX));
        self::assertSame($dialect === 'postgres' ? 'postgres' : 'mysqli', $db->GetDbType());
    }

    private function connect(string $dialect): LMSDBInterface
    {
        $this->database = new TestDatabase($dialect);
        $config = $this->database->lmsConfig();
        ini_set('mysqli.default_socket', (string) getenv('MP_MY_SOCKET'));
        return $this->db = LMSDB::getDB($config['type'], $config['host'], $config['user'], $config['password'], $config['database']);
    }
}
