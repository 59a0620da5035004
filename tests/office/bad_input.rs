//! Bad input gets a clear sentence and the right status, and nothing is lost.
use crate::support::{Browser, Office};
use leadwire::{call, error::AppError, phones::Phone, team::Role};

const NOBODYS: &str = "00000000-0000-7000-8000-000000000000";

async fn refused(browser: &mut Browser, call: &str, fields: &[(&str, &str)], status: u16, says: &str) {
    let answer = browser.call(call, fields).await;
    assert_eq!(answer.status, status, "{call} {fields:?}: {}", answer.body);
    let sentence = answer.error().to_string();
    assert!(sentence.contains(says), "{call}: {sentence}");
}

#[tokio::test]
async fn names_of_phones_are_checked() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    refused(&mut owner, "add_phone", &[("name", "  ")], 422, "Give the phone a name").await;
    refused(&mut owner, "add_phone", &[("name", &"x".repeat(61))], 422, "at most 60").await;
    refused(&mut owner, "add_phone", &[("name", "a\nb")], 422, "one line").await;
    let named = owner.call("add_phone", &[("name", "Vertrieb Süd 🇮🇩 販売")]).await;
    assert_eq!(named.status, 200, "{}", named.body);
}

#[tokio::test]
async fn messages_are_checked() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let with = |text: &'static str| [("id", NOBODYS), ("lead", NOBODYS), ("text", text)];
    refused(&mut owner, "send_message", &with(" \n "), 422, "Write a message first").await;
    let long = "é".repeat(4097);
    refused(&mut owner, "send_message", &[("id", NOBODYS), ("lead", NOBODYS), ("text", &long)], 422, "4097").await;
    refused(&mut owner, "send_message", &with("a\0b"), 422, "cannot be sent").await;
    refused(&mut owner, "send_message", &with("hello"), 404, "lead").await;
}

#[tokio::test]
async fn unknown_and_malformed_ids_are_told_apart() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    refused(&mut owner, "lead", &[("id", NOBODYS)], 404, "lead does not exist").await;
    refused(&mut owner, "act_on_phone", &[("phone", NOBODYS), ("action", "unlink")], 404, "phone does not exist").await;
    refused(&mut owner, "lead", &[("id", "42")], 400, "could not be read").await;
    refused(&mut owner, "list_leads", &[("after", "nonsense")], 400, "cursor").await;
    refused(&mut owner, "lead", &[], 400, "could not be read").await;
}

#[tokio::test]
async fn a_body_that_is_something_else_is_refused_with_a_sentence() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let origin = office.url();
    for (body, kind) in [("{not json", "application/json"), ("\u{feff}%%%", "application/x-www-form-urlencoded")] {
        let answer = owner.post("/call/add_phone", body.into(), kind, &[("origin", &origin)]).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert!(answer.error().to_string().contains("could not be read"));
    }
    let huge = format!("name={}", "x".repeat(200_000));
    assert_eq!(owner.post("/call/add_phone", huge, "application/x-www-form-urlencoded", &[("origin", &origin)]).await.status, 413);
}

#[tokio::test]
async fn pages_are_answered_in_postcard_and_everybody_else_in_json() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let origin = office.url();
    let form = "application/x-www-form-urlencoded";
    for accept in ["*/*", "application/json", "application/x-postcard"] {
        let headers = [("origin", origin.as_str()), ("accept", accept)];
        let fine = owner.post("/call/add_phone", "name=Sales".into(), form, &headers).await;
        let unfit = owner.post("/call/add_phone", "name=".into(), form, &headers).await;
        assert_eq!((fine.status, unfit.status), (200, 422));
        let (phone, error): (Phone, AppError) = if accept.ends_with("postcard") {
            (call::decode(fine.bytes).unwrap(), call::decode(unfit.bytes).unwrap())
        } else {
            assert_eq!(unfit.header("content-type"), "application/json");
            (fine.ok(), unfit.error())
        };
        assert_eq!(phone.name, "Sales");
        assert!(error.of_field("name").is_some(), "{error}");
    }
}

#[tokio::test]
async fn health_says_which_part_is_dead() {
    let office = Office::open().await;
    let mut anybody = office.browser();
    assert_eq!(anybody.get("/healthz").await.status, 200);
    let ready = anybody.get("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (200, r#"{"ready":true,"database":"ok","migrations":"ok","engine":"ok"}"#));
    office.state.phones.stop().await;
    let not_ready = anybody.get("/readyz").await;
    assert_eq!(not_ready.status, 503);
    assert!(not_ready.body.contains(r#""engine":"stopped""#), "{}", not_ready.body);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_a_page() {
    let office = Office::open().await;
    let page = office.browser().get("/sign-in").await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("'nonce-") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("cache-control"), "no-store");
}
