<?php

declare(strict_types=1);

/** What goes wrong in LMS's database: it refuses a change, or PHP is killed in the middle of one. */
final class LmsFault
{
    private const SECONDS = 60;

    private PDO $sql;
    /** @var list<array{string, string}> triggers: table and event */
    private array $made = [];

    public function __construct(private readonly Instance $panel)
    {
        $this->sql = $panel->sql();
    }

    /** Changes of liabilities are refused. */
    public function refuse(): void
    {
        foreach (['INSERT', 'UPDATE', 'DELETE'] as $event) {
            $this->trigger('assignments', $event, $this->isPostgres()
                ? "RAISE EXCEPTION 'refused';"
                : "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused';");
        }
    }

    /** PHP stops before a liability is changed. */
    public function stopBefore(): void
    {
        foreach (['INSERT', 'UPDATE', 'DELETE'] as $event) {
            $this->trigger('assignments', $event, $this->sleep());
        }
    }

    /** PHP stops before this event of a table of the plugin. */
    public function stopAt(string $table, string $event): void
    {
        $this->trigger($table, $event, $this->sleep());
    }

    /** PHP stops when a liability is changed, before the plan says so. */
    public function stopAfter(): void
    {
        $this->trigger('metroport_plan_steps', 'UPDATE', "IF (OLD.state = 'begun' AND NEW.state = 'done') OR (OLD.state = 'returning' AND NEW.state = 'open') THEN {$this->sleep()} END IF;");
    }

    /** Waits until PHP has stopped there, and kills it. */
    public function kill(): void
    {
        $stopped = $this->isPostgres()
            ? "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
            : "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND state = 'User sleep'";
        $id = (int) Waiting::for(fn (): mixed => $this->sql->query($stopped)->fetchColumn(), 'PHP to stop');
        $this->panel->dies();
        // The server would go on with the statement, though nobody waits for it any more.
        $this->sql->query($this->isPostgres() ? "SELECT pg_terminate_backend($id)" : "KILL $id");
        Waiting::for(fn (): bool => $this->sql->query($stopped)->fetchColumn() === false, 'the statement to end');
    }

    /** Locks rows, begins what must wait for them, and does something else meanwhile. */
    public function while(string $lock, callable $begin, callable $meanwhile): void
    {
        $waiting = $this->isPostgres()
            ? "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            : "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND state = 'Updating'";
        $holder = $this->panel->sql();
        $holder->beginTransaction();
        $holder->query($lock)->fetchAll();
        $begin();
        Waiting::for(fn (): bool => (int) $this->sql->query($waiting)->fetchColumn() > 0, 'something to wait for the lock');
        $meanwhile();
        $holder->commit();
    }

    public function over(): void
    {
        foreach ($this->made as [$table, $event]) {
            $this->sql->exec('DROP TRIGGER IF EXISTS ' . self::name($table, $event) . ($this->isPostgres() ? " ON $table" : ''));
        }
        $this->made = [];
    }

    private function trigger(string $table, string $event, string $body): void
    {
        $name = self::name($table, $event);
        $this->made[] = [$table, $event];
        if ($this->isPostgres()) {
            $this->sql->exec("CREATE OR REPLACE FUNCTION $name() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN $body RETURN COALESCE(NEW, OLD); END \$\$");
            $this->sql->exec("CREATE TRIGGER $name BEFORE $event ON $table FOR EACH ROW EXECUTE FUNCTION $name()");
        } else {
            $this->sql->exec("CREATE TRIGGER $name BEFORE $event ON $table FOR EACH ROW BEGIN $body END");
        }
    }

    private function sleep(): string
    {
        return $this->isPostgres() ? 'PERFORM pg_sleep(' . self::SECONDS . ');' : 'SET @slept = SLEEP(' . self::SECONDS . ');';
    }

    private function isPostgres(): bool
    {
        return $this->panel->dialect === 'postgres';
    }

    private static function name(string $table, string $event): string
    {
        return strtolower("test_{$table}_$event");
    }
}
