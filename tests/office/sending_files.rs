//! A colleague sends files: taken in, sorted by their bytes, kept, given to WhatsApp once, and opened by the lead's handset.
use crate::support::{Answer, Browser, CUSTOMER, Database, Office, PATIENCE, SHOP, wait_for};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use leadwire::{
    clock::Clock,
    conversations::{Kind, MediaState, Message, MessageStatus, Shows, Thread},
    error::AppError,
    event::{DomainEvent, Subscription},
    leads::Lead,
    phones::Phone,
    team::Role,
};
use sha2::{Digest as _, Sha256};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use uuid::Uuid;
use whatsapp_simulator::{ChatMessage, Fault, FaultKind, FileView, Number, Opened};

pub(crate) const PDF: &[u8] = b"%PDF-1.7 and prices";
const VOICE: &[u8] = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead and what was said";

/// A picture of 30 by 20 pixels, as far as anybody looks.
pub(crate) fn png() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    png.extend([0, 0, 0, 30, 0, 0, 0, 20, 8, 2, 0, 0, 0]);
    png.extend(b"and what is on it");
    png
}

pub(crate) struct Scene {
    pub(crate) office: Office,
    pub(crate) phone: Phone,
    pub(crate) lead: Lead,
    pub(crate) agent: Browser,
    pub(crate) events: Subscription,
    /// What the handset has: the lead's own first message.
    seen: usize,
}

impl Scene {
    pub(crate) async fn set(database: Database) -> Self {
        Self::set_in(Office::open_on(database).await).await
    }

    pub(crate) async fn set_in(office: Office) -> Self {
        let phone = office.linked_phone("Sales").await;
        office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
        let agent = office.signed_in(Role::Agent).await;
        let mut events = office.events();
        office.control().send(CUSTOMER, SHOP, "Hello").await.unwrap();
        let lead = wait_for(&mut events, |event| match event {
            DomainEvent::LeadChanged(lead) => Some(lead.clone()),
            _ => None,
        })
        .await;
        Self { office, phone, lead, agent, events, seen: 1 }
    }

    pub(crate) async fn queue(&mut self, id: &str, text: &str, name: &str, recorded: u32) -> Answer {
        queue(&mut self.agent, &self.lead, id, text, name, recorded).await
    }

    /// Uploads a file and queues it; answers the message as it is stored then.
    async fn send(&mut self, bytes: &[u8], text: &str, name: &str, recorded: u32) -> Message {
        let id = Uuid::now_v7().to_string();
        let uploaded = self.agent.upload(&id, bytes.to_vec()).await;
        assert_eq!(uploaded.status, 200, "{}", uploaded.body);
        self.queue(&id, text, name, recorded).await.ok()
    }

    async fn became(&mut self, wanted: impl Fn(&MessageStatus) -> bool) -> Message {
        wait_for(&mut self.events, |event| match event {
            DomainEvent::MessageChanged(message) if wanted(&message.status) => Some(message.clone()),
            _ => None,
        })
        .await
    }

    async fn fails(&mut self) -> String {
        match self.became(|status| matches!(status, MessageStatus::Failed(_))).await.status {
            MessageStatus::Failed(why) => why,
            other => panic!("{other:?}"),
        }
    }

    /// The next message on the lead's handset.
    pub(crate) async fn arrives(&mut self) -> ChatMessage {
        self.seen += 1;
        let all = self.office.control().wait_for_messages(CUSTOMER, self.seen, None, PATIENCE).await.unwrap();
        assert_eq!(all.len(), self.seen, "one message more");
        all.last().unwrap().clone()
    }

    async fn act(&self, action: &str) {
        let mut owner = self.office.signed_in(Role::Owner).await;
        owner.call("act_on_phone", &[("phone", &self.phone.id.to_string()), ("action", action)]).await.ok::<()>();
    }

    async fn away(&self, code: u16) {
        self.office.control().add_fault(Fault::from(FaultKind::MediaAway { code })).await.unwrap();
    }

    /// What lies in the folder of files.
    pub(crate) fn shelf(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.office.state.config.media_folder()).into_iter().flatten();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    }

    /// The head of a request, byte by byte.
    async fn begin_upload(&self, id: &str, header: &str) -> TcpStream {
        let mut line = TcpStream::connect(self.office.address).await.unwrap();
        let (origin, cookie) = (self.office.url(), self.agent.cookie.clone().unwrap());
        let head = format!("PUT /upload/{id} HTTP/1.1\r\nhost: x\r\norigin: {origin}\r\ncookie: {cookie}\r\n{header}\r\n\r\n");
        line.write_all(head.as_bytes()).await.unwrap();
        line
    }

    fn put_on_shelf(&self, name: &str) {
        std::fs::write(self.office.state.config.media_folder().join(name), "a beginning").unwrap();
    }
}

async fn queue(browser: &mut Browser, lead: &Lead, id: &str, text: &str, name: &str, recorded: u32) -> Answer {
    let (lead, recorded) = (lead.id.to_string(), recorded.to_string());
    browser.call("send_file", &[("id", id), ("lead", &lead), ("text", text), ("name", name), ("recorded", &recorded)]).await
}

pub(crate) fn file(message: &ChatMessage) -> &FileView {
    message.file.as_ref().expect("it has a file")
}

/// Every byte came through both encryptions.
pub(crate) fn is_whole(message: &ChatMessage, bytes: &[u8]) {
    let sha256 = hex::encode(Sha256::digest(bytes));
    assert_eq!(file(message).opened, Opened::File { size: bytes.len(), sha256 });
}

async fn every_kind_arrives_to_the_bit_and_stands_in_our_own_thread_at_once(database: Database) {
    let mut scene = Scene::set(database).await;
    let film = b"\0\0\0\x18ftypmp42 and a film".as_slice();
    let song = b"ID3\x04 and a song".as_slice();
    let png = png();
    for (bytes, text, name, recorded, kind, shows, on_handset, mime) in [
        (png.as_slice(), "Look", "IMG 1.png", 0, Kind::Photo, Shows::Image, "image", "image/png"),
        (film, "", "Clip.mp4", 0, Kind::Video, Shows::Video, "video", "video/mp4"),
        (PDF, "The list", "Prices.pdf", 0, Kind::Document, Shows::Nothing, "document", "application/pdf"),
        (VOICE, "", "", 7, Kind::Voice, Shows::Audio, "audio", "audio/ogg; codecs=opus"),
        (song, "", "Song.mp3", 0, Kind::Audio, Shows::Audio, "audio", "audio/mpeg"),
        (b"\x1a\x45\xdf\xa3webm", "", "", 3, Kind::Audio, Shows::Audio, "audio", "audio/webm"),
    ] {
        let queued = scene.send(bytes, text, name, recorded).await;
        let media = queued.media.clone().expect("it has a file");
        assert_eq!((queued.kind, queued.text.as_str(), media.state), (kind, text, MediaState::Stored(shows)));
        assert_eq!(media.size, bytes.len() as i64);
        let ours = scene.agent.get(&format!("/media/{}", queued.id.0)).await;
        assert_eq!((ours.status, &ours.bytes[..]), (200, bytes), "{mime}");

        let arrived = scene.arrives().await;
        is_whole(&arrived, bytes);
        assert_eq!((arrived.kind, arrived.text.as_str(), file(&arrived).mime.as_str()), (on_handset, text, mime));
        assert_eq!((file(&arrived).voice, file(&arrived).seconds), (kind == Kind::Voice, (recorded > 0).then_some(recorded)));
        assert_eq!(file(&arrived).name, if kind == Kind::Document { name } else { "" });
        if kind == Kind::Photo {
            assert_eq!((file(&arrived).width, file(&arrived).height, media.width, media.height), (Some(30), Some(20), 30, 20));
        }
        assert_eq!(scene.became(|status| *status == MessageStatus::Delivered).await.id, queued.id);
    }
}

#[tokio::test]
async fn every_kind_arrives_to_the_bit_and_stands_in_our_own_thread_at_once_on_sqlite() {
    every_kind_arrives_to_the_bit_and_stands_in_our_own_thread_at_once(Database::Sqlite).await;
}

#[tokio::test]
async fn every_kind_arrives_to_the_bit_and_stands_in_our_own_thread_at_once_on_postgres() {
    every_kind_arrives_to_the_bit_and_stands_in_our_own_thread_at_once(Database::Postgres).await;
}

async fn a_thumbnail_goes_out_with_its_file_and_a_bad_one_does_not(database: Database) {
    let mut scene = Scene::set(database).await;
    // As far as the server looks.
    let mut small = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\0\x1e\0\x28".to_vec();
    small.extend(b"\x03\x01\x11\0\x02\x11\0\x03\x11\0 and what is on it");
    let id = Uuid::now_v7().to_string();
    let address = format!("{id}/thumbnail?width=640&height=360");
    assert_eq!(scene.agent.upload(&address, small.clone()).await.status, 404, "the file comes first");
    assert_eq!(scene.agent.upload(&id, b"\0\0\0\x18ftypmp42 and a film".to_vec()).await.status, 200);
    assert_eq!(scene.office.browser().upload(&address, small.clone()).await.status, 401, "nobody is signed in");
    let mut other = scene.office.signed_in(Role::Admin).await;
    assert_eq!(other.upload(&address, small.clone()).await.status, 404, "it is somebody else's");
    assert_eq!(scene.agent.upload(&address, small.clone()).await.status, 204);
    let queued: Message = scene.queue(&id, "", "Clip.mp4", 0).await.ok();
    let media = queued.media.clone().expect("it has a file");
    assert_eq!((media.has_thumbnail, media.width, media.height), (true, 640, 360));
    assert_eq!(scene.agent.get(&format!("/media/{id}/thumbnail")).await.bytes, small);
    let arrived = scene.arrives().await;
    assert_eq!((file(&arrived).thumbnail.clone(), file(&arrived).width), (Some(BASE64_STANDARD.encode(&small)), Some(640)));

    // What is none is refused, and what goes without it goes all the same. A picture of 30 by 20 may be shown upright, and nothing else.
    for (lie, width, height, sides) in
        [(&b"<html>"[..], 20, 30, (30, 20)), (&[0; 70_000], 20, 30, (30, 20)), (&small, 20, 30, (20, 30)), (&small, 900, 1, (30, 20))]
    {
        let id = Uuid::now_v7().to_string();
        assert_eq!(scene.agent.upload(&id, png()).await.status, 200);
        let refused = scene.agent.upload(&format!("{id}/thumbnail?width={width}&height={height}"), lie.to_vec()).await;
        let is_one = lie == small;
        assert_eq!(refused.status, if is_one { 204 } else { 422 }, "{}", refused.body);
        let queued: Message = scene.queue(&id, "", "IMG 1.png", 0).await.ok();
        let media = queued.media.clone().expect("it has a file");
        assert_eq!((media.has_thumbnail, (media.width, media.height)), (is_one, sides));
        assert_eq!(file(&scene.arrives().await).thumbnail.is_some(), is_one);
    }
}

#[tokio::test]
async fn a_thumbnail_goes_out_with_its_file_and_a_bad_one_does_not_on_sqlite() {
    a_thumbnail_goes_out_with_its_file_and_a_bad_one_does_not(Database::Sqlite).await;
}

#[tokio::test]
async fn a_thumbnail_goes_out_with_its_file_and_a_bad_one_does_not_on_postgres() {
    a_thumbnail_goes_out_with_its_file_and_a_bad_one_does_not(Database::Postgres).await;
}

#[tokio::test]
async fn what_chromium_recorded_becomes_a_voice_message() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let sized = |id: &[u8], content: &[u8]| [id, &[0x80 | content.len() as u8], content].concat();
    let track = sized(&[0xae], &[sized(&[0x86], b"A_OPUS"), sized(&[0x63, 0xa2], b"OpusHead and so on")].concat());
    let sound = [sized(&[0x16, 0x54, 0xae, 0x6b], &track), sized(&[0xa3], b"\x81\0\0\x80\xf8 a sound")].concat();
    let webm = [sized(&[0x1a, 0x45, 0xdf, 0xa3], b"webm"), sized(&[0x18, 0x53, 0x80, 0x67], &sound)].concat();
    let queued = scene.send(&webm, "", "recording.webm", 7).await;
    assert_eq!(queued.kind, Kind::Voice);
    let ours = scene.agent.get(&format!("/media/{}", queued.id.0)).await;
    assert_eq!((ours.header("content-type"), ours.bytes.get(..4)), ("audio/ogg", Some(&b"OggS"[..])));
    let arrived = scene.arrives().await;
    is_whole(&arrived, &ours.bytes);
    assert_eq!((file(&arrived).voice, file(&arrived).mime.as_str()), (true, "audio/ogg; codecs=opus"));
}

#[tokio::test]
async fn a_large_file_goes_in_pieces_and_arrives_to_the_bit() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let bytes: Vec<u8> = PDF.iter().copied().cycle().take(12 << 20).collect();
    scene.send(&bytes, "", "Catalogue.pdf", 0).await;
    is_whole(&scene.arrives().await, &bytes);
}

async fn whatever_is_repeated_is_taken_and_sent_once(database: Database) {
    let mut scene = Scene::set(database).await;
    let id = Uuid::now_v7().to_string();
    for bytes in [PDF, b"%PDF-1.7 something else"] {
        let uploaded = scene.agent.upload(&id, bytes).await;
        assert_eq!((uploaded.status, uploaded.body.as_str()), (200, "document"), "the same id is the same file");
    }
    let first: Message = scene.queue(&id, "The list", "Prices.pdf", 0).await.ok();
    let again: Message = scene.queue(&id, "The list", "Prices.pdf", 0).await.ok();
    assert_eq!(first.id, again.id);
    is_whole(&scene.arrives().await, PDF);
    let last: Message = scene.queue(&id, "The list", "Prices.pdf", 0).await.ok();
    assert!(!matches!(last.status, MessageStatus::Failed(_)));
    assert_eq!(scene.queue(&id, "Another text", "Prices.pdf", 0).await.status, 409);
    let (lead, text) = (scene.lead.id.to_string(), "The list");
    assert_eq!(scene.agent.call("send_message", &[("id", &id), ("lead", &lead), ("text", text)]).await.status, 409, "it had a file");
    assert_eq!(scene.agent.upload(&id, "another file").await.status, 409, "nobody changes what was sent");
    assert_eq!(scene.agent.get(&format!("/media/{id}")).await.bytes, PDF);
    assert_eq!(scene.office.control().uploads().await, 1);
    scene.send(PDF, "", "Another.pdf", 0).await;
    scene.arrives().await;
}

#[tokio::test]
async fn whatever_is_repeated_is_taken_and_sent_once_on_sqlite() {
    whatever_is_repeated_is_taken_and_sent_once(Database::Sqlite).await;
}

#[tokio::test]
async fn whatever_is_repeated_is_taken_and_sent_once_on_postgres() {
    whatever_is_repeated_is_taken_and_sent_once(Database::Postgres).await;
}

#[tokio::test]
async fn a_file_that_was_queued_goes_out_once_after_the_program_was_ended() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.away(503).await;
    let queued = scene.send(&png(), "Look", "a.png", 0).await;
    scene.office.close().await;
    scene.office.control().clear_faults().await;
    // What a kill leaves of a file that was just coming in.
    scene.put_on_shelf("0192f7a0-0000-7000-8000-000000000001#1");
    scene.office.reopen().await;
    scene.events = scene.office.events();
    is_whole(&scene.arrives().await, &png());
    scene.became(|status| *status == MessageStatus::Delivered).await;
    assert_eq!(scene.shelf(), [queued.id.0.to_string()], "the beginning is swept away");

    scene.agent = scene.office.signed_in(Role::Agent).await;
    let again: Message = scene.queue(&queued.id.0.to_string(), "Look", "a.png", 0).await.ok();
    assert_eq!(again.status, MessageStatus::Delivered);
    scene.send(PDF, "", "b.pdf", 0).await;
    assert_eq!(scene.arrives().await.kind, "document", "nothing came twice");
    assert_eq!(scene.office.control().uploads().await, 2);
}

#[tokio::test]
async fn a_file_that_whatsapp_does_not_take_says_so_and_goes_when_it_is_tried_again() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.away(413).await;
    let queued = scene.send(PDF, "", "Prices.pdf", 0).await;
    assert_eq!(scene.fails().await, "WhatsApp did not take this file because it is too large.");
    scene.office.control().clear_faults().await;
    let again: Message = scene.queue(&queued.id.0.to_string(), "", "Prices.pdf", 0).await.ok();
    assert_eq!(again.status, MessageStatus::Queued);
    is_whole(&scene.arrives().await, PDF);
}

#[tokio::test]
async fn a_message_that_is_refused_gives_its_file_once() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.office.control().add_fault(Fault { times: Some(1), ..FaultKind::Nack { code: 479 }.into() }).await.unwrap();
    let queued = scene.send(PDF, "", "Prices.pdf", 0).await;
    assert!(scene.fails().await.contains("devices have changed"));
    scene.queue(&queued.id.0.to_string(), "", "Prices.pdf", 0).await.ok::<Message>();
    is_whole(&scene.arrives().await, PDF);
    assert_eq!(scene.office.control().uploads().await, 1);
}

#[tokio::test]
async fn a_file_that_the_handset_cannot_open_at_first_is_given_again() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let cannot_open = Fault { times: Some(5), number: Number::parse(CUSTOMER), ..FaultKind::Unopened.into() };
    scene.office.control().add_fault(cannot_open).await.unwrap();
    scene.send(PDF, "The list", "Prices.pdf", 0).await;
    let arrived = scene.arrives().await;
    is_whole(&arrived, PDF);
    assert_eq!((arrived.text.as_str(), file(&arrived).name.as_str()), ("The list", "Prices.pdf"));
}

#[tokio::test]
async fn while_sending_is_paused_a_file_waits_here_and_then_goes() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.act("pause_sending").await;
    let queued = scene.send(PDF, "", "Prices.pdf", 0).await;
    assert_eq!(queued.status, MessageStatus::Queued);
    // What comes in takes longer than giving a file to WhatsApp would.
    for text in ["Are you there?", "I am waiting"] {
        scene.office.control().send(CUSTOMER, SHOP, text).await.unwrap();
        scene.seen += 1;
        wait_for(&mut scene.events, |event| match event {
            DomainEvent::MessageAdded(message) => (message.text == text).then_some(()),
            _ => None,
        })
        .await;
    }
    let thread: Thread = scene.agent.call("thread", &[("lead", &scene.lead.id.to_string())]).await.ok();
    assert_eq!(thread.messages[1].status, MessageStatus::Queued);
    assert_eq!(scene.office.control().uploads().await, 0, "WhatsApp has nothing of it");
    scene.act("resume_sending").await;
    is_whole(&scene.arrives().await, PDF);
}

#[tokio::test]
async fn a_phone_that_cannot_send_refuses_and_the_file_is_kept_for_the_next_try() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.act("disconnect").await;
    let id = Uuid::now_v7().to_string();
    assert_eq!(scene.agent.upload(&id, PDF).await.status, 200);
    let refused = scene.queue(&id, "", "Prices.pdf", 0).await;
    assert!(matches!(refused.error(), AppError::Conflict(why) if why.contains("cannot send")));
    scene.act("connect").await;
    let mut answer = scene.queue(&id, "", "Prices.pdf", 0).await;
    if answer.status == 409 {
        crate::support::reached(&mut scene.events, scene.phone.id, leadwire::phones::PhoneState::Connected).await;
        answer = scene.queue(&id, "", "Prices.pdf", 0).await;
    }
    answer.ok::<Message>();
    is_whole(&scene.arrives().await, PDF);
}

#[tokio::test]
async fn a_file_that_lies_goes_as_a_document_and_a_hostile_name_is_made_harmless() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let page = b"\0<html><script>alert(1)</script></html>";
    let queued = scene.send(page, "", "../../x\u{202e}gnp.exe", 0).await;
    assert_eq!(queued.kind, Kind::Document);
    let arrived = scene.arrives().await;
    is_whole(&arrived, page);
    assert_eq!((file(&arrived).name.as_str(), file(&arrived).mime.as_str()), ("xgnp.exe", "application/octet-stream"));
    let ours = scene.agent.get(&format!("/media/{}", queued.id.0)).await;
    assert_eq!(ours.header("content-type"), "application/octet-stream");
    assert_eq!(ours.header("content-disposition"), "attachment; filename*=UTF-8''xgnp.exe");
    scene.send(page, "", "...", 0).await;
    assert_eq!(file(&scene.arrives().await).name, "File");
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_in_words_and_leaves_nothing() {
    let mut scene = Scene::set_in(Office::open_with_knobs(&["--media-limit-mib", "1"]).await).await;
    let id = Uuid::now_v7().to_string();
    let empty = scene.agent.upload(&id, "").await;
    assert_eq!((empty.status, empty.body.as_str()), (422, "This file is empty, so there is nothing to send."));
    let large = scene.agent.upload(&id, vec![0; (1 << 20) + 1]).await;
    assert_eq!(large.status, 422);
    assert!(large.body.contains("larger than 1 MiB"), "{}", large.body);
    // A browser that does not say how much it sends.
    let mut line = scene.begin_upload(&id, "transfer-encoding: chunked").await;
    line.write_all(&[b"180000\r\n".as_slice(), &[0; 0x18_0000], b"\r\n0\r\n\r\n"].concat()).await.unwrap();
    let mut answer = [0; 12];
    line.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 422");
    assert_eq!(scene.queue(&id, "", "a.bin", 0).await.status, 404);
    assert_eq!(scene.shelf(), [""; 0]);
    assert_eq!(scene.agent.upload(&id, vec![0; 1 << 20]).await.status, 200, "exactly as much is taken");

    assert_eq!(scene.agent.upload("..%2f..%2fleadwire.db", "x").await.status, 400);
    let song = Uuid::now_v7().to_string();
    assert_eq!(scene.agent.upload(&song, "ID3 song").await.body, "audio");
    let refused = scene.queue(&song, "Listen", "a.mp3", 0).await.error();
    assert!(refused.of_field("text").is_some_and(|why| why.contains("no caption")));
}

#[tokio::test]
async fn a_file_that_is_cut_off_leaves_nothing_and_can_come_again() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let id = Uuid::now_v7().to_string();
    let mut line = scene.begin_upload(&id, "content-length: 100").await;
    line.write_all(b"%PDF").await.unwrap();
    while scene.shelf().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(scene.agent.upload(&id, PDF).await.status, 409, "it is on its way already");
    drop(line);
    while !scene.shelf().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(scene.queue(&id, "", "Prices.pdf", 0).await.status, 404, "half of it is nothing");
    while scene.agent.upload(&id, PDF).await.status == 409 {}
    scene.queue(&id, "", "Prices.pdf", 0).await.ok::<Message>();
    is_whole(&scene.arrives().await, PDF);
}

#[tokio::test]
async fn a_file_that_is_brought_a_second_time_while_it_comes_in_is_here_once_it_came() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let id = Uuid::now_v7().to_string();
    let (begin, rest) = PDF.split_at(4);
    let mut line = scene.begin_upload(&id, &format!("content-length: {}", PDF.len())).await;
    line.write_all(begin).await.unwrap();
    while scene.shelf().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(scene.agent.upload(&id, PDF).await.status, 409, "it is on its way already");
    line.write_all(rest).await.unwrap();
    while scene.agent.upload(&id, PDF).await.status == 409 {}
    scene.queue(&id, "", "Prices.pdf", 0).await.ok::<Message>();
    is_whole(&scene.arrives().await, PDF);
}

#[tokio::test]
async fn only_those_who_may_send_can_upload_and_nobody_sends_what_somebody_else_chose() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let id = Uuid::now_v7().to_string();
    assert_eq!(scene.office.browser().upload(&id, PDF).await.status, 401);
    let mut viewer = scene.office.signed_in(Role::Viewer).await;
    assert_eq!(viewer.upload(&id, PDF).await.status, 403);
    assert_eq!(queue(&mut viewer, &scene.lead, &id, "", "x", 0).await.status, 403);
    assert_eq!(scene.agent.upload_from("https://evil.example", &id, PDF).await.status, 403);
    assert_eq!(scene.shelf(), [""; 0]);

    assert_eq!(scene.agent.upload(&id, PDF).await.status, 200);
    let mut owner = scene.office.signed_in(Role::Owner).await;
    assert_eq!(owner.upload(&id, "another file").await.status, 409);
    assert_eq!(queue(&mut owner, &scene.lead, &id, "", "x", 0).await.status, 404);
    assert_eq!(owner.get(&format!("/media/{id}")).await.status, 404, "nobody sees what is not sent");
    scene.queue(&id, "", "Prices.pdf", 0).await.ok::<Message>();
    is_whole(&scene.arrives().await, PDF);
}

async fn a_file_that_nobody_sends_is_removed_after_a_day(database: Database) {
    let later = Arc::new(AtomicI64::new(0));
    let clock = {
        let later = later.clone();
        Clock::from_fn(move || Clock::system().now_ms() + later.load(Ordering::Relaxed))
    };
    let mut scene = Scene::set_in(Office::open_by(clock, database).await).await;
    let id = Uuid::now_v7().to_string();
    assert_eq!(scene.agent.upload(&id, PDF).await.status, 200);
    scene.office.state.fetching.wake();
    later.store(23 * 3_600_000, Ordering::Relaxed);
    let kept = scene.send(PDF, "", "Prices.pdf", 0).await.id.0.to_string();
    assert_eq!(scene.shelf().len(), 2);
    later.store(25 * 3_600_000, Ordering::Relaxed);
    scene.office.state.fetching.wake();
    let deadline = std::time::Instant::now() + PATIENCE;
    while scene.shelf() != [kept.clone()] {
        assert!(std::time::Instant::now() < deadline, "{:?}", scene.shelf());
        tokio::task::yield_now().await;
    }
    assert_eq!(scene.queue(&id, "", "Prices.pdf", 0).await.status, 404);
}

#[tokio::test]
async fn a_file_that_nobody_sends_is_removed_after_a_day_on_sqlite() {
    a_file_that_nobody_sends_is_removed_after_a_day(Database::Sqlite).await;
}

#[tokio::test]
async fn a_file_that_nobody_sends_is_removed_after_a_day_on_postgres() {
    a_file_that_nobody_sends_is_removed_after_a_day(Database::Postgres).await;
}
