//! What a team knows and decides about leads: stages, tags, notes, names, values, and lists filtered by them.
use crate::support::{Answer, Browser, CUSTOMER, Database, Office, wrote};
use leadwire::{
    leads::{Lead, LeadChange, LeadChoices, LeadEvent, LeadFacts, LeadsPage, Plan, Stage, StageKind},
    live::Change,
    team::Role,
};
use uuid::Uuid;

const OTHER: &str = "6281200000003";

async fn decide(browser: &mut Browser, lead: &Lead, fields: &[(&str, &str)]) -> Answer {
    let id = lead.id.to_string();
    let fields: Vec<_> = [("lead", id.as_str())].into_iter().chain(fields.iter().copied()).collect();
    browser.call("plan_lead", &fields).await
}

async fn move_to(browser: &mut Browser, lead: &Lead, stage: &Stage, reason: &str) -> Answer {
    decide(browser, lead, &[("plan[move_to][stage]", &stage.id.0.to_string()), ("plan[move_to][reason]", reason)]).await
}

async fn facts(browser: &mut Browser, lead: &Lead) -> LeadFacts {
    browser.call("lead_facts", &[("lead", &lead.id.to_string())]).await.ok()
}

async fn names(browser: &mut Browser, filter: &[(&str, &str)]) -> Vec<String> {
    let page: LeadsPage = browser.call("list_leads", filter).await.ok();
    page.leads.into_iter().map(|lead| lead.name).collect()
}

async fn save_stages(browser: &mut Browser, stages: &[Stage]) -> Answer {
    let fields: Vec<_> = stages
        .iter()
        .enumerate()
        .flat_map(|(at, Stage { id, name, kind })| {
            let values = [("id", id.0.to_string()), ("name", name.clone()), ("kind", kind.as_str().to_owned())];
            values.map(|(field, value)| (format!("stages[{at}][{field}]"), value))
        })
        .collect();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.call("save_stages", &fields).await
}

/// An office with a phone and two people who wrote.
async fn two_leads(database: Database) -> (Office, Browser, Lead, Lead) {
    let office = Office::open_on(database).await;
    office.linked_phone("Sales").await;
    office.control().create_handset(CUSTOMER, "ada 🌸").await.unwrap();
    office.control().create_handset(OTHER, "Bo").await.unwrap();
    let mut events = office.events();
    let ada = wrote(&office.control(), &mut events, CUSTOMER, "Do you ship?").await;
    let bo = wrote(&office.control(), &mut events, OTHER, "Hello").await;
    let ana = office.signed_in(Role::Agent).await;
    (office, ana, ada, bo)
}

async fn what_a_team_decides_is_kept_and_told(database: Database) {
    let (office, mut ana, ada, _) = two_leads(database).await;
    let mut elsewhere = office.tab(&office.signed_in(Role::Viewer).await).await;
    let stages = facts(&mut ana, &ada).await.choices.stages;
    let lost = stages.iter().find(|stage| stage.kind == StageKind::Lost).unwrap();

    // Whoever is lost is lost for a reason, and needs nothing until they write.
    assert_eq!(move_to(&mut ana, &ada, lost, " ").await.error().of_field("reason"), Some("Say in a few words why it is lost."));
    let now: Lead = move_to(&mut ana, &ada, lost, " Too  dear ").await.ok();
    assert_eq!((now.stage, now.lost_reason.as_str(), now.is_done), (lost.id, "Too dear", true));
    let heard = elsewhere.hear_change(|change| match change {
        Change::Lead(lead) if lead.stage == lost.id => Some(lead.id),
        _ => None,
    });
    assert_eq!(heard.await, ada.id);
    let now: Lead = move_to(&mut ana, &ada, &stages[2], "").await.ok();
    assert_eq!((now.stage, now.lost_reason.as_str(), now.is_done), (stages[2].id, "", false));

    // Tags are the same however they are typed; a name outlives what they call themselves.
    decide(&mut ana, &ada, &[("plan[tag]", " #VIP ")]).await.ok::<Lead>();
    let tagged: Lead = decide(&mut ana, &ada, &[("plan[tag]", "big  order")]).await.ok();
    assert_eq!(tagged.tags, ["big order", "vip"]);
    decide(&mut ana, &ada, &[("plan[call]", "Ada Lovelace")]).await.ok::<Lead>();
    decide(&mut ana, &ada, &[("plan[source]", "Trade fair")]).await.ok::<Lead>();
    let now: Lead = decide(&mut ana, &ada, &[("plan[worth]", "294050")]).await.ok();
    assert_eq!((now.source.as_str(), now.worth), ("Trade fair", Some(294_050)));
    let mut events = office.events();
    let again = wrote(&office.control(), &mut events, CUSTOMER, "Hello?").await;
    assert_eq!((again.name.as_str(), again.own_name.as_str(), again.tags.len()), ("Ada Lovelace", "ada 🌸", 2));

    // Everything is in the history, with its author.
    let known = facts(&mut ana, &ada).await;
    assert_eq!(known.choices.tags, ["big order", "vip"]);
    assert!(known.history.iter().all(|change| change.by.is_some()));
    let happened: Vec<_> = known.history.into_iter().rev().map(|LeadChange { what, .. }| what).collect();
    let moved = |from: &str, to: &str, reason: &str| LeadEvent::Moved { from: from.into(), to: to.into(), reason: reason.into() };
    let decided = |plan| LeadEvent::Decided(plan);
    let wanted = [
        moved("New", "Lost", "Too dear"),
        moved("Lost", "Interested", ""),
        decided(Plan::Tag("vip".into())),
        decided(Plan::Tag("big order".into())),
        decided(Plan::Call("Ada Lovelace".into())),
        decided(Plan::Source("Trade fair".into())),
        decided(Plan::Worth(294_050)),
    ];
    assert_eq!(happened, wanted);
}

#[tokio::test]
async fn what_a_team_decides_is_kept_and_told_on_sqlite() {
    what_a_team_decides_is_kept_and_told(Database::Sqlite).await;
}

#[tokio::test]
async fn what_a_team_decides_is_kept_and_told_on_postgres() {
    what_a_team_decides_is_kept_and_told(Database::Postgres).await;
}

#[tokio::test]
async fn a_note_is_written_once_and_deleted_by_its_author_only() {
    let (office, mut ana, ada, bo) = two_leads(Database::Sqlite).await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut elsewhere = office.tab(&owner).await;
    let (lead, note) = (ada.id.to_string(), Uuid::now_v7().to_string());
    let written = [("lead", lead.as_str()), ("id", note.as_str()), ("text", "  Wants six.\nNot five. ")];
    for _ in 0..2 {
        ana.call("add_note", &written).await.ok::<()>();
    }
    elsewhere.hear_change(|change| (*change == Change::LeadFacts(ada.id)).then_some(())).await;
    let notes = facts(&mut owner, &ada).await.notes;
    assert_eq!(notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["Wants six.\nNot five."]);
    for text in ["", " ", "a\0b", &"é".repeat(4_001)] {
        let id = Uuid::now_v7().to_string();
        assert_eq!(ana.call("add_note", &[("lead", &lead), ("id", &id), ("text", text)]).await.status, 422, "{text:?}");
    }
    let gone = [("lead", lead.as_str()), ("id", note.as_str())];
    assert_eq!(owner.call("delete_note", &gone).await.status, 404, "somebody else's");
    assert_eq!(ana.call("delete_note", &[("lead", &bo.id.to_string()), ("id", &note)]).await.status, 404, "another lead's");
    ana.call("delete_note", &gone).await.ok::<()>();
    let known = facts(&mut ana, &ada).await;
    assert_eq!(known.notes, []);
    let happened: Vec<_> = known.history.into_iter().map(|change| change.what).collect();
    assert_eq!(happened, [LeadEvent::NoteDeleted, LeadEvent::Noted]);
}

#[tokio::test]
async fn facts_that_make_no_sense_are_refused_and_change_nothing() {
    let (office, mut ana, ada, bo) = two_leads(Database::Sqlite).await;
    let long = "é".repeat(121);
    let (nobodys, much) = (Uuid::nil().to_string(), "100000000000001");
    for fields in [
        [("plan[tag]", "")],
        [("plan[tag]", "#")],
        [("plan[tag]", long.as_str())],
        [("plan[call]", long.as_str())],
        [("plan[source]", "a\u{7}b")],
        [("plan[worth]", "-1")],
        [("plan[worth]", much)],
    ] {
        let refused = decide(&mut ana, &ada, &fields).await;
        assert_eq!(refused.status, 422, "{fields:?}: {}", refused.body);
    }
    let nowhere = [("plan[move_to][stage]", nobodys.as_str()), ("plan[move_to][reason]", "")];
    assert_eq!(decide(&mut ana, &ada, &nowhere).await.status, 404, "a stage that is not there");
    for nth in 0..20 {
        decide(&mut ana, &bo, &[("plan[tag]", &format!("tag {nth}"))]).await.ok::<Lead>();
    }
    assert!(decide(&mut ana, &bo, &[("plan[tag]", "one more")]).await.body.contains("at most 20 tags"));
    let mut viewer = office.signed_in(Role::Viewer).await;
    assert_eq!(decide(&mut viewer, &ada, &[("plan[tag]", "vip")]).await.status, 403);
    assert_eq!(facts(&mut ana, &ada).await.history, []);
}

#[tokio::test]
async fn several_decisions_are_carried_out_together_or_not_at_all() {
    let (_office, mut ana, ada, bo) = two_leads(Database::Sqlite).await;
    let (one, other, nobody) = (ada.id.to_string(), bo.id.to_string(), Uuid::nil().to_string());
    let tagged = |second: &str| {
        [
            ("decisions[0][lead]", one.clone()),
            ("decisions[0][plan][tag]", "vip".to_owned()),
            ("decisions[1][lead]", second.to_owned()),
            ("decisions[1][plan][tag]", "vip".to_owned()),
        ]
    };
    let send = |fields: &[(&'static str, String)]| -> Vec<(&'static str, String)> { fields.to_vec() };
    let fields = send(&tagged(&nobody));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(ana.call("plan_leads", &fields).await.status, 404);
    assert_eq!(names(&mut ana, &[("filter[tag]", "vip")]).await, [""; 0], "none of them");
    let fields = send(&tagged(&other));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let now: Vec<Lead> = ana.call("plan_leads", &fields).await.ok();
    assert!(now.iter().all(|lead| lead.tags == ["vip"]));
    assert_eq!(names(&mut ana, &[("filter[tag]", "vip")]).await, ["Bo", "ada 🌸"]);
}

#[tokio::test]
async fn a_list_shows_what_fits_the_filter_of_whoever_asks() {
    let (office, mut ana, ada, _) = two_leads(Database::Sqlite).await;
    let mut owner = office.signed_in(Role::Owner).await;
    let choices: LeadChoices = ana.call("lead_choices", &[]).await.ok();
    let agent = choices.colleagues.iter().find(|colleague| colleague.role == Role::Agent).unwrap().id.0.to_string();
    decide(&mut ana, &ada, &[("plan[give]", &agent)]).await.ok::<Lead>();
    move_to(&mut ana, &ada, &choices.stages[1], "").await.ok::<Lead>();
    let stage = choices.stages[1].id.0.to_string();
    assert_eq!(names(&mut ana, &[]).await, ["Bo", "ada 🌸"]);
    assert_eq!(names(&mut ana, &[("filter[owner]", "mine")]).await, ["ada 🌸"]);
    assert_eq!(names(&mut owner, &[("filter[owner]", "mine")]).await, [""; 0]);
    assert_eq!(names(&mut owner, &[("filter[owner]", "nobodys")]).await, ["Bo"]);
    assert_eq!(names(&mut owner, &[("filter[owner][of]", &agent), ("filter[stage]", &stage)]).await, ["ada 🌸"]);
    assert_eq!(names(&mut owner, &[("filter[stage]", &stage), ("filter[owner]", "nobodys")]).await, [""; 0]);
    assert_eq!(names(&mut owner, &[("filter[state]", "waiting")]).await, ["Bo", "ada 🌸"]);
    decide(&mut ana, &ada, &[("plan", "done")]).await.ok::<Lead>();
    assert_eq!(names(&mut owner, &[("filter[state]", "waiting")]).await, ["Bo"]);
    assert_eq!(owner.call("list_leads", &[("filter[owner]", "everyones")]).await.status, 400);
}

#[tokio::test]
async fn a_team_words_its_own_stages_and_loses_none_that_has_leads() {
    let (office, mut ana, ada, _) = two_leads(Database::Sqlite).await;
    let mut admin = office.signed_in(Role::Admin).await;
    let before: LeadChoices = ana.call("lead_choices", &[]).await.ok();
    let mut stages = before.stages.clone();
    stages[1].name = "  Called \n once ".into();
    stages.swap(2, 3);
    assert_eq!(save_stages(&mut ana, &stages).await.status, 403, "an agent");
    let mut tab = office.tab(&ana).await;
    save_stages(&mut admin, &stages).await.ok::<Vec<Stage>>();
    tab.hear_change(|change| (*change == Change::Stages).then_some(())).await;
    stages[1].name = "Called once".into();
    let now: LeadChoices = ana.call("lead_choices", &[]).await.ok();
    assert_eq!(now.stages, stages);

    let refused = save_stages(&mut admin, &stages[1..]).await;
    assert_eq!((refused.status, refused.body.contains("Move them to another stage first")), (409, true), "new leads stand there");
    let mut same = stages.clone();
    same[0].name = "called ONCE".into();
    assert_eq!(save_stages(&mut admin, &same).await.status, 422);
    let closed: Vec<_> = stages.iter().cloned().map(|stage| Stage { kind: StageKind::Won, ..stage }).collect();
    assert_eq!(save_stages(&mut admin, &closed).await.status, 409);
    let unused: Vec<_> = stages.iter().filter(|stage| stage.name != "Offer").cloned().collect();
    save_stages(&mut admin, &unused).await.ok::<Vec<Stage>>();
    let now: LeadChoices = ana.call("lead_choices", &[]).await.ok();
    assert_eq!(now.stages, unused);
    assert_eq!(facts(&mut ana, &ada).await.history, []);
}
