//! Who gets leads that appear by themselves: the first rule that fits, turns that go round, and nobody when none fits.
use crate::support::{Answer, Browser, CUSTOMER, Database, Office, SHOP, wait_for};
use leadwire::{
    event::{DomainEvent, Subscription},
    leads::{Fits, Lead, LeadChange, LeadEvent, LeadId, Receiver, Rule, RuleId},
    live::Change,
    phones::{Phone, PhoneId},
    team::{Colleague, PersonId, Role},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use whatsapp_simulator::{Fault, FaultKind};

const SUPPORT: &str = "6281200000009";

struct Scene {
    office: Office,
    admin: Browser,
    team: HashMap<&'static str, PersonId>,
    events: Subscription,
}

impl Scene {
    async fn set(database: Database) -> (Self, Phone) {
        let office = Office::open_on(database).await;
        let phone = office.linked_phone("Sales").await;
        let mut admin = office.signed_in(Role::Admin).await;
        let colleagues: Vec<Colleague> = admin.call("colleagues", &[]).await.ok();
        let team = colleagues.into_iter().map(|person| (person.role.as_str(), person.id)).collect();
        let events = office.events();
        (Self { office, admin, team, events }, phone)
    }

    fn one(&self, role: &str) -> Receiver {
        Receiver::Person(self.team[role])
    }

    fn turns(&self, roles: &[&str]) -> Receiver {
        Receiver::Turns(roles.iter().map(|role| self.team[role]).collect())
    }

    async fn save(&mut self, rules: &[Rule]) -> Vec<Rule> {
        let before: Vec<Rule> = self.admin.call("assignment_rules", &[]).await.ok();
        save(&mut self.admin, rules, &before).await.ok()
    }

    /// Somebody unknown writes for the first time. Answers their lead.
    async fn wrote(&mut self, number: &str, to: &str, text: &str) -> Lead {
        self.office.control().create_handset(number, number).await.unwrap();
        self.wrote_again(number, to, text).await
    }

    async fn wrote_again(&mut self, number: &str, to: &str, text: &str) -> Lead {
        self.office.control().send(number, to, text).await.unwrap();
        wait_for(&mut self.events, |event| match event {
            DomainEvent::LeadChanged(lead)
                if lead.last_message == text && lead.number.as_deref().is_some_and(|of| digits(of) == number) =>
            {
                Some(lead.clone())
            }
            _ => None,
        })
        .await
    }

    async fn history(&mut self, lead: &Lead) -> Vec<LeadChange> {
        self.admin.call("lead_history", &[("lead", &lead.id.to_string())]).await.ok()
    }

    async fn becomes(&self, person: PersonId, role: Role) {
        let mut tx = self.office.state.db.write().await.unwrap();
        let change = sqlx::query("UPDATE people SET role = $2 WHERE id = $1").bind(person.0.to_string()).bind(role.as_str());
        change.execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn rule(name: &str, fits: Fits, receiver: Receiver) -> Rule {
    Rule { id: RuleId(Uuid::now_v7()), name: name.into(), fits, receiver }
}

/// The fields of a form as the browser writes them.
fn fields(name: &str, rules: &[Rule]) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (at, Rule { id, name: called, fits, receiver }) in rules.iter().enumerate() {
        let mut put = |field: &str, value: String| fields.push((format!("{name}[{at}]{field}"), value));
        put("[id]", id.0.to_string());
        put("[name]", called.clone());
        match fits {
            Fits::All => put("[fits]", "all".into()),
            Fits::ByPhone(PhoneId(phone)) => put("[fits][by_phone]", phone.to_string()),
            Fits::Words(words) => put("[fits][words]", words.clone()),
        }
        match receiver {
            Receiver::Person(person) => put("[receiver][person]", person.0.to_string()),
            Receiver::Turns(people) => {
                people.iter().enumerate().for_each(|(nth, person)| put(&format!("[receiver][turns][{nth}]"), person.0.to_string()));
            }
        }
    }
    fields
}

async fn save(browser: &mut Browser, rules: &[Rule], before: &[Rule]) -> Answer {
    let fields = [fields("rules", rules), fields("before", before)].concat();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.call("save_assignment_rules", &fields).await
}

async fn the_first_rule_that_fits_gives_a_new_lead_its_owner(database: Database) {
    let (mut scene, _) = Scene::set(database).await;
    let support = scene.office.linked_phone_of(SUPPORT, "Support").await;
    let early = scene.wrote("6281200000010", SHOP, "Hello, any price?").await;
    assert_eq!(early.owner, None, "there was no rule yet");
    let (agent, admin) = (scene.team["agent"], scene.team["admin"]);
    let rules =
        [rule("Prices", Fits::Words("price".into()), scene.one("agent")), rule("Support", Fits::ByPhone(support.id), scene.one("admin"))];
    scene.save(&rules).await;

    let ada = scene.wrote(CUSTOMER, SHOP, "What is the PRICE?").await;
    assert_eq!((ada.owner, ada.waiting_since.is_some()), (Some(agent), true), "whoever has it still has to answer");
    let assigned = |to, rule: &str| (None, LeadEvent::Assigned { to, rule: rule.into() });
    let history: Vec<_> = scene.history(&ada).await.into_iter().map(|change| (change.by, change.what)).collect();
    assert_eq!(history, [assigned(agent, "Prices")]);
    assert_eq!(scene.wrote("6281200000011", SHOP, "Hello").await.owner, None, "none fits");
    assert_eq!(scene.wrote("6281200000012", SUPPORT, "Priceless things").await.owner, Some(admin));
    assert_eq!(scene.wrote("6281200000013", SUPPORT, "A price, please").await.owner, Some(agent), "the first counts");
    // Who is known already, or whom we wrote to first, did not appear by themselves.
    assert_eq!(scene.wrote_again("6281200000010", SHOP, "The price?").await.owner, None);
    scene.office.control().create_handset("6281200000014", "Di").await.unwrap();
    scene.office.control().send(SHOP, "6281200000014", "Our price").await.unwrap();
    let written_to = wait_for(&mut scene.events, |event| match event {
        DomainEvent::LeadChanged(lead) if lead.last_message == "Our price" => Some(lead.clone()),
        _ => None,
    });
    assert_eq!(written_to.await.owner, None);
    assert_eq!(scene.wrote_again("6281200000014", SHOP, "What price?").await.owner, None);
}

#[tokio::test]
async fn the_first_rule_that_fits_gives_a_new_lead_its_owner_on_sqlite() {
    the_first_rule_that_fits_gives_a_new_lead_its_owner(Database::Sqlite).await;
}

#[tokio::test]
async fn the_first_rule_that_fits_gives_a_new_lead_its_owner_on_postgres() {
    the_first_rule_that_fits_gives_a_new_lead_its_owner(Database::Postgres).await;
}

async fn turns_go_round_through_restarts_and_skip_who_may_not(database: Database) {
    let (mut scene, _) = Scene::set(database).await;
    let round = rule("Round", Fits::All, scene.turns(&["owner", "admin", "agent"]));
    scene.save(std::slice::from_ref(&round)).await;
    let team = scene.team.clone();
    let mut given = Vec::new();
    for nth in 0..9 {
        match nth {
            2 => {
                scene.office.restart().await;
                scene.events = scene.office.events();
                scene.admin = scene.office.signed_in(Role::Admin).await;
            }
            // Another word for it changes nothing about whose turn it is.
            3 => drop(scene.save(&[Rule { name: "Everybody".into(), ..round.clone() }]).await),
            4 => scene.becomes(team["admin"], Role::Viewer).await,
            7 => scene.becomes(team["admin"], Role::Admin).await,
            _ => {}
        }
        let lead = scene.wrote(&format!("628120000002{nth}"), SHOP, "Hello").await;
        let owner = team.iter().find(|(_, id)| Some(**id) == lead.owner).map(|(role, _)| *role);
        given.push(owner.unwrap_or("nobody"));
    }
    assert_eq!(given, ["owner", "admin", "agent", "owner", "agent", "owner", "agent", "admin", "owner"]);
    for role in ["owner", "admin", "agent"] {
        scene.becomes(team[role], Role::Viewer).await;
    }
    assert_eq!(scene.wrote("6281200000030", SHOP, "Hello").await.owner, None, "nobody is left who may");
}

#[tokio::test]
async fn turns_go_round_through_restarts_and_skip_who_may_not_on_sqlite() {
    turns_go_round_through_restarts_and_skip_who_may_not(Database::Sqlite).await;
}

#[tokio::test]
async fn turns_go_round_through_restarts_and_skip_who_may_not_on_postgres() {
    turns_go_round_through_restarts_and_skip_who_may_not(Database::Postgres).await;
}

#[tokio::test]
async fn turns_are_fair_when_many_write_at_once() {
    let (mut scene, _) = Scene::set(Database::Sqlite).await;
    let rules = [rule("Round", Fits::All, scene.turns(&["owner", "admin", "agent"]))];
    scene.save(&rules).await;
    let numbers: Vec<_> = (40..49).map(|nth| format!("62812000000{nth}")).collect();
    for number in &numbers {
        scene.office.control().create_handset(number, number).await.unwrap();
    }
    let control = scene.office.control();
    futures_util::future::join_all(numbers.iter().map(|number| control.send(number, SHOP, "Hello"))).await;
    let mut shares: HashMap<Option<PersonId>, HashSet<LeadId>> = HashMap::new();
    while shares.values().map(HashSet::len).sum::<usize>() < numbers.len() {
        let lead = wait_for(&mut scene.events, |event| match event {
            DomainEvent::LeadChanged(lead) => Some(lead.clone()),
            _ => None,
        })
        .await;
        shares.entry(lead.owner).or_default().insert(lead.id);
    }
    assert_eq!(shares.values().map(HashSet::len).collect::<Vec<_>>(), [3, 3, 3]);
}

#[tokio::test]
async fn a_first_message_that_cannot_be_read_yet_is_judged_once_it_can() {
    let (mut scene, _) = Scene::set(Database::Sqlite).await;
    let rules = [rule("Prices", Fits::Words("price".into()), scene.one("agent")), rule("Rest", Fits::All, scene.one("admin"))];
    scene.save(&rules).await;
    scene.office.control().add_fault(Fault { times: Some(1), ..FaultKind::Damaged.into() }).await.unwrap();
    scene.office.control().create_handset(CUSTOMER, "Ada").await.unwrap();
    scene.office.control().send(CUSTOMER, SHOP, "The price?").await.unwrap();
    let given = wait_for(&mut scene.events, |event| match event {
        DomainEvent::LeadChanged(lead) => lead.owner,
        _ => None,
    });
    assert_eq!(given.await, scene.team["agent"]);
}

#[tokio::test]
async fn rules_are_changed_as_they_were_seen_and_told_to_those_who_set_them() {
    let (mut scene, _) = Scene::set(Database::Sqlite).await;
    let mut tab = scene.office.tab(&scene.office.signed_in(Role::Owner).await).await;
    let mut rules = vec![
        rule("  Big \n orders ", Fits::Words(" wholesale ".into()), scene.one("agent")),
        rule("Rest", Fits::All, scene.turns(&["agent", "agent", "owner"])),
    ];
    let saved = scene.save(&rules).await;
    tab.hear_change(|change| (*change == Change::AssignmentRules).then_some(())).await;
    (rules[0].name, rules[0].fits) = ("Big orders".into(), Fits::Words("wholesale".into()));
    rules[1].receiver = scene.turns(&["agent", "owner"]);
    assert_eq!(saved, rules, "on one line, everybody once");

    rules.swap(0, 1);
    let refused = save(&mut scene.admin, &rules, &[]).await;
    assert_eq!((refused.status, refused.body.contains("changed the rules meanwhile")), (409, true), "as they were before that");
    assert_eq!(save(&mut scene.admin, &rules, &saved).await.ok::<Vec<Rule>>(), rules);
    assert_eq!(save(&mut scene.admin, &rules, &saved).await.ok::<Vec<Rule>>(), rules, "the same again");

    let nameless = rule(" ", Fits::All, scene.one("agent"));
    let wordless = rule("x", Fits::Words("!?".into()), scene.one("agent"));
    let nobodys = rule("x", Fits::All, Receiver::Turns(vec![]));
    for (unfit, field) in [(nameless, "name"), (wordless, "words")] {
        assert!(save(&mut scene.admin, &[unfit], &rules).await.error().of_field(field).is_some(), "{field}");
    }
    assert_ne!(save(&mut scene.admin, &[nobodys], &rules).await.status, 200);
    let twice = [rules[0].clone(), rules[0].clone()];
    assert_eq!(save(&mut scene.admin, &twice, &rules).await.status, 409);
    let many: Vec<_> = (0..31).map(|nth| rule(&format!("{nth}"), Fits::All, scene.one("agent"))).collect();
    assert_eq!(save(&mut scene.admin, &many, &rules).await.status, 409);
    assert_eq!(save(&mut scene.office.signed_in(Role::Agent).await, &[], &rules).await.status, 403);
    assert_eq!(scene.admin.call("assignment_rules", &[]).await.ok::<Vec<Rule>>(), rules, "nothing of that");
    assert_eq!(save(&mut scene.admin, &[], &rules).await.ok::<Vec<Rule>>(), []);
}
