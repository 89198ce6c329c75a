//! A database for one test, with LMS's tables as far as they are needed and the plugin's migrations.

use std::io::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

use metroport::config;
use metroport::db::{Conn, Db, DbError};
use metroport::personal::Masked;
use sqlx::mysql::MySqlRow;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, FromRow};

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Postgres,
    MariaDb,
}

/// A database that goes with the test.
pub struct TestDatabase {
    pub kind: Kind,
    options: config::Database,
    db: Db,
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: these tests need databases (tests/env/databases.sh up DIR both; source DIR/env)")
    })
}

/// How to reach a database of the server.
fn options(kind: Kind, name: &str) -> config::Database {
    let name = name.to_owned();
    match kind {
        Kind::Postgres => config::Database {
            kind: "postgres".into(),
            host: variable("MP_PG_HOST"),
            port: Some(variable("MP_PG_PORT").parse().unwrap()),
            user: variable("MP_PG_USER"),
            password: Masked::new(variable("MP_PG_PASSWORD")),
            name,
            ..config::Database::default()
        },
        Kind::MariaDb => config::Database {
            kind: "mysqli".into(),
            host: "localhost".into(),
            socket: variable("MP_MY_SOCKET"),
            user: variable("MP_MY_USER"),
            password: Masked::new(variable("MP_MY_PASSWORD")),
            name,
            ..config::Database::default()
        },
    }
}

/// Statements on a connection that the test has already.
pub async fn raw(conn: &mut Conn, sql: &str) -> Result<(), DbError> {
    let sql = AssertSqlSafe(sql.to_owned());
    match conn {
        Conn::Pg(c) => sqlx::raw_sql(sql).execute(&mut **c).await.map(|_| ())?,
        Conn::My(c) => sqlx::raw_sql(sql).execute(&mut **c).await.map(|_| ())?,
    }
    Ok(())
}

async fn execute(db: &Db, sql: &str) {
    db.with(async |conn| raw(conn, sql).await).await.unwrap();
}

impl Kind {
    fn server(self) -> Db {
        Db::new(options(self, if self == Self::Postgres { "postgres" } else { "mysql" }))
    }

    /// How to reach one of its databases.
    pub fn database(self, name: &str) -> config::Database {
        options(self, name)
    }

    fn dialect(self) -> &'static str {
        if self == Self::Postgres { "postgres" } else { "mysql" }
    }

    /// LMS's tables, then the plugin's.
    fn schema(self) -> String {
        let root = env!("CARGO_MANIFEST_DIR");
        let dialect = self.dialect();
        let mut migrations: Vec<_> = fs::read_dir(format!("{root}/migrations/{dialect}"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
            .collect();
        migrations.sort();
        migrations.insert(0, format!("{root}/tests/schema/lms.{dialect}.sql").into());
        migrations.iter().map(|path| fs::read_to_string(path).unwrap() + "\n").collect()
    }
}

impl TestDatabase {
    /// A new one with the newest schema.
    pub async fn new(kind: Kind) -> Self {
        let database = Self::without_plugin(kind).await;
        database.set_version(metroport::SCHEMA_VERSION).await;
        database
    }

    /// One whose tables are there, but which LMS has no version recorded for.
    pub async fn without_plugin(kind: Kind) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("rust_{}_{number}", std::process::id());
        execute(&kind.server(), &format!("CREATE DATABASE {name}")).await;
        let options = options(kind, &name);
        let database = Self { kind, db: Db::new(options.clone()), options };
        database.execute(&kind.schema()).await;
        database
    }

    pub async fn set_version(&self, version: i64) {
        self.execute("DELETE FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin'").await;
        let values = format!("('dbversion_LMSMetroportPlugin', '{version}')");
        self.execute(&format!("INSERT INTO dbinfo (keytype, keyvalue) VALUES {values}")).await;
    }

    /// How the plugin reaches it.
    pub fn config(&self) -> config::Database {
        self.options.clone()
    }

    /// The plugin's own connection, another one for each call.
    pub fn db(&self) -> Db {
        Db::new(self.options.clone())
    }

    pub async fn execute(&self, sql: &str) {
        execute(&self.db, sql).await;
    }

    pub async fn rows<T>(&self, sql: &str) -> Vec<T>
    where
        T: Send + Unpin + for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, MySqlRow>,
    {
        let sql = AssertSqlSafe(sql.to_owned());
        let rows: Result<Vec<T>, DbError> = self
            .db
            .with(async |conn| {
                Ok(match conn {
                    Conn::Pg(c) => sqlx::query_as(sql).fetch_all(&mut **c).await?,
                    Conn::My(c) => sqlx::query_as(sql).fetch_all(&mut **c).await?,
                })
            })
            .await;
        rows.unwrap()
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        self.rows::<(i64,)>(&format!("SELECT COUNT(*) FROM {table}")).await[0].0
    }

    /// Cuts all connections to it but the one that asks.
    pub async fn kill_connections(&self) {
        if self.kind == Kind::Postgres {
            let others = "datname = current_database() AND pid <> pg_backend_pid()";
            self.execute(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
                .await;
        } else {
            let others = "DB = DATABASE() AND ID <> CONNECTION_ID()";
            let list =
                format!("SELECT CAST(ID AS SIGNED) FROM information_schema.PROCESSLIST WHERE {others}");
            for (id,) in self.rows::<(i64,)>(&list).await {
                self.execute(&format!("KILL {id}")).await;
            }
        }
    }
}

/// What the plugin has written down, for the search for secrets at the end of `make test` (make/canaries.php).
async fn keep_remains(options: config::Database, directory: &str) {
    let sql = include_str!("../../env/remains.sql");
    let db = Db::new(options);
    let read = db.with(async |conn| {
        Ok::<_, DbError>(match conn {
            Conn::Pg(c) => sqlx::query_scalar(sql).fetch_all(&mut **c).await?,
            Conn::My(c) => sqlx::query_scalar(sql).fetch_all(&mut **c).await?,
        })
    });
    // A test may have taken its tables away.
    let rows: Vec<String> = read.await.unwrap_or_default();
    let file =
        fs::File::options().create(true).append(true).open(format!("{directory}/tables.rust")).unwrap();
    (&file).write_all((rows.join("\n") + "\n").as_bytes()).unwrap();
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (kind, options) = (self.kind, self.options.clone());
        let name = options.name.clone();
        let force = if kind == Kind::Postgres { " WITH (FORCE)" } else { "" };
        // The test's runtime is busy with the test.
        let dropping = std::thread::scope(|scope| {
            let dropping = scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                if let Ok(directory) = env::var("METROPORT_REMAINS") {
                    runtime.block_on(keep_remains(options, &directory));
                }
                runtime.block_on(execute(&kind.server(), &format!("DROP DATABASE {name}{force}")));
            });
            dropping.join()
        });
        if !std::thread::panicking() {
            dropping.unwrap();
        }
    }
}
