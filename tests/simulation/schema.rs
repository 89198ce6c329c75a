//! The tables: the plugin's as the migrations define them, LMS's as far as they are read.

use std::fs;
use std::path::Path;

/// LMS's own, with the columns that the plugin reads.
const LMS: &str = "
CREATE TABLE dbinfo (keytype text PRIMARY KEY, keyvalue text NOT NULL);
CREATE TABLE customers (id integer PRIMARY KEY, type integer NOT NULL DEFAULT 0, lastname text NOT NULL,
    name text NOT NULL, ssn text NOT NULL DEFAULT '', ten text NOT NULL DEFAULT '', deleted integer NOT NULL DEFAULT 0);
CREATE VIEW customerview AS SELECT * FROM customers;
CREATE TABLE customercontacts (id integer PRIMARY KEY, customerid integer NOT NULL, contact text NOT NULL,
    type integer NOT NULL);
CREATE TABLE addresses (id integer PRIMARY KEY, street text, house text, flat text, zip text, city text);
CREATE TABLE customer_addresses (id integer PRIMARY KEY, customer_id integer NOT NULL, address_id integer NOT NULL,
    type integer NOT NULL);
CREATE TABLE tariffs (id integer PRIMARY KEY, name text, value numeric, currency text, period integer);
CREATE TABLE liabilities (id integer PRIMARY KEY, name text, value numeric, currency text);
CREATE TABLE assignments (id integer PRIMARY KEY, customerid integer NOT NULL, tariffid integer, liabilityid integer,
    period integer NOT NULL, count integer, pdiscount numeric, vdiscount numeric, datefrom integer, dateto integer,
    suspended integer, commited integer);
";

/// Everything, in `SQLite`'s dialect.
pub fn schema() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("migrations").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let mut out = LMS.to_owned();
    for file in files {
        let text = fs::read_to_string(file).expect("a migration");
        // A comment may have a semicolon.
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("--"));
        for statement in lines.collect::<Vec<_>>().join("\n").split(';') {
            for statement in translated(statement) {
                out.push_str(&statement);
                out.push_str(";\n");
            }
        }
    }
    out
}

/// What makes tables and columns; rows and locks are of no use here.
fn translated(statement: &str) -> Vec<String> {
    let text = statement.trim().to_owned();
    if text.starts_with("CREATE TABLE") || text.starts_with("CREATE UNIQUE INDEX") {
        let text = text.replace("bigserial PRIMARY KEY", "integer PRIMARY KEY AUTOINCREMENT");
        let text = text.replace("serial PRIMARY KEY", "integer PRIMARY KEY AUTOINCREMENT");
        // As decimal places: `SQLite` would make floating-point numbers of them.
        let text = text.replace(" numeric(10,2)", " text");
        let (mut kept, mut rest) = (String::new(), text.as_str());
        // A number that `SQLite` gives by itself.
        while let Some((before, after)) = rest.split_once(" NOT NULL DEFAULT nextval(") {
            kept.push_str(before);
            rest = after.split_once("::regclass)").expect("a sequence").1;
        }
        return vec![kept + rest];
    }
    let Some(columns) = text.strip_prefix("ALTER TABLE ") else { return Vec::new() };
    let (table, columns) = columns.split_once(char::is_whitespace).expect("a table");
    let add = "ADD COLUMN IF NOT EXISTS ";
    let columns = columns.split(add).skip(1).map(|column| column.trim().trim_end_matches(','));
    columns.map(|column| format!("ALTER TABLE {table} ADD COLUMN {column}")).collect()
}
