//! A template has a file: kept with it, shown to whoever may use it, sent with its text, and gone when no template has it any more.
use crate::{
    sending_files::{PDF, Scene, file, is_whole, png},
    support::{Answer, Browser, Database, Office, PATIENCE},
};
use leadwire::{
    clock::Clock,
    conversations::{Kind, Message, Offer},
    error::AppError,
    media::FileKind,
    team::Role,
    templates::Template,
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use uuid::Uuid;

/// A small picture, as far as anybody looks.
fn thumbnail() -> Vec<u8> {
    let mut small = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\0\x1e\0\x28".to_vec();
    small.extend(b"\x03\x01\x11\0\x02\x11\0\x03\x11\0 and what is on it");
    small
}

async fn save(browser: &mut Browser, id: Uuid, body: &str, file: Option<&str>, for_team: bool) -> Answer {
    let (id, for_team) = (id.to_string(), for_team.to_string());
    let mut fields = vec![("id", id.as_str()), ("name", "Prices"), ("shortcut", "price"), ("body", body), ("for_team", for_team.as_str())];
    fields.extend(file.map(|file| ("file", file)));
    fields.extend(file.map(|_| ("file_name", "Prices 2026.png")));
    browser.call("save_template", &fields).await
}

/// Brings a file as the dialog does; answers its id.
async fn bring(browser: &mut Browser, bytes: Vec<u8>) -> String {
    let id = Uuid::now_v7().to_string();
    let brought = browser.upload(&id, bytes).await;
    assert_eq!(brought.status, 200, "{}", brought.body);
    id
}

/// Takes the file of a template into an answer to be; answers the id of the message and what the server said.
async fn take(browser: &mut Browser, file: &str) -> (String, Answer) {
    let message = Uuid::now_v7().to_string();
    let taken = browser.upload(&format!("{message}/template-file/{file}"), "").await;
    (message, taken)
}

async fn a_template_sends_its_file_with_its_text_as_often_as_one_likes(database: Database) {
    let mut scene = Scene::set(database).await;
    let template = Uuid::now_v7();
    let picture = bring(&mut scene.agent, png()).await;
    assert_eq!(scene.agent.upload(&format!("{picture}/thumbnail?width=30&height=20"), thumbnail()).await.status, 204);
    let saved: Template = save(&mut scene.agent, template, "Hi {{first_name|there}}", Some(&picture), false).await.ok();
    let kept = saved.file.clone().expect("it has a file");
    assert_eq!(
        (kept.name.as_str(), kept.size, kept.kind, kept.has_thumbnail),
        ("Prices 2026.png", png().len() as i64, FileKind::Photo, true)
    );
    assert_eq!(scene.agent.call("list_templates", &[]).await.ok::<Vec<Template>>(), [saved]);

    let offers: Vec<Offer> = scene.agent.call("offered_templates", &[("lead", &scene.lead.id.to_string())]).await.ok();
    assert_eq!((offers[0].text.as_str(), offers[0].file.as_ref()), ("Hi Ada", Some(&kept)));
    let shown = scene.agent.get(&format!("/template-file/{picture}")).await;
    assert_eq!((shown.status, &shown.bytes[..], shown.header("content-type")), (200, &png()[..], "image/png"));
    let small = scene.agent.get(&format!("/template-file/{picture}/thumbnail")).await;
    assert_eq!((small.status, &small.bytes[..]), (200, &thumbnail()[..]));

    for text in ["Hi Ada", ""] {
        let (message, taken) = take(&mut scene.agent, &picture).await;
        assert_eq!((taken.status, taken.body.as_str()), (200, "photo"));
        let again = scene.agent.upload(&format!("{message}/template-file/{picture}"), "").await;
        assert_eq!((again.status, again.body.as_str()), (200, "photo"), "the answer was lost, and it asks again");
        let queued: Message = scene.queue(&message, text, "Prices 2026.png", 0).await.ok();
        let media = queued.media.expect("it has a file");
        assert_eq!((queued.kind, media.has_thumbnail, media.width, media.height), (Kind::Photo, true, 30, 20));
        let arrived = scene.arrives().await;
        is_whole(&arrived, &png());
        assert_eq!((arrived.text.as_str(), file(&arrived).width), (text, Some(30)));
        let late = scene.agent.upload(&format!("{message}/template-file/{picture}"), "").await;
        assert_eq!(late.status, 409, "the message is sent already");
    }
}

#[tokio::test]
async fn a_template_sends_its_file_with_its_text_as_often_as_one_likes_on_sqlite() {
    a_template_sends_its_file_with_its_text_as_often_as_one_likes(Database::Sqlite).await;
}

#[tokio::test]
async fn a_template_sends_its_file_with_its_text_as_often_as_one_likes_on_postgres() {
    a_template_sends_its_file_with_its_text_as_often_as_one_likes(Database::Postgres).await;
}

#[tokio::test]
async fn a_file_is_seen_and_sent_by_those_only_who_may_use_its_template() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let (mut admin, mut viewer) = (scene.office.signed_in(Role::Admin).await, scene.office.signed_in(Role::Viewer).await);
    let template = Uuid::now_v7();
    let list = bring(&mut scene.agent, PDF.to_vec()).await;
    save(&mut scene.agent, template, "", Some(&list), false).await.ok::<Template>();
    for browser in [&mut admin, &mut viewer] {
        assert_eq!(browser.get(&format!("/template-file/{list}")).await.status, 404, "it is the agent's own");
        assert_eq!(browser.get(&format!("/template-file/{list}/thumbnail")).await.status, 404);
    }
    assert_eq!(take(&mut admin, &list).await.1.status, 404);
    let stolen = save(&mut admin, Uuid::now_v7(), "", Some(&list), true).await.error();
    assert!(stolen.of_field("file").unwrap().contains("not on the server"), "{stolen}");
    assert_eq!(scene.office.browser().get(&format!("/template-file/{list}")).await.status, 401);
    assert_eq!(take(&mut scene.office.browser(), &list).await.1.status, 401);

    let teams = bring(&mut admin, PDF.to_vec()).await;
    save(&mut admin, Uuid::now_v7(), "", Some(&teams), true).await.ok::<Template>();
    let shown = viewer.get(&format!("/template-file/{teams}")).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "application/octet-stream"), "a document is saved, never shown");
    assert_eq!(take(&mut viewer, &teams).await.1.status, 403, "who may not send takes nothing");
    assert_eq!(take(&mut scene.agent, &teams).await.1.body, "document");
}

#[tokio::test]
async fn a_template_needs_words_or_a_file_that_is_here() {
    let office = Office::open().await;
    let (mut agent, mut admin) = (office.signed_in(Role::Agent).await, office.signed_in(Role::Admin).await);
    let neither = save(&mut agent, Uuid::now_v7(), " ", None, false).await.error();
    assert!(neither.of_field("body").unwrap().contains("or attach a file"), "{neither}");
    let never = save(&mut agent, Uuid::now_v7(), "x", Some(&Uuid::now_v7().to_string()), false).await.error();
    assert!(never.of_field("file").unwrap().contains("Attach it again"), "{never}");
    let admins = bring(&mut admin, PDF.to_vec()).await;
    assert!(save(&mut agent, Uuid::now_v7(), "x", Some(&admins), false).await.error().of_field("file").is_some(), "somebody else's");
    // A shortcut that is taken costs nobody their file.
    save(&mut agent, Uuid::now_v7(), "x", None, false).await.ok::<Template>();
    let list = bring(&mut agent, PDF.to_vec()).await;
    assert!(save(&mut agent, Uuid::now_v7(), "x", Some(&list), false).await.error().of_field("shortcut").is_some());
    let free = [("id", list.as_str()), ("name", "List"), ("shortcut", "list"), ("body", ""), ("for_team", "false"), ("file", &list)];
    let saved: Template = agent.call("save_template", &free).await.ok();
    assert_eq!(saved.file.unwrap().name, "File", "a document has a name");
    // What a template has cannot be written over.
    assert_eq!(agent.upload(&list, "another file").await.status, 409);
    assert_eq!(&agent.get(&format!("/template-file/{list}")).await.bytes[..], PDF);
}

async fn a_deleted_template_comes_back_with_its_file_for_a_day(database: Database) {
    let later = Arc::new(AtomicI64::new(0));
    let clock = {
        let later = later.clone();
        Clock::from_fn(move || Clock::system().now_ms() + later.load(Ordering::Relaxed))
    };
    let hours = |hours: i64| later.store(hours * 3_600_000, Ordering::Relaxed);
    let mut scene = Scene::set_in(Office::open_by(clock, database).await).await;
    let template = Uuid::now_v7();
    let id = template.to_string();
    let list = bring(&mut scene.agent, PDF.to_vec()).await;
    save(&mut scene.agent, template, "Look", Some(&list), false).await.ok::<Template>();
    let (sent, _) = take(&mut scene.agent, &list).await;
    scene.queue(&sent, "", "Prices.pdf", 0).await.ok::<Message>();
    is_whole(&scene.arrives().await, PDF);

    hours(30);
    scene.office.state.fetching.wake();
    scene.agent.call("delete_template", &[("id", &id)]).await.ok::<()>();
    assert_eq!(take(&mut scene.agent, &list).await.1.status, 200, "an answer with it may be half written");
    hours(53);
    scene.office.state.fetching.wake();
    let back: Template = save(&mut scene.agent, template, "Look", Some(&list), false).await.ok();
    assert_eq!(back.file.unwrap().id.0.to_string(), list);

    // Another file takes its place: the one before goes after a day, and what was sent stays.
    let other = bring(&mut scene.agent, png()).await;
    save(&mut scene.agent, template, "Look", Some(&other), false).await.ok::<Template>();
    hours(78);
    scene.office.state.fetching.wake();
    let mut wanted = [sent.clone(), other.clone()];
    wanted.sort();
    let deadline = std::time::Instant::now() + PATIENCE;
    loop {
        let mut shelf = scene.shelf();
        shelf.sort();
        if shelf == wanted {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "{shelf:?}");
        tokio::task::yield_now().await;
    }
    let gone: AppError = save(&mut scene.agent, template, "Look", Some(&list), false).await.error();
    assert!(gone.of_field("file").is_some(), "{gone}");
    assert_eq!(scene.agent.get(&format!("/media/{sent}")).await.status, 200);
    assert_eq!(scene.agent.get(&format!("/template-file/{other}")).await.status, 200);
}

#[tokio::test]
async fn a_deleted_template_comes_back_with_its_file_for_a_day_on_sqlite() {
    a_deleted_template_comes_back_with_its_file_for_a_day(Database::Sqlite).await;
}

#[tokio::test]
async fn a_deleted_template_comes_back_with_its_file_for_a_day_on_postgres() {
    a_deleted_template_comes_back_with_its_file_for_a_day(Database::Postgres).await;
}
