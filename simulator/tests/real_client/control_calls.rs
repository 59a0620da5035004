//! The control interface over HTTP: the words and the numbers that programs rely on.

use crate::support::{ADA, SHOP, Town};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One HTTP request on a connection of its own.
pub async fn call(town: &Town, method: &str, path: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(town.simulator.addr()).await.unwrap();
    let request =
        format!("{method} {path} HTTP/1.1\r\nhost: simulator\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
}

async fn json_call(town: &Town, method: &str, path: &str, body: Value) -> (u16, Value) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let (status, answer) = call(town, method, path, &body).await;
    (status, serde_json::from_str(&answer).unwrap())
}

#[tokio::test]
async fn health_shows_the_root_key() {
    let town = Town::start().await;
    let (status, answer) = json_call(&town, "GET", "/control/health", Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(answer, json!({"ok": true, "root_key": hex::encode(town.simulator.root_key())}));
}

#[tokio::test]
async fn a_handset_is_created_once() {
    let town = Town::start().await;
    let new = json!({"number": "+6281200000009", "name": "Budi"});
    let (status, answer) = json_call(&town, "POST", "/control/handsets", new.clone()).await;
    assert_eq!((status, &answer["number"], &answer["online"]), (201, &json!("6281200000009"), &json!(true)));
    let (status, answer) = json_call(&town, "POST", "/control/handsets", new).await;
    assert_eq!((status, &answer["error"]), (409, &json!("handset_exists")));
}

#[tokio::test]
async fn refusals_have_a_word_and_a_status() {
    let town = Town::start().await;
    let long = "x".repeat(65_537);
    let messages = format!("/control/handsets/{ADA}/messages");
    let (enter_code, migrate) = (format!("/control/handsets/{ADA}/enter_code"), format!("/control/handsets/{ADA}/migrate"));
    let many = format!("{messages}/many");
    let cases = [
        ("POST", "/control/handsets", json!({"number": "12", "name": "x"}), 422, "bad_number"),
        ("POST", "/control/handsets", json!({"number": "6281200000009", "name": " "}), 422, "bad_name"),
        ("POST", "/control/handsets", json!({"name": "x"}), 400, "bad_request"),
        ("GET", "/control/handsets/6280000000000", Value::Null, 404, "unknown_handset"),
        ("GET", "/control/handsets/nobody/messages", Value::Null, 404, "unknown_handset"),
        ("POST", messages.as_str(), json!({"to": SHOP, "text": ""}), 422, "bad_text"),
        ("POST", messages.as_str(), json!({"to": SHOP, "text": long}), 422, "bad_text"),
        ("POST", messages.as_str(), json!({"to": "6280000000000", "text": "x"}), 404, "unknown_handset"),
        ("POST", "/control/faults", json!({"kind": "earthquake"}), 400, "bad_request"),
        ("POST", enter_code.as_str(), json!({"code": "1234"}), 422, "malformed_code"),
        ("POST", enter_code.as_str(), json!({"code": "ABCD-1234"}), 422, "unknown_code"),
        ("POST", migrate.as_str(), json!({"number": SHOP}), 409, "handset_exists"),
        ("POST", many.as_str(), json!({"to": SHOP, "count": 0, "prefix": "x"}), 400, "bad_request"),
        ("POST", "/control/chaos", json!({"seed": 1, "steps": 0, "pause_ms": 1}), 400, "bad_request"),
        ("GET", "/control/connects?number=12", Value::Null, 422, "bad_number"),
        ("GET", "/control/nothing", Value::Null, 404, "no_such_call"),
    ];
    for (method, path, body, status, word) in cases {
        let (got, answer) = json_call(&town, method, path, body).await;
        assert_eq!((got, &answer["error"]), (status, &json!(word)), "{method} {path}");
    }
    let (status, answer) = call(&town, "POST", "/control/handsets", "not json").await;
    assert!(status == 400 && answer.contains("bad_request"), "{status} {answer}");
}

#[tokio::test]
async fn handsets_write_to_each_other_and_read() {
    let town = Town::start().await;
    let to_shop = json!({"to": format!("+{SHOP}"), "text": "Hello", "id": "A1"});
    let (_, sent) = json_call(&town, "POST", &format!("/control/handsets/+{ADA}/messages"), to_shop).await;
    assert_eq!(sent, json!({"id": "A1"}));
    let list = format!("/control/handsets/{SHOP}/messages?wait_for=1&timeout_ms=5000");
    let (_, got) = json_call(&town, "GET", &list, Value::Null).await;
    let expected = json!({"id": "A1", "from": ADA, "to": SHOP, "text": "Hello", "kind": "text", "at": got[0]["at"]});
    assert_eq!(got[0], expected);

    let (_, read) = json_call(&town, "POST", &format!("/control/handsets/{SHOP}/read"), json!({"chat": ADA})).await;
    assert_eq!(read, json!({"read": 1}));
    let list = format!("/control/handsets/{ADA}/messages?status=read&wait_for=1&timeout_ms=5000");
    let (_, own) = json_call(&town, "GET", &list, Value::Null).await;
    assert_eq!(own[0]["status"], json!("read"));
}

#[tokio::test]
async fn a_wait_ends_with_what_there_is() {
    let town = Town::start().await;
    let list = format!("/control/handsets/{SHOP}/messages?wait_for=1&timeout_ms=50");
    assert_eq!(json_call(&town, "GET", &list, Value::Null).await, (200, json!([])));
    let sockets = "/control/connections?wait_for=3&timeout_ms=50";
    assert_eq!(json_call(&town, "GET", sockets, Value::Null).await, (200, json!([])));
}

#[tokio::test]
async fn faults_are_listed_and_ended() {
    let town = Town::start().await;
    let fault = json!({"kind": "nack", "code": 463, "number": SHOP, "times": 2});
    let (status, list) = json_call(&town, "POST", "/control/faults", fault.clone()).await;
    assert_eq!((status, &list), (200, &json!([fault])));
    json_call(&town, "DELETE", "/control/faults", Value::Null).await;
    assert_eq!(json_call(&town, "GET", "/control/faults", Value::Null).await.1, json!([]));
}

#[tokio::test]
async fn drills_are_played_over_http() {
    let town = Town::start().await;
    let many = json!({"to": SHOP, "count": 30, "prefix": "text"});
    let (_, sent) = json_call(&town, "POST", &format!("/control/handsets/{ADA}/messages/many"), many).await;
    assert_eq!(sent, json!({"sent": 30}));
    let (_, moved) = json_call(&town, "POST", &format!("/control/handsets/{ADA}/migrate"), json!({"addressing": "pn"})).await;
    assert_eq!((&moved["number"], &moved["addressing"]), (&json!(ADA), &json!("pn")));
    let (_, passkey) = json_call(&town, "GET", &format!("/control/handsets/{ADA}/passkey"), Value::Null).await;
    assert_eq!(passkey, Value::Null);

    let (_companion, _) = town.stranger_with_code().await;
    let (_, connects) = json_call(&town, "GET", "/control/connects", Value::Null).await;
    assert_eq!((&connects["counts"]["sockets"], &connects["list"][1]["kind"]), (&json!(1), &json!("pairing")));
    let (_, connects) = json_call(&town, "DELETE", "/control/connects", Value::Null).await;
    assert_eq!((&connects["counts"]["sockets"], &connects["list"]), (&json!(0), &json!([])));

    let (_, played) = json_call(&town, "POST", "/control/chaos", json!({"seed": 7, "steps": 3, "pause_ms": 60_000})).await;
    assert_eq!((&played["running"], played["steps"].as_array().map(Vec::len)), (&json!(true), Some(3)));
    let (_, stopped) = json_call(&town, "DELETE", "/control/chaos", Value::Null).await;
    assert_eq!((&stopped["running"], &stopped["steps"]), (&json!(false), &played["steps"]));
}

#[tokio::test]
async fn faults_are_read_with_what_is_usual_left_out() {
    let town = Town::start().await;
    let faults = [
        json!({"kind": "stream_error", "at": "drain", "after": 7}),
        json!({"kind": "failure", "stage": "pairing"}),
        json!({"kind": "restrict", "until_secs_from_now": 60}),
        json!({"kind": "bad_mac", "from": ADA, "per_second": 1, "duration_ms": 10}),
        json!({"kind": "silent"}),
        json!({"kind": "scan_ends", "how": "try_later"}),
        json!({"kind": "passkey", "fail": "continuation"}),
        json!({"kind": "pair_code_throttled"}),
        json!({"kind": "outage", "answer": "unavailable", "duration_ms": 10}),
    ];
    for fault in faults {
        let (status, answer) = json_call(&town, "POST", "/control/faults", fault.clone()).await;
        assert_eq!(status, 200, "{fault}: {answer}");
    }
}

#[tokio::test]
async fn the_page_needs_nothing_from_elsewhere() {
    let town = Town::start().await;
    let (status, page) = call(&town, "GET", "/", "").await;
    assert_eq!(status, 200);
    for outside in ["http://", "https://", "src=\"", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[tokio::test]
async fn a_simulator_stops_at_once_and_frees_its_port() {
    let town = Town::start().await;
    let (_companion, _) = town.stranger_with_code().await;
    let addr = town.simulator.addr();
    let mut events = TcpStream::connect(addr).await.unwrap();
    events.write_all(b"GET /control/events HTTP/1.1\r\nhost: simulator\r\n\r\n").await.unwrap();
    let stopped = tokio::time::timeout(std::time::Duration::from_secs(2), town.simulator.stop()).await;
    assert!(stopped.is_ok());
    tokio::net::TcpListener::bind(addr).await.unwrap();
}
