//! What is fed with arbitrary bytes, and what must hold whatever comes out. No target may panic: that is the first thing that
//! must hold. A target is a function of bytes, so that a test, a libFuzzer and a debugger can all call it.

#[path = "decisions.rs"]
mod decisions;

use metroport::config::{Config, Database, Raw};
use metroport::mms::calls::{
    AddUser, Call, FindUsers, GetAccount, GetUser, ListAccounts, ListNetworks, ListOperations, ListOrders,
    ListPackages, ListProducts, ListServices, ListStbModels, ListStbs, ListUsers, Misread,
};
use metroport::mms::models::{AccountRow, Mac, Model, Service, Stb};
use metroport::mms::{BaseUrl, wire};
use metroport::operations::listing::{self, Listed, Wanted};
use metroport::operations::lists::{AccountWithPackages, NamedService, Of, PackageOnSale, Person, Sale};
use metroport::operations::{customers, intake, journal, offer};
use metroport::personal::{Masked, Nip, OperatorText, Pesel};
use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};

/// A name and what is called.
pub type Target = (&'static str, fn(&[u8]));

/// All of them. Each has its corpus in the directory of its name.
pub const TARGETS: [Target; 10] = [
    ("answers", answers),
    ("words", words),
    ("lists", lists),
    ("offers", offers),
    ("intake", intake),
    ("pairing", decisions::pairing),
    ("plans", decisions::plans),
    ("billing", decisions::billing),
    ("texts", texts),
    ("config", config),
];

/// The first line and what is behind it.
fn line(data: &[u8]) -> (&[u8], &[u8]) {
    match data.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &[]),
    }
}

/// As PHP's texts come: `Fields::text` takes UTF-8 only.
fn text(data: &[u8]) -> &str {
    std::str::from_utf8(data).unwrap_or_default()
}

/// What goes into logs and pages: short, on one line, without what looks like a PESEL.
fn assert_tellable(said: &str) {
    assert!(said.chars().count() <= 500, "too long: {}", said.len());
    assert!(!said.chars().any(char::is_control), "a control character: {said:?}");
    // The end of a text of full length may be the beginning of a longer number.
    let whole =
        if said.chars().count() == 500 { said.trim_end_matches(|c: char| c.is_ascii_digit()) } else { said };
    let mut runs = whole.split(|c: char| !c.is_ascii_digit());
    assert!(runs.all(|run| run.len() != 11), "looks like a PESEL: {said:?}");
}

/// What the journal keeps for a year: short, without e-mail addresses, and no more than eight digits in a row.
fn assert_keepable(kept: &str) {
    assert!(kept.chars().count() <= 255 && !kept.contains('@'), "{kept}");
    let mut runs = kept.split(|c: char| !c.is_numeric() && !matches!(c, ' ' | '-' | '.' | '/' | '_'));
    assert!(runs.all(|run| run.chars().filter(|c| c.is_numeric()).count() <= 8), "a number: {kept:?}");
}

/// The answer to each call: the first line names it, the rest is the body.
fn answers(data: &[u8]) {
    let (name, body) = line(data);
    match name {
        b"users" => drop(read::<ListUsers>(body)),
        b"find" => drop(read::<FindUsers>(body)),
        b"user" => drop(read::<GetUser>(body)),
        b"accounts" => drop(read::<ListAccounts>(body)),
        b"account" => drop(read::<GetAccount>(body)),
        b"orders" => drop(read::<ListOrders>(body)),
        b"packages" => drop(read::<ListPackages>(body)),
        b"networks" => drop(read::<ListNetworks>(body)),
        b"models" => drop(read::<ListStbModels>(body)),
        b"decoders" => drop(read::<ListStbs>(body)),
        b"services" => drop(read::<ListServices>(body)),
        b"products" => drop(read::<ListProducts>(body)),
        b"operations" => drop(read::<ListOperations>(body)),
        // All that change something are read alike.
        _ => drop(read::<AddUser>(body)),
    }
}

fn read<C: Call>(body: &[u8]) -> Option<C::Answer> {
    match C::decode(body) {
        Ok(answer) => Some(answer),
        Err(Misread::Refused(said)) => {
            assert_tellable(said.as_str());
            None
        }
        Err(Misread::Garbage { path, detail }) => {
            assert_tellable(&path);
            assert_tellable(&detail);
            None
        }
    }
}

/// MMS's words about an error, and its cookies: one line of them, then the words.
fn words(data: &[u8]) {
    let (cookie, body) = line(data);
    assert_tellable(wire::operator_text(body).as_str());
    assert_keepable(&journal::cleaned(text(body)));
    let mut headers = HeaderMap::new();
    headers.append(SET_COOKIE, HeaderValue::from_bytes(cookie).unwrap_or(HeaderValue::from_static("")));
    if let Some(token) = wire::session_cookie(&headers) {
        assert!(wire::cookie(&token).is_some(), "a session that cannot be sent");
        assert!(!token.expose().contains([';', ',', ' ', '"', '\\']) && !token.is_empty());
        assert!(!format!("{token:?} {token}").contains(token.expose()) || "*** ***".contains(token.expose()));
    }
}

/// Pages of lists: `sort`, `state`, `search`, `offset,limit,descending`, and the rows as MMS sends them.
fn lists(data: &[u8]) {
    let ((sort, rest), mut wanted) = (line(data), String::new());
    let (state, rest) = line(rest);
    let (search, rest) = line(rest);
    let (cut, body) = line(rest);
    wanted.push_str(text(cut));
    let mut numbers = wanted.split(',').map(|part| part.trim().parse::<usize>().unwrap_or(3));
    let wanted = Wanted {
        offset: numbers.next().unwrap_or(0),
        limit: numbers.next().unwrap_or(100),
        search: Masked::new(text(search)),
        sort: text(sort).to_owned(),
        descending: numbers.next().is_some_and(|number| number % 2 == 1),
        state: text(state).to_owned(),
    };
    let users = read::<ListUsers>(body).unwrap_or_default();
    let row = |user| customers::Row { user, customer_id: None, customer_name: None };
    page(users.into_iter().map(row).collect(), &wanted);
    page(read::<ListNetworks>(body).unwrap_or_default(), &wanted);
    page(read::<ListStbModels>(body).unwrap_or_default(), &wanted);
    page(read::<ListProducts>(body).unwrap_or_default(), &wanted);
    let on_sale = |package| PackageOnSale { package, sale: Sale::Active };
    page(read::<ListPackages>(body).unwrap_or_default().into_iter().map(on_sale).collect(), &wanted);
    page(of(read::<ListStbs>(body)), &wanted);
    page(of(read::<ListOperations>(body)), &wanted);
    let named = |of: Of<Service>| {
        let Of { row: service, whose } = of;
        Of { whose, row: NamedService { product: service.status.clone(), service } }
    };
    page(of(read::<ListServices>(body)).into_iter().map(named).collect(), &wanted);
    let bare = |of: Of<AccountRow>| {
        let Of { row: account, whose } = of;
        Of { whose, row: AccountWithPackages { account, packages: None } }
    };
    page(of(read::<ListAccounts>(body)).into_iter().map(bare).collect(), &wanted);
}

/// Rows of a customer.
fn of<T>(rows: Option<Vec<T>>) -> Vec<Of<T>> {
    let whose = Person { customer_id: Some(7), person: Masked::new("Żak Jan") };
    rows.unwrap_or_default().into_iter().map(|row| Of { row, whose: whose.clone() }).collect()
}

fn page<T: Listed>(rows: Vec<T>, wanted: &Wanted) {
    let all = rows.len();
    match listing::page(rows, wanted) {
        Ok(page) => {
            assert!(page.rows.len() <= wanted.limit && page.rows.len() <= page.total && page.total <= all);
            assert!(wanted.sort.is_empty() || T::COLUMNS.contains(&wanted.sort.as_str()));
        }
        Err(error) => assert!(matches!(error.code(), "list.sort" | "list.state")),
    }
}

/// What may be issued to an account: the day in days from the beginning of time, the account, and the packages.
fn offers(data: &[u8]) {
    let (day, rest) = line(data);
    let (account, packages) = line(rest);
    let day = text(day).trim().parse().ok().and_then(chrono::NaiveDate::from_num_days_from_ce_opt);
    let Some(Some(account)) = read::<GetAccount>(account) else { return };
    let packages = read::<ListPackages>(packages).unwrap_or_default();
    let day = day.unwrap_or_default();
    for group in [offer::Group::Base, offer::Group::Extra, offer::Group::Multiroom] {
        for item in offer::packages(&packages, &account, group, day) {
            assert!(packages.iter().any(|package| package.id.0 == item.id && offer::is_sold(package, day)));
        }
    }
    for order in account.base.iter().chain(&account.extras).chain(&account.multirooms) {
        assert!(!offer::takes_decoder(&account, order.order_id) || offer::runs(&account, order.order_id));
        assert!(
            !offer::can_remove_package(&account, order.order_id) || offer::runs(&account, order.order_id)
        );
    }
    let _ = offer::can_remove_account(&account);
}

/// A pasted list of decoders: the model of lines without one, then the list.
fn intake(data: &[u8]) {
    let (model, list) = line(data);
    let models: Vec<Model> =
        serde_json::from_str(r#"[{"id":1,"name":"MAG 254"},{"id":2,"name":"X"}]"#).unwrap();
    let there: Vec<Stb> =
        serde_json::from_str(r#"[{"id":1,"mac":"00:1A:79:00:00:01","serialnumber":"A1","status":1}]"#)
            .unwrap();
    for line in intake::lines(text(list), text(model), &models, &there) {
        assert!(line.line >= 1);
        if line.problem.is_none() {
            let mac = Mac::parse(&line.mac).expect("a line without a problem has a MAC");
            assert_ne!(mac, Mac::parse("001A79000001").unwrap(), "that one is there");
            assert!(!line.serial_number.is_empty() && models.iter().any(|model| model.name == line.model));
        }
    }
}

/// Everything that is one text: MAC, PESEL, NIP, price, address, host, MMS's words.
fn texts(data: &[u8]) {
    let text = text(data);
    if let Some(mac) = Mac::parse(text) {
        assert_eq!(Mac::parse(&mac.to_string()), Some(mac));
        assert_eq!(Mac::parse(&mac.plain()), Some(mac));
        assert!(mac.plain().len() == 12 && mac.to_string().len() == 17);
    }
    if let Some(pesel) = Pesel::parse(text) {
        assert!(pesel.expose().len() == 11 && Pesel::parse(pesel.expose()) == Some(pesel.clone()));
        assert!(!OperatorText::new(pesel.expose()).as_str().contains(pesel.expose()));
    }
    if let Some(nip) = Nip::parse(text) {
        assert!(nip.dashed().len() == 13 && Nip::parse(&nip.dashed()) == Some(nip.clone()));
        assert!(!OperatorText::new(&nip.dashed()).as_str().contains(nip.expose()));
    }
    if let Ok(price) = offer::price(text) {
        assert!(!price.is_sign_negative() && price <= offer::HIGHEST_PRICE && price.normalize().scale() <= 2);
        assert_eq!(offer::price(&format!("{price:.2}")).ok(), Some(price));
    }
    if let Ok(base) = BaseUrl::parse(text) {
        let call = base.join("/Users/users/1");
        assert!(matches!(call.scheme(), "http" | "https") && call.path().ends_with("/Users/users/1"));
        assert_eq!(base.authority(), call.authority());
        assert!(call.username().is_empty() && call.password().is_none() && call.query().is_none());
        assert_eq!(BaseUrl::parse(base.as_str()), Ok(base));
    }
    let (host, port) = metroport::db::host_and_port(text);
    assert!(text.starts_with(host) && (port.is_some() || host == text));
    assert_tellable(OperatorText::new(text).as_str());
}

/// The configuration: a value in each line.
fn config(data: &[u8]) {
    let mut lines = text(data).split('\n');
    let mut next = || lines.next().unwrap_or_default().to_owned();
    let secret = "Tajne-9f1c";
    let raw = Raw {
        url: next(),
        login: next(),
        password: Masked::new(next() + secret),
        timeout: next().parse().ok(),
        concurrency: next().parse().ok(),
        session_lifetime: next().parse().ok(),
        lock_limit_percent: next().parse().ok(),
        user: next().parse().unwrap_or_default(),
        actor: next(),
        database: Some(Database {
            kind: next(),
            host: next(),
            port: next().parse().ok(),
            socket: next(),
            user: next(),
            password: Masked::new(secret),
            name: next(),
        }),
        ..Raw::default()
    };
    assert!(!format!("{raw:?}").contains(secret));
    match Config::new(raw) {
        Ok(config) => {
            let options = &config.mms;
            assert!(
                (1.0..=600.0).contains(&options.timeout.as_secs_f64())
                    && (1..=64).contains(&options.concurrency)
            );
            assert!((60..=86_400).contains(&options.session_lifetime.as_secs()) && config.user >= 0);
            assert!((1..=100).contains(&config.locks.limit_percent) && !options.login.is_empty());
            assert!(config.actor.chars().count() <= 64 && !config.actor.chars().any(char::is_control));
            assert!(!format!("{config:?}").contains(secret));
        }
        Err(error) => {
            assert!(matches!(error.code(), "config.missing" | "config.wrong"));
            assert!(!error.to_string().contains(secret));
        }
    }
}
