//! Changes whose answer is lost: looked up, never made twice.

use metroport::mms::calls::{AccountFields, UserFields};
use metroport::operations::{Context, OperationError, customers, fsecure, metrotv};
use metroport::personal::Masked;
use mms_sim::{CutAt, Done, Fault, Garbage, Key, Preset, Rule, Shape, Simulator, When, World};

use crate::support::{context, pesel, small_mms};

const USER: i64 = 100_001;

/// The answer is lost behind the effect, in every way.
fn losses() -> [Fault; 4] {
    [
        Fault::Cut { at: CutAt::After },
        Fault::Cut { at: CutAt::Body },
        Fault::Status { status: 502, when: When::After, retry_after: None, body: String::new() },
        Fault::Garbage { what: Garbage::Html },
    ]
}

const PRESETS: [Preset; 4] = [Preset::Canonical, Preset::Strings, Preset::Legacy, Preset::Sparse];

/// Makes a change whose first answer is lost, in each way, while the others come in some shape.
async fn after_each_loss(method: &str, path: &str, change: impl AsyncFn(&Simulator, &Context)) {
    for (fault, own) in losses().into_iter().zip(PRESETS) {
        // What is sent again waits a while before, so it is not tried in all the shapes.
        for preset in if method == "POST" { PRESETS.to_vec() } else { vec![own] } {
            let mms = small_mms();
            mms.control().set_shape(preset);
            mms.control().add_fault(Rule::on(method, path, fault.clone()).times(1));
            change(&mms, &context(&mms)).await;
            assert_eq!(mms.control().counters().faults, 1, "the answer was not lost");
            assert_eq!(mms.control().counters().changing, 1, "{fault:?} {preset:?}");
        }
    }
}

/// Makes a change whose request is lost.
async fn after_a_lost_request<T: std::fmt::Debug>(
    path: &str,
    change: impl AsyncFn(&Context) -> Result<T, OperationError>,
) {
    let mms = small_mms();
    mms.control().add_fault(Rule::on("POST", path, Fault::Cut { at: CutAt::Before }).times(1));
    let error = change(&context(&mms)).await.unwrap_err();
    assert_eq!(error.code(), "mms.outcome_unknown");
    let counters = mms.control().counters();
    assert_eq!((counters.changing, counters.call(&format!("POST {path}"))), (0, 1));
}

fn text(value: &str) -> Masked {
    Masked::new(value)
}

fn newcomer() -> UserFields {
    UserFields {
        company: Some(false),
        name: Some(text("Anna")),
        lastname: Some(text("Nowa")),
        pesel: Some(text(&pesel(500))),
        ..UserFields::default()
    }
}

fn account(network: i64) -> AccountFields {
    let (street, house, flat) = (text("Krótka"), text("2"), text(""));
    AccountFields { user: USER, network, street, house, flat, zip: text("90-001"), city: text("Łódź") }
}

fn look<R>(mms: &Simulator, look: impl FnOnce(&mut World) -> R) -> R {
    mms.control().world(look)
}

fn network(mms: &Simulator) -> i64 {
    i64::try_from(look(mms, |world| world.networks.iter().next().unwrap().id)).unwrap()
}

fn own_account(mms: &Simulator) -> i64 {
    i64::try_from(look(mms, |world| world.accounts.iter().next().unwrap().id)).unwrap()
}

fn own_service(mms: &Simulator) -> i64 {
    i64::try_from(look(mms, |world| world.services.iter().next().unwrap().id)).unwrap()
}

#[tokio::test]
async fn a_customer_whose_adding_was_not_answered_is_found_by_his_number() {
    after_each_loss("POST", "/Users/users", async |mms, context| {
        let id = customers::add(context, newcomer()).await.unwrap();
        let found = look(mms, |world| {
            world.customers.find(&Key::Pesel(pesel(500))).map(|c| c.id).collect::<Vec<_>>()
        });
        assert_eq!(found, [u64::try_from(id).unwrap()]);
    })
    .await;
    after_a_lost_request("/Users/users", async |context| customers::add(context, newcomer()).await).await;
}

#[tokio::test]
async fn an_account_whose_adding_was_not_answered_is_the_one_that_was_not_there_before() {
    after_each_loss("POST", "/Iptv/Accounts", async |mms, context| {
        let id = metrotv::add_account(context, account(network(mms))).await.unwrap();
        let newest = look(mms, |world| world.accounts.iter().next_back().unwrap().id);
        assert_eq!(u64::try_from(id).unwrap(), newest);
        assert_eq!(look(mms, |world| world.accounts.count(&Key::User(100_001))), 2);
    })
    .await;
    let id = network(&small_mms());
    after_a_lost_request("/Iptv/Accounts", async |context| metrotv::add_account(context, account(id)).await)
        .await;
}

#[tokio::test]
async fn a_package_whose_issuing_was_not_answered_is_there_once() {
    after_each_loss("POST", "/Iptv/Orders", async |mms, context| {
        let order = metrotv::issue_package(context, own_account(mms), 323, "9.90").await.unwrap();
        let newest = look(mms, |world| world.orders.iter().next_back().unwrap().id);
        assert_eq!((u64::try_from(order).unwrap(), look(mms, |world| world.sold(323))), (newest, 1));
    })
    .await;
    let id = own_account(&small_mms());
    after_a_lost_request("/Iptv/Orders", async |context| {
        metrotv::issue_package(context, id, 323, "9.90").await
    })
    .await;
}

#[tokio::test]
async fn a_licence_whose_issuing_was_not_answered_is_there_once() {
    after_each_loss("POST", "/services/security", async |mms, context| {
        let service = fsecure::issue(context, USER, 53, 5).await.unwrap();
        let newest = look(mms, |world| world.services.iter().next_back().unwrap().id);
        assert_eq!(u64::try_from(service).unwrap(), newest);
    })
    .await;
    after_a_lost_request("/services/security", async |context| fsecure::issue(context, USER, 53, 5).await)
        .await;
}

#[tokio::test]
async fn the_id_of_a_licence_is_never_taken_from_an_answer_that_only_says_yes() {
    for done in Done::ALL {
        let mms = small_mms();
        mms.control().set_shape(Shape { done: *done, ..Shape::default() });
        let service = fsecure::issue(&context(&mms), USER, 53, 5).await.unwrap();
        let newest = look(&mms, |world| world.services.iter().next_back().unwrap().id);
        assert_eq!(u64::try_from(service).unwrap(), newest, "{done:?}");
    }
}

#[tokio::test]
async fn a_decoder_whose_adding_was_not_answered_is_in_the_warehouse_once() {
    after_each_loss("POST", "/Iptv/Stbs", async |mms, context| {
        metrotv::add_decoder(context, "Motorola 1063", "SN-77", "00:1b:aa:00:00:77").await.unwrap();
        let stb = look(mms, |world| world.stb_by_mac("001baa000077").cloned().unwrap());
        assert_eq!(stb.serialnumber, "SN-77");
    })
    .await;
    after_a_lost_request("/Iptv/Stbs", async |context| {
        metrotv::add_decoder(context, "Motorola 1063", "SN-77", "00:1b:aa:00:00:77").await
    })
    .await;
}

#[tokio::test]
async fn a_decoder_whose_issue_or_return_was_not_answered_is_where_it_should_be() {
    after_each_loss("PUT", "/Iptv/Stbs/unlinkSTB", async |mms, context| {
        let stb = look(mms, |world| world.stbs.iter().find(|stb| stb.accountid.is_some()).cloned().unwrap());
        metrotv::return_decoder(context, own_account(mms), &stb.mac).await.unwrap();
        assert_eq!(look(mms, |world| world.stb_by_mac(&stb.mac).unwrap().accountid), None);
    })
    .await;
    after_each_loss("PUT", "/Iptv/Stbs/linkSTB", async |mms, context| {
        let account = own_account(mms);
        let (order, mac) = look(mms, |world| {
            let order = world.base_order(account.unsigned_abs()).unwrap().id;
            let mac = world.stb_of_order(order).unwrap().mac.clone();
            world.unlink_stb(&mac, account.unsigned_abs()).unwrap();
            (order, mac)
        });
        let (order_id, network) = (i64::try_from(order).unwrap(), network(mms));
        metrotv::issue_decoder(context, account, order_id, network, &mac).await.unwrap();
        assert_eq!(look(mms, |world| world.stb_of_order(order).unwrap().mac.clone()), mac);
    })
    .await;
}

#[tokio::test]
async fn changes_that_are_repeated_after_a_lost_answer_end_well_although_mms_refuses_the_second() {
    after_each_loss("PUT", "*/blockAccount", async |mms, context| {
        metrotv::block_account(context, own_account(mms)).await.unwrap();
    })
    .await;
    after_each_loss("PUT", "*/block", async |mms, context| {
        fsecure::block(context, own_service(mms)).await.unwrap();
    })
    .await;
    after_each_loss("DELETE", "/services/security/{id}", async |mms, context| {
        fsecure::remove(context, own_service(mms)).await.unwrap();
    })
    .await;
    after_each_loss("DELETE", "/Iptv/Orders/{id}", async |mms, context| {
        let account = own_account(mms);
        let extra = look(mms, |world| {
            let extra = world.active_orders(account.unsigned_abs()).find(|order| order.pkg_id == 320);
            i64::try_from(extra.unwrap().id).unwrap()
        });
        metrotv::remove_package(context, account, extra).await.unwrap();
    })
    .await;
    after_each_loss("DELETE", "/Iptv/Stbs/{id}", async |mms, context| {
        let free = look(mms, |world| world.stbs.iter().find(|stb| stb.status.number() == 1).unwrap().id);
        metrotv::delete_decoder(context, i64::try_from(free).unwrap()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_mms_refuses_for_another_reason_stays_refused() {
    let mms = small_mms();
    let context = context(&mms);
    let account = own_account(&mms);
    let issued = look(&mms, |world| world.stbs.iter().find(|stb| stb.accountid.is_some()).unwrap().id);
    let error = metrotv::delete_decoder(&context, i64::try_from(issued).unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("Nie można usunąć dekodera: jest wydany"), "{error}");
    let error = metrotv::issue_package(&context, account, 310, "1").await.unwrap_err();
    assert!(error.to_string().contains("Konto ma już pakiet podstawowy"), "{error}");
    // What is plain to see is not even asked for.
    let error = metrotv::remove_account(&context, account).await.unwrap_err();
    assert_eq!(error.code(), "account.occupied");
    let counters = mms.control().counters();
    assert_eq!((counters.changing, counters.call("DELETE /Iptv/Accounts/{id}")), (0, 0));
}
