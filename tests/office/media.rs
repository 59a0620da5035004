//! Files of messages: fetched, checked, kept, and served to those who may see them.
use crate::support::{Answer, Browser, CUSTOMER, Database, Office, SHOP, wait_for};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use leadwire::{
    conversations::{Kind, MediaState, Message, Shows},
    event::{DomainEvent, Subscription},
    team::Role,
};
use whatsapp_simulator::{Fault, FaultKind, MessageKind, NewMedia, NewMessage, SendAs};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand so on, which nobody needs to draw here";

/// A JPEG of 40 by 30 pixels, as far as the server looks.
fn thumbnail() -> Vec<u8> {
    let mut jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\0\x1e\0\x28".to_vec();
    jpeg.extend(b"\x03\x01\x11\0\x02\x11\0\x03\x11\0 and what is on it");
    jpeg
}

struct Scene {
    office: Office,
    owner: Browser,
    events: Subscription,
}

impl Scene {
    async fn set(database: Database) -> Self {
        let office = Office::open_on(database).await;
        office.linked_phone("Sales").await;
        office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
        let owner = office.signed_in(Role::Owner).await;
        let events = office.events();
        Self { office, owner, events }
    }

    async fn send(&self, id: &str, text: &str, media: NewMedia) {
        let kind = Some(MessageKind::Media(media));
        let new = NewMessage { to: SHOP.into(), text: text.into(), id: Some(id.into()), kind, ..NewMessage::default() };
        self.office.control().send_message(CUSTOMER, new).await.unwrap();
    }

    async fn until(&mut self, wanted: impl Fn(&Message) -> bool) -> Message {
        wait_for(&mut self.events, |event| match event {
            DomainEvent::MessageAdded(message) | DomainEvent::MessageChanged(message) if wanted(message) => Some(message.clone()),
            _ => None,
        })
        .await
    }

    /// The message once nothing more happens to its file by itself.
    async fn settled(&mut self) -> Message {
        self.until(|message| message.media.as_ref().is_some_and(|media| media.state != MediaState::Pending)).await
    }

    async fn fetch(&mut self, message: &Message, range: Option<&str>) -> Answer {
        let headers: Vec<_> = range.map(|range| ("range", range)).into_iter().collect();
        self.owner.get_with(&format!("/media/{}", message.id.0), &headers).await
    }
}

fn file(send_as: SendAs, bytes: &[u8]) -> NewMedia {
    NewMedia {
        send_as,
        data: BASE64_STANDARD.encode(bytes),
        mime: "image/png".into(),
        name: String::new(),
        claimed_size: None,
        width: None,
        height: None,
        seconds: None,
        thumbnail: String::new(),
        lost: false,
        wrong_hash: false,
    }
}

fn state(message: &Message) -> MediaState {
    message.media.clone().expect("it has a file").state
}

async fn a_picture_comes_and_is_served_to_those_who_may_see_it(database: Database) {
    let mut scene = Scene::set(database).await;
    scene.send("1", "Look", NewMedia { width: Some(640), height: Some(480), ..file(SendAs::Image, PNG) }).await;
    let message = scene.settled().await;
    let media = message.media.clone().expect("it has a file");
    assert_eq!((message.kind, message.text.as_str()), (Kind::Photo, "Look"));
    assert_eq!((media.width, media.height, media.size), (640, 480, PNG.len() as i64));
    assert_eq!(media.state, MediaState::Stored(Shows::Image));

    let whole = scene.fetch(&message, None).await;
    assert_eq!((whole.status, &whole.bytes[..]), (200, PNG));
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("content-disposition", "inline"),
        ("content-security-policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'"),
        ("accept-ranges", "bytes"),
    ] {
        assert_eq!(whole.header(name), value, "{name}");
    }
    let part = scene.fetch(&message, Some("bytes=1-3")).await;
    assert_eq!((part.status, &part.bytes[..], part.header("content-range")), (206, &b"PNG"[..], &*format!("bytes 1-3/{}", PNG.len())));
    assert_eq!(scene.fetch(&message, Some("bytes=100000-")).await.status, 416);

    let path = format!("/media/{}", message.id.0);
    assert_eq!(scene.office.browser().get(&path).await.status, 401, "nobody is signed in");
    assert_eq!(scene.owner.get("/media/00000000-0000-7000-8000-000000000000").await.status, 404);
    assert_eq!(scene.owner.get("/media/..%2f..%2fleadwire.db").await.status, 400);

    let delete = MessageKind::Delete { of: "1".into() };
    let new = NewMessage { to: SHOP.into(), kind: Some(delete), ..NewMessage::default() };
    scene.office.control().send_message(CUSTOMER, new).await.unwrap();
    let deleted = scene.until(|message| message.kind == Kind::Deleted).await;
    assert_eq!((deleted.media.clone(), deleted.text.as_str()), (None, ""));
    assert_eq!(scene.fetch(&deleted, None).await.status, 404);
}

#[tokio::test]
async fn a_picture_comes_and_is_served_to_those_who_may_see_it_on_sqlite() {
    a_picture_comes_and_is_served_to_those_who_may_see_it(Database::Sqlite).await;
}

#[tokio::test]
async fn a_picture_comes_and_is_served_to_those_who_may_see_it_on_postgres() {
    a_picture_comes_and_is_served_to_those_who_may_see_it(Database::Postgres).await;
}

async fn a_thumbnail_is_kept_and_served_though_the_file_does_not_come(database: Database) {
    let mut scene = Scene::set(database).await;
    let small = thumbnail();
    let picture = NewMedia { thumbnail: BASE64_STANDARD.encode(&small), lost: true, ..file(SendAs::Image, PNG) };
    scene.send("1", "Look", NewMedia { width: Some(640), height: Some(480), ..picture }).await;
    let message = scene.settled().await;
    let media = message.media.clone().expect("it has a file");
    assert!(media.has_thumbnail && matches!(media.state, MediaState::Failed(_)), "{media:?}");

    let path = format!("/media/{}/thumbnail", message.id.0);
    let served = scene.owner.get(&path).await;
    assert_eq!((served.status, &served.bytes[..]), (200, &small[..]));
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'"),
        ("cache-control", "private, max-age=604800, immutable"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(served.header(name), value, "{name}");
    }
    assert_eq!(scene.office.browser().get(&path).await.status, 401, "nobody is signed in");

    let reply = NewMessage { to: SHOP.into(), text: "This one".into(), reply_to: Some("1".into()), ..NewMessage::default() };
    scene.office.control().send_message(CUSTOMER, reply).await.unwrap();
    let reply = scene.until(|message| message.text == "This one").await;
    assert!(reply.quote.expect("it replies").has_thumbnail);

    let delete = MessageKind::Delete { of: "1".into() };
    let new = NewMessage { to: SHOP.into(), kind: Some(delete), ..NewMessage::default() };
    scene.office.control().send_message(CUSTOMER, new).await.unwrap();
    scene.until(|message| message.kind == Kind::Deleted).await;
    assert_eq!(scene.owner.get(&path).await.status, 404, "nothing of it is kept");
}

#[tokio::test]
async fn a_thumbnail_is_kept_and_served_though_the_file_does_not_come_on_sqlite() {
    a_thumbnail_is_kept_and_served_though_the_file_does_not_come(Database::Sqlite).await;
}

#[tokio::test]
async fn a_thumbnail_is_kept_and_served_though_the_file_does_not_come_on_postgres() {
    a_thumbnail_is_kept_and_served_though_the_file_does_not_come(Database::Postgres).await;
}

#[tokio::test]
async fn what_lies_about_being_a_thumbnail_is_dropped_and_the_message_stays() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let too_large = [thumbnail(), vec![0; 64 << 10]].concat();
    for (id, send_as, lie) in [
        ("1", SendAs::Image, &b"<html><script>alert(1)</script></html>"[..]),
        ("2", SendAs::Video, PNG),
        ("3", SendAs::Document, &too_large),
    ] {
        scene.send(id, "", NewMedia { thumbnail: BASE64_STANDARD.encode(lie), ..file(send_as, PNG) }).await;
        let message = scene.settled().await;
        let media = message.media.clone().expect("it has a file");
        assert_eq!((media.has_thumbnail, media.state), (false, MediaState::Stored(Shows::Image)), "{id}");
        assert_eq!(scene.owner.get(&format!("/media/{}/thumbnail", message.id.0)).await.status, 404, "{id}");
    }
}

#[tokio::test]
async fn a_file_that_lies_about_its_type_is_saved_and_never_shown() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let page = b"<html><script>alert(1)</script></html>";
    scene.send("1", "", NewMedia { name: "../../x\u{202e}gnp.exe".into(), ..file(SendAs::Document, page) }).await;
    let message = scene.settled().await;
    let media = message.media.clone().expect("it has a file");
    assert_eq!((media.name.as_str(), media.state), ("xgnp.exe", MediaState::Stored(Shows::Nothing)));
    let served = scene.fetch(&message, None).await;
    assert_eq!(served.header("content-type"), "application/octet-stream");
    assert_eq!(served.header("content-disposition"), "attachment; filename*=UTF-8''xgnp.exe");
    scene.send("2", "", file(SendAs::Image, page)).await;
    let picture = scene.settled().await;
    assert_eq!(state(&picture), MediaState::Stored(Shows::Nothing), "it is sent as a picture and is none");
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_fetched() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.send("1", "", NewMedia { claimed_size: Some(65 << 20), ..file(SendAs::Video, PNG) }).await;
    let message = scene.settled().await;
    assert_eq!(state(&message), MediaState::TooLarge);
    assert_eq!(scene.fetch(&message, None).await.status, 404);
}

#[tokio::test]
async fn a_file_that_is_gone_or_another_one_says_so() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.send("1", "", NewMedia { lost: true, ..file(SendAs::Image, PNG) }).await;
    let lost = scene.settled().await;
    assert!(matches!(state(&lost), MediaState::Failed(why) if why.contains("does not keep this file")));
    scene.send("2", "", NewMedia { wrong_hash: true, ..file(SendAs::Image, PNG) }).await;
    let other = scene.settled().await;
    assert!(matches!(state(&other), MediaState::Failed(why) if why.contains("not the file that was sent")));
    assert_eq!(scene.fetch(&other, None).await.status, 404, "nothing of it is kept");
}

#[tokio::test]
async fn a_file_that_did_not_come_is_tried_again_when_a_person_asks() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.office.control().add_fault(Fault::from(FaultKind::MediaAway { code: 500 })).await.unwrap();
    scene.send("1", "", file(SendAs::Voice, b"OggS and sound")).await;
    let failed = scene.settled().await;
    assert!(matches!(state(&failed), MediaState::Failed(why) if why.contains("Try again later")));
    scene.office.control().clear_faults().await;
    scene.owner.call("fetch_media_again", &[("message", &failed.id.0.to_string())]).await.ok::<()>();
    let stored = scene.settled().await;
    assert_eq!((stored.kind, state(&stored)), (Kind::Voice, MediaState::Stored(Shows::Audio)));
}

#[tokio::test]
async fn what_was_not_fetched_when_the_program_ended_is_fetched_after_it() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.office.control().add_fault(Fault::from(FaultKind::MediaAway { code: 503 })).await.unwrap();
    scene.send("1", "", file(SendAs::Image, PNG)).await;
    scene.until(|message| message.media.is_some()).await;
    scene.office.close().await;
    scene.office.control().clear_faults().await;
    scene.office.reopen().await;
    scene.events = scene.office.events();
    let message = scene.settled().await;
    assert_eq!(state(&message), MediaState::Stored(Shows::Image));
}
