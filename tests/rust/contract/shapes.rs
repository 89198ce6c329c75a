//! Which shapes the walk is made in.

use futures_util::future::LocalBoxFuture;
use mms_sim::{
    Dates, Done, Errors, ExtraPackages, Flags, Macs, Missing, NewId, NoDate, Nothing, Numbers, Preset, Shape,
    StbData, UserIds,
};

use super::life::live;
use super::walk::Walk;

fn walk(shape: Shape) -> LocalBoxFuture<'static, ()> {
    Box::pin(async move { live(&Walk::new(shape)).await })
}

/// Every value of every toggle, the others as they usually are.
fn single_toggles() -> Vec<Shape> {
    let mut shapes = Vec::new();
    macro_rules! each {
        ($($field:ident: $kind:ident),+ $(,)?) => {
            $(shapes.extend($kind::ALL.iter().map(|value| Shape { $field: *value, ..Shape::default() }));)+
        };
    }
    each!(
        numbers: Numbers, flags: Flags, missing: Missing, dates: Dates, no_date: NoDate, nothing: Nothing, new_id: NewId,
        done: Done, extra_packages: ExtraPackages, stb_data: StbData, errors: Errors, user_ids: UserIds, macs: Macs,
    );
    shapes.extend(Done::ALL.iter().map(|done| Shape { done: *done, metrotv_ids: false, ..Shape::default() }));
    shapes.push(Shape { deleted_rows: false, ..Shape::default() });
    shapes.push(Shape { unknown_fields: true, ..Shape::default() });
    shapes
}

#[tokio::test]
async fn every_call_is_understood_in_every_preset() {
    for preset in Preset::ALL {
        walk((*preset).into()).await;
    }
}

#[tokio::test]
async fn every_call_is_understood_when_every_answer_has_another_shape() {
    for seed in 0..24 {
        walk(Shape { chaotic: Some(seed), ..Shape::default() }).await;
    }
}

#[tokio::test]
async fn every_call_is_understood_with_each_toggle_alone() {
    for shape in single_toggles() {
        walk(shape).await;
    }
}
