//! What the operator and the log are told of a failure.

use metroport::mms::MmsError;
use metroport::mms::calls::{BlockAccount, Call, FindUsers, ListUsers};
use metroport::personal::Pesel;
use mms_sim::{Errors, Fault, Rule, Shape, When};

use crate::support::{Wire, client, client_of, pesel, small_mms};

fn refusal(body: &str) -> Fault {
    Fault::Status { status: 409, when: When::Before, retry_after: None, body: body.into() }
}

#[tokio::test]
async fn a_refusal_tells_the_words_of_mms_in_whatever_form_they_come() {
    let mms = small_mms();
    let client = client(&mms);
    for errors in Errors::ALL {
        mms.control().set_shape(Shape { errors: *errors, ..Shape::default() });
        let error = client.send(&BlockAccount { id: 7 }, client.deadline()).await.unwrap_err();
        let MmsError::Rejected { call, status: 404, text } = &error else { panic!("{error:?}") };
        assert_eq!((*call, text.as_str()), (BlockAccount::NAME, "Nie znaleziono: konto MetroTV"));
        assert_eq!(error.code(), "mms.not_found");
    }
}

#[tokio::test]
async fn the_words_of_mms_lose_personal_data_control_characters_and_what_is_too_much() {
    let mms = small_mms();
    let client = client(&mms);
    let said = async |body: &str| {
        mms.control().clear_faults();
        mms.control().add_fault(Rule::on("PUT", "*", refusal(body)));
        match client.send(&BlockAccount { id: 7 }, client.deadline()).await {
            Err(MmsError::Rejected { text, .. }) => text.as_str().to_owned(),
            other => panic!("{other:?}"),
        }
    };
    let body = format!("Klient {}\u{1b}[31m\r\njan@example.com 526-025-02-74", pesel(1));
    assert_eq!(said(&body).await, "Klient … [31m … …");
    assert_eq!(said(&"żółw ".repeat(400)).await.chars().count(), 500);
    assert_eq!(said("<html><body>PESEL</body></html>").await, "");
    assert_eq!(said(r#"{"message": "<script>alert(1)</script>"}"#).await, "<script>alert(1)</script>");
}

#[tokio::test]
async fn an_answer_that_is_not_understood_names_the_place_and_no_value() {
    let number = pesel(1);
    let body =
        format!(r#"[2, [{{"userid": 1, "lastname": "A"}}, {{"userid": 2, "pesel": {{"x": "{number}"}}}}]]"#);
    for (body, path) in [(body.clone(), "[1].pesel"), (body.replace("{\"x\"", "{\"y\""), "[1].pesel")] {
        let answer = |head: &str, body: &str| {
            format!(
                "HTTP/1.1 200 OK\r\n{head}connection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            )
        };
        let mut answers = vec![answer("set-cookie: sess_ci=abc\r\n", "1")];
        answers.extend((0..3).map(|_| answer("", &body)));
        let wire = Wire::answering(answers);
        let client = client_of(&wire.url(), |_| {});
        let error = client.send(&ListUsers {}, client.deadline()).await.unwrap_err();
        let MmsError::Protocol { path: found, .. } = &error else { panic!("{error:?}") };
        assert!(found.ends_with(path), "{found}");
        assert!(!format!("{error} {error:?}").contains(&number));
    }
}

#[tokio::test]
async fn no_error_shows_what_was_asked_for() {
    let mms = small_mms();
    let number = pesel(1);
    let call = FindUsers::Pesel(Pesel::parse(&number).unwrap());
    let client_there = client(&mms);
    let mut seen = Vec::new();
    for fault in [
        Fault::Status { status: 500, when: When::Before, retry_after: None, body: format!("SQL: {number}") },
        Fault::Cut { at: mms_sim::CutAt::Before },
        Fault::Redirect { to: format!("http://127.0.0.1:1/?pesel={number}"), status: 302 },
    ] {
        mms.control().clear_faults();
        mms.control().add_fault(Rule::on("GET", "*", fault));
        seen.push(client_there.send(&call, client_there.deadline()).await.unwrap_err());
    }
    let nobody = client_of("http://127.0.0.1:1", |_| {});
    seen.push(nobody.send(&call, nobody.deadline()).await.unwrap_err());
    for error in seen {
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains(&number) && !shown.contains("sekret") && !shown.contains("sess_ci"),
            "{shown}"
        );
    }
    assert!(mms.control().log().iter().all(|entry| !entry.path.contains(&number)));
}
