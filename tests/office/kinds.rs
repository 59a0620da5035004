//! Messages that are more than words: reactions, replies, edits, deletes, places, cards, polls, and ones that cannot be read yet.
use crate::support::{Browser, CUSTOMER, Database, Office, SHOP, wait_for};
use leadwire::{
    conversations::{Kind, Message, Thread},
    event::{DomainEvent, Subscription},
    leads::{Lead, LeadsPage},
    team::Role,
};
use whatsapp_simulator::{Card, Fault, FaultKind, MessageKind, NewMessage};

/// An office with one phone, to which a customer writes.
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

    /// The customer says something, or the shop's own handset does.
    async fn say(&self, from: &str, text: &str, id: &str, kind: Option<MessageKind>) {
        let to = if from == SHOP { CUSTOMER } else { SHOP };
        let new = NewMessage { to: to.into(), text: text.into(), id: Some(id.into()), kind, ..NewMessage::default() };
        self.office.control().send_message(from, new).await.unwrap();
    }

    /// A message of the customer after everything else: whatever came before it is stored.
    async fn settle(&mut self) {
        self.say(CUSTOMER, "That is all", "LAST", None).await;
        self.until(|message| message.text == "That is all").await;
    }

    async fn until(&mut self, wanted: impl Fn(&Message) -> bool) -> Message {
        wait_for(&mut self.events, |event| match event {
            DomainEvent::MessageAdded(message) | DomainEvent::MessageChanged(message) if wanted(message) => Some(message.clone()),
            _ => None,
        })
        .await
    }

    async fn lead(&mut self) -> Lead {
        let page: LeadsPage = self.owner.call("list_leads", &[]).await.ok();
        assert_eq!(page.leads.len(), 1);
        page.leads[0].clone()
    }

    async fn thread(&mut self) -> Vec<Message> {
        let lead = self.lead().await.id.to_string();
        self.owner.call("thread", &[("lead", &lead)]).await.ok::<Thread>().messages
    }
}

fn reaction(to: &str) -> Option<MessageKind> {
    Some(MessageKind::Reaction { to: to.into() })
}

fn edit(of: &str) -> Option<MessageKind> {
    Some(MessageKind::Edit { of: of.into() })
}

fn delete(of: &str) -> Option<MessageKind> {
    Some(MessageKind::Delete { of: of.into() })
}

async fn what_is_said_about_a_message_changes_it_in_its_place(database: Database) {
    let mut scene = Scene::set(database).await;
    scene.say(CUSTOMER, "Do you have it in blue?", "Q", None).await;
    scene.until(|message| message.text == "Do you have it in blue?").await;
    scene.say(SHOP, "Yes", "A", None).await;
    scene.until(|message| message.text == "Yes").await;

    scene.say(SHOP, "👀", "R1", reaction("Q")).await;
    let reacted = scene.until(|message| !message.our_reaction.is_empty()).await;
    assert_eq!((reacted.text.as_str(), reacted.our_reaction.as_str()), ("Do you have it in blue?", "👀"));
    scene.say(CUSTOMER, "❤️", "R2", reaction("A")).await;
    scene.say(CUSTOMER, "👍", "R3", reaction("A")).await;
    let replaced = scene.until(|message| message.their_reaction == "👍").await;
    assert_eq!(replaced.text, "Yes");
    scene.say(CUSTOMER, "", "R4", reaction("A")).await;
    scene.until(|message| message.text == "Yes" && message.their_reaction.is_empty()).await;
    let lead = scene.lead().await;
    assert_eq!(lead.waiting_since, None, "who reacts waits for no answer");
    assert_eq!((lead.last_message.as_str(), lead.unread), ("Yes", 0), "who answers on the handset has read there what came before");

    scene.say(CUSTOMER, "Do you have it in green?", "E1", edit("Q")).await;
    let edited = scene.until(|message| message.is_edited).await;
    assert_eq!((edited.text.as_str(), edited.our_reaction.as_str()), ("Do you have it in green?", "👀"));
    scene.say(SHOP, "", "D1", delete("A")).await;
    let deleted = scene.until(|message| message.kind == Kind::Deleted).await;
    assert_eq!((deleted.text.as_str(), deleted.is_ours()), ("", true));
    assert_eq!(scene.lead().await.last_message, "Deleted message");
    assert_eq!(scene.thread().await.len(), 2, "a word about a message is no message");
}

#[tokio::test]
async fn what_is_said_about_a_message_changes_it_in_its_place_on_sqlite() {
    what_is_said_about_a_message_changes_it_in_its_place(Database::Sqlite).await;
}

#[tokio::test]
async fn what_is_said_about_a_message_changes_it_in_its_place_on_postgres() {
    what_is_said_about_a_message_changes_it_in_its_place(Database::Postgres).await;
}

#[tokio::test]
async fn a_word_about_a_message_may_come_before_it() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.say(CUSTOMER, "Corrected", "E", edit("Q")).await;
    scene.say(CUSTOMER, "", "D", delete("X")).await;
    scene.say(CUSTOMER, "wrogn", "Q", None).await;
    scene.say(CUSTOMER, "not for you", "X", None).await;
    scene.settle().await;
    let thread = scene.thread().await;
    let seen: Vec<_> = thread.iter().map(|message| (message.kind, message.text.as_str(), message.is_edited)).collect();
    assert_eq!(seen, [(Kind::Text, "Corrected", true), (Kind::Deleted, "", false), (Kind::Text, "That is all", false)]);
    assert!(!scene.office.control().messages(CUSTOMER).await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_changes_or_deletes_what_somebody_else_wrote() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.say(SHOP, "The price is 100", "P", None).await;
    scene.until(|message| message.text == "The price is 100").await;
    // The simulator names a message of somebody else's truthfully.
    scene.say(CUSTOMER, "The price is 1", "E", edit("P")).await;
    scene.say(CUSTOMER, "", "D", delete("P")).await;
    scene.settle().await;
    let thread = scene.thread().await;
    assert_eq!((thread[0].text.as_str(), thread[0].is_edited, thread[0].kind), ("The price is 100", false, Kind::Text));
}

#[tokio::test]
async fn a_reply_quotes_what_it_replies_to_as_that_is_now() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.say(SHOP, "Red or blue?", "Q", None).await;
    let question = scene.until(|message| message.text == "Red or blue?").await;
    let reply =
        |text: &str, to: &str| NewMessage { to: SHOP.into(), text: text.into(), reply_to: Some(to.into()), ..NewMessage::default() };
    scene.office.control().send_message(CUSTOMER, reply("The second", "Q")).await.unwrap();
    let quoting = scene.until(|message| message.text == "The second").await;
    let quote = quoting.quote.expect("it is a reply");
    assert_eq!((quote.id, quote.is_ours, quote.text.as_str()), (Some(question.id), true, "Red or blue?"));
    scene.say(SHOP, "", "D", delete("Q")).await;
    scene.until(|message| message.kind == Kind::Deleted).await;
    let thread = scene.thread().await;
    assert_eq!(thread[1].quote.as_ref().map(|quote| quote.text.as_str()), Some("Deleted message"), "nothing of it is kept");
    scene.office.control().send_message(CUSTOMER, reply("And this?", "LONG-AGO")).await.unwrap();
    let unknown = scene.until(|message| message.text == "And this?").await.quote.expect("it is a reply");
    assert_eq!(unknown.id, None);
}

#[tokio::test]
async fn places_cards_and_polls_are_shown_with_their_words_and_unknown_kinds_as_such() {
    let mut scene = Scene::set(Database::Sqlite).await;
    let place =
        MessageKind::Location { latitude: -6.175_392, longitude: 106.827_153, name: "Monas\u{202e}".into(), address: "Jakarta".into() };
    let cards = [("Budi", vec!["+62 812-0000-0009"]), ("Citra", vec!["+62 1", "+62 2"])];
    let cards = cards.map(|(name, numbers)| Card { name: name.into(), numbers: numbers.into_iter().map(Into::into).collect() });
    let poll = MessageKind::Poll { options: vec!["Monday".into(), "Tuesday".into()] };
    scene.say(CUSTOMER, "", "1", Some(place)).await;
    scene.say(CUSTOMER, "", "2", Some(MessageKind::Contacts(cards.to_vec()))).await;
    scene.say(CUSTOMER, "Which day?", "3", Some(poll)).await;
    scene.say(CUSTOMER, "", "4", Some(MessageKind::Unknown)).await;
    scene.until(|message| message.kind == Kind::Other).await;
    assert_eq!(scene.lead().await.last_message, "A message that Leadwire cannot show");
    let thread = scene.thread().await;
    let seen: Vec<_> = thread.iter().map(|message| (message.kind, message.text.as_str())).collect();
    let wanted = [
        (Kind::Location, "Monas\nJakarta"),
        (Kind::Contact, "Budi\n+62 812-0000-0009\n\nCitra\n+62 1\n+62 2"),
        (Kind::Poll, "Which day?\n• Monday\n• Tuesday"),
        (Kind::Other, ""),
    ];
    assert_eq!(seen, wanted);
    assert_eq!(thread[0].place.as_deref(), Some("-6.175392,106.827153"));
}

#[tokio::test]
async fn what_cannot_be_read_keeps_its_place_until_it_comes_again() {
    let mut scene = Scene::set(Database::Sqlite).await;
    scene.say(CUSTOMER, "Hello", "1", None).await;
    scene.until(|message| message.text == "Hello").await;
    scene.office.control().add_fault(Fault { times: Some(1), ..FaultKind::Damaged.into() }).await.unwrap();
    scene.say(CUSTOMER, "Are you there?", "2", None).await;
    let waiting = scene.until(|message| message.kind == Kind::Waiting).await;
    let healed = scene.until(|message| message.text == "Are you there?").await;
    assert_eq!((healed.id, healed.kind), (waiting.id, Kind::Text), "in its place");
    scene.settle().await;
    let texts: Vec<_> = scene.thread().await.into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["Hello", "Are you there?", "That is all"]);
    let lead = scene.lead().await;
    assert_eq!((lead.unread, lead.last_message.as_str()), (3, "That is all"), "it is counted once");
}
