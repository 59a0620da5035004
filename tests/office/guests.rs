//! A link from elsewhere: the owner of the handset has no account and is sent an address.
use crate::support::{Browser, Office, SHOP, Tab, code, reached};
use leadwire::{
    app::PhoneOverview,
    clock::Clock,
    error::AppError,
    event::DomainEvent,
    live::{LiveCommand, LiveMessage},
    phones::{GuestInvitation, GuestLink, LinkProgress, Phone, PhoneId, PhoneState, guests},
    team::Role,
};
use uuid::Uuid;

const DAY_MS: i64 = 24 * 3_600_000;

/// A phone that is not linked, and nobody tries to.
async fn new_phone(office: &Office, owner: &mut Browser) -> PhoneId {
    let mut events = office.events();
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    code(&mut events, phone.id).await;
    owner.call("act_on_phone", &[("phone", &phone.id.to_string()), ("action", "cancel_link")]).await.ok::<()>();
    phone.id
}

/// The token of a link that is sent for the phone.
async fn sent(owner: &mut Browser, phone: PhoneId) -> String {
    let link: GuestLink = owner.call("send_link", &[("phone", &phone.to_string())]).await.ok();
    link.url.rsplit('/').next().unwrap().to_owned()
}

async fn revoke(owner: &mut Browser, phone: PhoneId) -> u16 {
    owner.call("act_on_phone", &[("phone", &phone.to_string()), ("action", "revoke_link")]).await.status
}

async fn begin(office: &Office, token: &str) -> u16 {
    office.browser().call("guest_step", &[("token", token), ("step", "begin"), ("number", "")]).await.status
}

async fn timeline(owner: &mut Browser, phone: PhoneId) -> Vec<String> {
    let overview: PhoneOverview = owner.call("phone_details", &[("phone", &phone.to_string())]).await.ok();
    overview
        .timeline
        .into_iter()
        .filter_map(|change| change.cause)
        .filter(|cause| cause.code == "note")
        .map(|cause| cause.sentence)
        .collect()
}

async fn hear_link(tab: &mut Tab, wanted: impl Fn(&LinkProgress) -> bool) -> LinkProgress {
    tab.hear_until(|message| match message {
        LiveMessage::Link(progress) if wanted(progress) => Some(progress.clone()),
        _ => None,
    })
    .await
}

async fn it_answers_as_if_it_had_never_been(office: &Office, token: &str) {
    let gone = AppError::NotFound("link".into());
    let mut guest = office.browser();
    assert_eq!(guest.call("guest_invitation", &[("token", token)]).await.error(), gone);
    assert_eq!(begin(office, token).await, 404);
    let page = guest.get(&format!("/link/{token}")).await;
    assert!(page.status == 404 && page.body.contains("This link does not work") && !page.body.contains("Sales"), "{}", page.body);
    let (mut tab, first) = office.guest_tab(token).await;
    assert_eq!((first, tab.hear().await), (Some(LiveMessage::SignedOut), None));
}

#[tokio::test]
async fn the_owner_of_the_handset_links_it_without_an_account_and_the_link_works_once() {
    let office = Office::open().await;
    office.control().create_handset(SHOP, "Shop").await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let phone = new_phone(&office, &mut owner).await;
    let link: GuestLink = owner.call("send_link", &[("phone", &phone.to_string())]).await.ok();
    assert!(link.url.starts_with(&format!("{}/link/", office.url())), "{}", link.url);
    let token = link.url.rsplit('/').next().unwrap();

    // Fetching the page, as chat apps do for their previews, starts nothing.
    let mut guest = office.browser();
    let page = guest.get(&format!("/link/{token}")).await;
    assert_eq!(page.status, 200);
    for words in ["The owner", "Sales", "Show the code", "Linked devices"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(page.header("x-robots-tag").contains("noindex"));
    assert_eq!((page.header("referrer-policy"), page.header("cache-control")), ("no-referrer", "no-store"));
    let told: GuestInvitation = guest.call("guest_invitation", &[("token", token)]).await.ok();
    assert_eq!((told.phone, told.expires_at), (phone, link.expires_at));
    assert!(office.control().connections(None).await.is_empty());
    assert_eq!(timeline(&mut owner, phone).await.len(), 1, "made, and not opened yet");

    assert_eq!(begin(&office, token).await, 200);
    let (mut tab, first) = office.guest_tab(token).await;
    assert!(matches!(first, Some(LiveMessage::Welcome { .. })), "{first:?}");
    tab.say(&LiveCommand::WatchLink { phone }).await;
    hear_link(&mut tab, |progress| progress.code.is_some()).await;
    let qr = office.state.phones.code_text(phone).await.unwrap().unwrap();
    office.control().scan(SHOP, &qr).await.unwrap();
    let linked = hear_link(&mut tab, |progress| progress.phone.state == PhoneState::Connected).await;
    assert_eq!((linked.phone.name.as_str(), linked.phone.number), ("Sales", None), "what the guest knows already, and no number");
    assert_eq!((tab.hear().await, tab.hear().await), (Some(LiveMessage::SignedOut), None));

    it_answers_as_if_it_had_never_been(&office, token).await;
    let told = timeline(&mut owner, phone).await;
    assert_eq!(
        told,
        [
            "The link that The owner sent was used: the phone is linked.",
            "The link that The owner sent was opened.",
            "The owner sent a link to the owner of the handset. It works once, within 24 hours.",
        ]
    );
    let again = owner.call("send_link", &[("phone", &phone.to_string())]).await;
    assert_eq!(again.status, 409, "a linked phone needs no link: {}", again.body);
}

#[tokio::test]
async fn a_link_that_is_taken_back_closes_its_page_at_once_and_spoils_the_code_on_it() {
    let office = Office::open().await;
    office.control().create_handset(SHOP, "Shop").await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let phone = new_phone(&office, &mut owner).await;
    let token = sent(&mut owner, phone).await;
    assert_eq!(begin(&office, &token).await, 200);
    let (mut tab, _) = office.guest_tab(&token).await;
    tab.say(&LiveCommand::WatchLink { phone }).await;
    hear_link(&mut tab, |progress| progress.code.is_some()).await;
    let seen = office.state.phones.code_text(phone).await.unwrap().unwrap();

    assert_eq!(revoke(&mut owner, phone).await, 200);
    tab.hear_until(|message| (*message == LiveMessage::SignedOut).then_some(())).await;
    assert_eq!(tab.hear().await, None, "the socket is closed");
    it_answers_as_if_it_had_never_been(&office, &token).await;
    office.control().scan(SHOP, &seen).await.expect_err("what the guest photographed is of no use");
    assert_eq!(timeline(&mut owner, phone).await[0], "The owner took back the link that The owner sent.");
    assert_eq!(revoke(&mut owner, phone).await, 409, "there is none any more");
}

#[tokio::test]
async fn a_new_link_ends_the_one_before_and_so_does_removing_the_phone() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let phone = new_phone(&office, &mut owner).await;
    let first = sent(&mut owner, phone).await;
    let second = sent(&mut owner, phone).await;
    it_answers_as_if_it_had_never_been(&office, &first).await;
    let (mut tab, welcome) = office.guest_tab(&second).await;
    assert!(matches!(welcome, Some(LiveMessage::Welcome { .. })), "{welcome:?}");
    owner.call("act_on_phone", &[("phone", &phone.to_string()), ("action", "remove")]).await.ok::<()>();
    assert_eq!((tab.hear().await, tab.hear().await), (Some(LiveMessage::SignedOut), None));
    it_answers_as_if_it_had_never_been(&office, &second).await;
}

#[tokio::test]
async fn a_link_ends_after_a_day_and_an_open_page_of_it_with_it() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let phone = new_phone(&office, &mut owner).await;
    let token = sent(&mut owner, phone).await;
    let mut later = office.state.clone();
    let now = office.state.clock.now_ms();
    later.clock = Clock::from_fn(move || now + DAY_MS - 60_000);
    assert!(guests::invitation(&later, &token).await.is_ok());
    later.clock = Clock::from_fn(move || now + DAY_MS + 60_000);
    assert_eq!(guests::invitation(&later, &token).await, Err(AppError::NotFound("link".into())));

    // The page of a link that has a moment left.
    let mut tx = office.state.db.write().await.unwrap();
    sqlx::query("UPDATE guest_links SET expires_at = $1").bind(office.state.clock.now_ms() + 1_000).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let (mut tab, first) = office.guest_tab(&token).await;
    assert!(matches!(first, Some(LiveMessage::Welcome { .. })), "{first:?}");
    assert_eq!((tab.hear().await, tab.hear().await), (Some(LiveMessage::SignedOut), None));
    it_answers_as_if_it_had_never_been(&office, &token).await;
}

#[tokio::test]
async fn a_phone_that_is_linked_without_its_link_ends_it() {
    let office = Office::open().await;
    office.control().create_handset(SHOP, "Shop").await.unwrap();
    let mut owner = office.signed_in(Role::Owner).await;
    let phone = new_phone(&office, &mut owner).await;
    let token = sent(&mut owner, phone).await;
    let mut events = office.events();
    owner.call("begin_linking", &[("phone", &phone.to_string()), ("force", "false")]).await.ok::<Phone>();
    code(&mut events, phone).await;
    let qr = office.state.phones.code_text(phone).await.unwrap().unwrap();
    office.control().scan(SHOP, &qr).await.unwrap();
    reached(&mut events, phone, PhoneState::Connected).await;
    crate::support::wait_for(&mut events, |event| (*event == DomainEvent::GuestLinkEnded(phone)).then_some(())).await;
    it_answers_as_if_it_had_never_been(&office, &token).await;
    assert_eq!(timeline(&mut owner, phone).await[0], "The link that The owner sent is over: the phone was linked without it.");
}

#[tokio::test]
async fn a_guests_socket_hears_of_its_own_phone_and_refuses_everything_else() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let phone = new_phone(&office, &mut owner).await;
    let token = sent(&mut owner, phone).await;
    let (mut tab, _) = office.guest_tab(&token).await;
    for other in [PhoneId(Uuid::now_v7()), new_phone(&office, &mut owner).await] {
        tab.say(&LiveCommand::WatchLink { phone: other }).await;
        let refused = tab.hear().await.unwrap();
        assert!(matches!(&refused, LiveMessage::Refused { message } if message.contains("does not exist")), "{refused:?}");
    }
    // Changes of phones go to the team, and the link of this phone to a guest only while it is watched.
    let mut events = office.events();
    owner.call("begin_linking", &[("phone", &phone.to_string()), ("force", "false")]).await.ok::<Phone>();
    code(&mut events, phone).await;
    tab.say(&LiveCommand::Ping).await;
    assert_eq!(tab.hear().await, Some(LiveMessage::Pong), "nothing else was said");
    tab.say(&LiveCommand::Hello { run: None, seq: 0 }).await;
    assert_eq!(tab.hear().await, None, "a guest does not become a person");
    let (mut tab, _) = office.guest_tab(&token).await;
    tab.say(&LiveCommand::Guest { token: token.clone() }).await;
    assert_eq!(tab.hear().await, None, "nor another guest");
}

#[tokio::test]
async fn links_are_made_and_tried_so_often_and_no_more() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let phone = new_phone(&office, &mut owner).await;
    for _ in 0..10 {
        sent(&mut owner, phone).await;
    }
    let refused = owner.call("send_link", &[("phone", &phone.to_string())]).await;
    assert!(matches!(refused.error(), AppError::TooManyAttempts { retry_after_s: 3000..=3600 }), "{}", refused.body);

    let mut guesser = office.browser();
    let mut guesses = 0;
    while guesser.call("guest_invitation", &[("token", "a guess")]).await.status == 404 {
        guesses += 1;
        assert!(guesses < 200, "nobody stops a guesser");
    }
    assert_eq!(guesser.call("guest_invitation", &[("token", "a guess")]).await.status, 429);
    let (mut tab, first) = office.guest_tab("a guess").await;
    assert!(matches!(first, Some(LiveMessage::Refused { .. })), "{first:?}");
    assert_eq!(tab.hear().await, None);
    owner.call("list_phones", &[]).await.ok::<Vec<Phone>>();
}

#[tokio::test]
async fn a_token_is_nowhere_in_the_database() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let phone = new_phone(&office, &mut owner).await;
    let token = sent(&mut owner, phone).await;
    assert_eq!(begin(&office, &token).await, 200);
    let file = office.state.config.database_url().replace("sqlite://", "");
    let bytes = [std::fs::read(&file).unwrap(), std::fs::read(format!("{file}-wal")).unwrap_or_default()].concat();
    let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has("sent a link to the owner"), "the books are read at all");
    assert!(!has(&token));
}
