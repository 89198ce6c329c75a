//! What each call does: fields in, rules asked, rows out.

use crate::answer::{Kind, Reply};
use crate::input::Input;
use crate::render::Json;
use crate::routes::Call;
use crate::rules::{AccountFields, Refusal};
use crate::shape::Shape;
use crate::views;
use crate::world::{Customer, Key, Location, ServiceStatus, StbStatus, World};

/// Does a call. Logging in is not among them: it knows no world.
pub(crate) fn perform(call: Call, world: &mut World, input: &Input, shape: &Shape) -> Result<Reply, Refusal> {
    let id = input.id;
    match call {
        Call::Login => Err(Refusal::invalid("Nieprawidłowe zapytanie")),
        Call::Users => users(world, input, shape),
        Call::User => {
            Ok(one(shape, world.customers.get(id), |json, customer| views::user(json, customer, false)))
        }
        Call::AddUser => world.add_customer(with_fields(Customer::default(), input)?).map(Reply::Created),
        Call::EditUser => {
            let before = world.customers.get(id).ok_or_else(|| Refusal::unknown("klient"))?;
            let changed = with_fields(before.clone(), input)?;
            world.edit_customer(id, changed).map(done)
        }
        Call::Products => Ok(list(shape, world.products.iter().collect(), Kind::List, views::product)),
        Call::Services => services(world, input, shape),
        Call::Operations => Ok(list(shape, world.operations.iter().collect(), Kind::List, views::operation)),
        Call::AddService => {
            let (user, product, size) = service_fields(input)?;
            world.add_service(user, product, size).map(done)
        }
        Call::EditService => {
            let (user, product, size) = service_fields(input)?;
            world.edit_service(id, user, product, size).map(done)
        }
        Call::BlockService => world.block_service(id).map(done),
        Call::UnblockService => world.unblock_service(id).map(done),
        Call::DeleteService => world.delete_service(id).map(done),
        Call::Packages => {
            let rows = world.packages.iter().collect();
            Ok(list(shape, rows, Kind::List, |json, package| views::package(json, world, package)))
        }
        Call::Networks => {
            let count = input.filter("count")?.is_some_and(|count| count == "1");
            let rows = world.networks.iter().collect();
            Ok(list(shape, rows, Kind::List, |json, network| views::network(json, world, network, count)))
        }
        Call::Models => Ok(list(shape, world.models.iter().collect(), Kind::List, views::model)),
        Call::Stbs => {
            let shown =
                world.stbs.iter().filter(|stb| shape.deleted_rows || stb.status != StbStatus::Deleted);
            Ok(list(shape, shown.collect(), Kind::List, |json, stb| views::stb(json, world, stb)))
        }
        Call::AddStb => {
            world.add_stb(input.text("ModelName"), input.text("serialnumber"), input.text("mac")).map(done)
        }
        Call::DeleteStb => world.delete_stb(id).map(done),
        Call::LinkStb => {
            let (account, order) = (input.number("accountid")?, input.number("orderid")?);
            world.link_stb(account, order, input.number("networkid")?, input.text("mac")).map(done)
        }
        Call::UnlinkStb => world.unlink_stb(input.text("mac"), input.number("accountid")?).map(done),
        Call::Accounts => accounts(world, input, shape),
        Call::Account => {
            Ok(one(shape, world.accounts.get(id), |json, account| views::whole_account(json, world, account)))
        }
        Call::AddAccount => world.add_account(account_fields(input)?).map(Reply::CreatedMetroTv),
        Call::EditAccount => world.edit_account(id, account_fields(input)?).map(done),
        Call::DeleteAccount => world.delete_account(input.repeated_id("accountid")?).map(done),
        Call::BlockAccount => world.block_account(input.repeated_id("accountid")?).map(done),
        Call::UnblockAccount => world.unblock_account(input.repeated_id("accountid")?).map(done),
        Call::Orders => {
            input.filter("accountid")?.ok_or_else(|| Refusal::invalid("Wymagany parametr accountid"))?;
            let rows = world.shown_orders(input.number("accountid")?, shape).collect();
            Ok(list(shape, rows, Kind::MissingList, |json, order| views::order(json, world, order, false)))
        }
        Call::AddOrder => {
            let price = input.text("pricebrutto").parse();
            let price = price.map_err(|_| Refusal::invalid("Nieprawidłowa cena, oczekiwano np. 49.90"))?;
            let (account, package) = (input.number("accountid")?, input.number("pkg_id")?);
            world.add_order(account, package, price).map(Reply::CreatedMetroTv)
        }
        Call::DeleteOrder => {
            world.delete_order(input.repeated_id("orderid")?, input.number("accountid")?).map(done)
        }
    }
}

fn done<T>(_: T) -> Reply {
    Reply::Done
}

fn one<T>(shape: &Shape, row: Option<&T>, write: impl FnOnce(&mut Json<'_>, &T)) -> Reply {
    row.map_or(Reply::None(Kind::One), |row| Reply::Json(Json::of(shape, |json| write(json, row))))
}

fn list<T>(shape: &Shape, rows: Vec<&T>, kind: Kind, write: impl FnMut(&mut Json<'_>, &T)) -> Reply {
    if rows.is_empty() {
        return Reply::None(kind);
    }
    Reply::Json(Json::of(shape, |json| match kind {
        Kind::Pair | Kind::MissingPair => json.pair(rows, write),
        Kind::One | Kind::List | Kind::MissingList => json.list(rows, write),
    }))
}

fn users(world: &World, input: &Input, shape: &Shape) -> Result<Reply, Refusal> {
    let (pesel, nip) = (input.filter("pesel")?, input.filter("nip")?);
    let key = pesel.map(|pesel| Key::Pesel(pesel.into())).or(nip.map(|nip| Key::Nip(nip.into())));
    let rows: Vec<&Customer> = match key {
        Some(key) => {
            let found = world.customers.find(&key);
            found.filter(|customer| nip.is_none_or(|nip| customer.nip == nip)).collect()
        }
        None => world.customers.iter().collect(),
    };
    let kind = if pesel.or(nip).is_some() { Kind::MissingPair } else { Kind::Pair };
    Ok(list(shape, rows, kind, |json, customer| views::user(json, customer, true)))
}

fn services(world: &World, input: &Input, shape: &Shape) -> Result<Reply, Refusal> {
    let mut rows: Vec<_> = match input.filter("userid")? {
        Some(_) => world.services.find(&Key::User(input.number("userid")?)).collect(),
        None => world.services.iter().collect(),
    };
    rows.retain(|service| shape.deleted_rows || service.status != ServiceStatus::Deleted);
    Ok(list(shape, rows, Kind::List, views::service))
}

fn accounts(world: &World, input: &Input, shape: &Shape) -> Result<Reply, Refusal> {
    let rows = match input.filter("userid")? {
        Some(_) => world.accounts.find(&Key::User(input.number("userid")?)).collect(),
        None => world.accounts.iter().collect(),
    };
    Ok(list(shape, rows, Kind::Pair, |json, account| views::short_account(json, world, account)))
}

/// The customer with the given fields in the place of the old ones; fields that are not given stay.
fn with_fields(mut customer: Customer, input: &Input) -> Result<Customer, Refusal> {
    for (name, value) in input.fields() {
        match name {
            "userid" | "id" => {
                input.repeated_id(name)?;
            }
            "customertype" => customer.customertype = value.parse().unwrap_or(0),
            _ => {
                if let Some(field) = customer.field_mut(name) {
                    value.clone_into(field);
                }
            }
        }
    }
    Ok(customer)
}

fn service_fields(input: &Input) -> Result<(u64, u64, u64), Refusal> {
    Ok((input.number("userid")?, input.number("secur_serviceid")?, input.number("license_size")?))
}

fn account_fields(input: &Input) -> Result<AccountFields, Refusal> {
    let text = |name: &str| input.text(name).to_owned();
    Ok(AccountFields {
        userid: input.number("userid")?,
        networkid: input.number("iptv_networkid")?,
        location: Location {
            street: text("locationstreetname"),
            house: text("locationstreetno"),
            flat: text("locationlocal"),
            zip: text("locationzip"),
            city: text("locationcity"),
        },
    })
}
