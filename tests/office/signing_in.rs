//! Signing in, the first run, and who is kept out.
use crate::support::{Office, PASSWORD};
use leadwire::{
    error::AppError,
    team::{Role, Welcome},
};

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let office = Office::open().await;
    let mut browser = office.browser();
    let wrong = browser.call("sign_in", &[("email", "owner@office.example"), ("password", "not this one")]).await;
    let unknown = browser.call("sign_in", &[("email", "nobody@office.example"), ("password", PASSWORD)]).await;
    assert_eq!((wrong.status, &wrong.body), (unknown.status, &unknown.body));
    assert_eq!(wrong.status, 422);
    assert_eq!(browser.cookie, None, "nobody is given a cookie");
}

#[tokio::test]
async fn signing_in_is_limited_for_each_account() {
    let office = Office::open().await;
    let mut browser = office.browser();
    let mut last = 0;
    for _ in 0..7 {
        last = browser.call("sign_in", &[("email", "agent@office.example"), ("password", "guess")]).await.status;
    }
    assert_eq!(last, 429);
    let right = browser.call("sign_in", &[("email", "agent@office.example"), ("password", PASSWORD)]).await;
    assert!(matches!(right.error(), AppError::TooManyAttempts { retry_after_s } if retry_after_s <= 30));
    let other = browser.call("sign_in", &[("email", "owner@office.example"), ("password", PASSWORD)]).await;
    assert_eq!(other.status, 200, "another account is not held up");
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let office = Office::open().await;
    let mut browser = office.browser();
    let answer = browser.call("sign_in", &[("email", "OWNER@office.example "), ("password", PASSWORD)]).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    assert!(!cookie.contains("Secure"), "plain http on this machine");
}

#[tokio::test]
async fn the_form_works_as_a_plain_form_before_wasm_has_loaded() {
    let office = Office::open().await;
    let mut browser = office.browser();
    let (origin, back) = (office.url(), format!("{}/sign-in?next=%2Fphones", office.url()));
    let headers = [("origin", origin.as_str()), ("accept", "text/html"), ("referer", back.as_str())];
    let form = crate::support::form(&[("email", "owner@office.example"), ("password", "wrong"), ("next", "/phones")]);
    let refused = browser.post("/call/sign_in", form, "application/x-www-form-urlencoded", &headers).await;
    assert_eq!(refused.status, 302);
    assert!(refused.header("location").contains("/sign-in"), "{}", refused.header("location"));
    let form = crate::support::form(&[("email", "owner@office.example"), ("password", PASSWORD), ("next", "/phones")]);
    let taken = browser.post("/call/sign_in", form, "application/x-www-form-urlencoded", &headers).await;
    assert_eq!((taken.status, taken.header("location")), (302, "/phones"));
    assert_eq!(browser.get("/phones").await.status, 200);
}

#[tokio::test]
async fn pages_send_strangers_to_sign_in_and_back() {
    let office = Office::open().await;
    let answer = office.browser().get("/phones").await;
    assert_eq!(answer.status, 302);
    assert!(answer.header("location").starts_with("/sign-in?next="), "{}", answer.header("location"));
    assert!(!answer.body.contains("Link a phone"));
}

#[tokio::test]
async fn signing_out_ends_this_sign_in_only() {
    let office = Office::open().await;
    let mut here = office.signed_in(Role::Owner).await;
    let mut there = office.signed_in(Role::Owner).await;
    let old = here.clone();
    here.call("sign_out", &[]).await.ok::<()>();
    let mut replayed = old;
    assert_eq!(replayed.call("list_phones", &[]).await.status, 401, "the old cookie is worth nothing");
    assert_eq!(there.call("list_phones", &[]).await.status, 200);
}

#[tokio::test]
async fn a_guessed_first_run_link_creates_nobody() {
    let office = Office::open_empty().await;
    let mut browser = office.browser();
    let fields = [("token", "guess"), ("name", "Ana"), ("email", "ana@office.example"), ("password", PASSWORD)];
    assert_eq!(browser.call("create_owner", &fields).await.status, 409);
    let welcome: Welcome = browser.call("welcome", &[]).await.ok();
    assert_eq!(welcome.actor, None);
}
