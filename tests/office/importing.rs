//! Leads from a file: how it is read, what is taken, what is not and why.
use crate::support::{Answer, Browser, Database, Office, PATIENCE, wait_for};
use encoding_rs::{SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};
use leadwire::{
    clock::Clock,
    conversations::Found,
    event::{DomainEvent, Subscription},
    leads::{
        Added, Column, Delimiter, Import, ImportDesk, ImportPlan, ImportProblem, ImportState, Lead, LeadEvent, LeadFacts, LeadsPage, Plan,
        Preview,
    },
    live::{Change, LiveMessage},
    team::Role,
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Sends a file in, as a page of ours does.
async fn upload(browser: &mut Browser, office: &Office, content: impl Into<Vec<u8>>) -> Answer {
    upload_as(browser, office, "people.csv", content).await
}

async fn upload_as(browser: &mut Browser, office: &Office, name: &str, content: impl Into<Vec<u8>>) -> Answer {
    browser.post_bytes(&format!("/upload/leads?zone=420&name={name}"), content.into(), &[("origin", &office.url())]).await
}

/// The sentence with which a file is refused.
async fn refusal(browser: &mut Browser, office: &Office, content: impl Into<Vec<u8>>) -> String {
    let answer = upload(browser, office, content).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    answer.body
}

async fn preview(browser: &mut Browser, id: &str) -> Preview {
    browser.call("preview_import", &[("import", id)]).await.ok()
}

/// Fields of a call with this plan.
fn fields(id: &str, plan: &ImportPlan) -> Vec<(String, String)> {
    let serde_json::Value::Object(plan) = serde_json::to_value(plan).unwrap() else { unreachable!() };
    let mut fields = vec![("import".to_owned(), id.to_owned())];
    for (name, value) in plan {
        match value {
            serde_json::Value::Array(all) => {
                fields
                    .extend((0..).zip(all).map(|(at, one): (usize, _)| (format!("plan[{name}][{at}]"), one.as_str().unwrap().to_owned())));
            }
            serde_json::Value::String(text) => fields.push((format!("plan[{name}]"), text)),
            other => fields.push((format!("plan[{name}]"), other.to_string())),
        }
    }
    fields
}

async fn call_with(browser: &mut Browser, name: &str, id: &str, plan: &ImportPlan) -> Answer {
    let fields = fields(id, plan);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.call(name, &fields).await
}

/// Waits until the import is not under way any more.
async fn ended(events: &mut Subscription, id: &str) -> Import {
    wait_for(events, |event| match event {
        DomainEvent::ImportChanged(import)
            if import.id.to_string() == id && import.state != ImportState::Running && import.total.is_some() =>
        {
            Some(import.clone())
        }
        _ => None,
    })
    .await
}

/// Imports a file as its guessed plan, changed so, says.
async fn import(browser: &mut Browser, office: &Office, content: impl Into<Vec<u8>>, change: impl FnOnce(&mut ImportPlan)) -> Import {
    let id = upload(browser, office, content).await;
    assert_eq!(id.status, 200, "{}", id.body);
    let mut plan = preview(browser, &id.body).await.plan;
    change(&mut plan);
    let mut events = office.events();
    call_with(browser, "begin_import", &id.body, &plan).await.ok::<Import>();
    ended(&mut events, &id.body).await
}

async fn leads(browser: &mut Browser) -> Vec<Lead> {
    browser.call("list_leads", &[]).await.ok::<LeadsPage>().leads
}

async fn facts(browser: &mut Browser, lead: &Lead) -> LeadFacts {
    browser.call("lead_facts", &[("lead", &lead.id.to_string())]).await.ok()
}

async fn problems(browser: &mut Browser, import: &Import) -> Vec<(u64, String)> {
    let problems: Vec<ImportProblem> = browser.call("import_problems", &[("import", &import.id.to_string())]).await.ok();
    problems.into_iter().map(|problem| (problem.row, problem.why)).collect()
}

fn counts(import: &Import) -> (u64, u64, u64, u64) {
    (import.added, import.updated, import.skipped, import.refused)
}

const PEOPLE: &str = "Name,Phone,Tags,Source,Stage,Owner,Value,Notes,Follow-up\r\n\
    Ada Lovelace,+62 812-0000-0002,\"VIP; #Maths\",Fair,Interested,agent@office.example,\"2,940.50\",\"Likes\nengines\",31/01/2027\r\n\
    Budi,0062 812 0000 0003,,,lost,The admin,Rp 5.000.000,,2027-02-01 10:30\r\n\
    <b>Zoë</b>,+55 11 98765-4321,,,,,,,\r\n\
    \u{202b}مريم\u{202c},+971 50 123 4567,,,,,,,\r\n";

async fn everything_that_a_file_says_is_taken(database: Database) {
    let office = Office::open_on(database).await;
    let mut agent = office.signed_in(Role::Agent).await;
    let mut tab = office.tab(&agent).await;
    let id = upload(&mut agent, &office, PEOPLE).await.body;
    let shown = preview(&mut agent, &id).await;
    use Column::{FollowUp, Name, Note, Number, Owner, Source, Stage, Tags, Worth};
    assert_eq!(shown.plan.columns, [Name, Number, Tags, Source, Stage, Owner, Worth, Note, FollowUp]);
    assert_eq!((shown.plan.encoding.as_str(), shown.plan.delimiter, shown.plan.has_header), ("utf-8", Delimiter::Comma, true));
    assert_eq!((shown.titles[0].as_str(), shown.rows.len(), shown.rows[0].row, shown.trouble.as_str()), ("Name", 4, 2, ""));
    assert!(shown.rows.iter().all(|row| row.problem.is_empty()), "{:?}", shown.rows);
    assert_eq!(leads(&mut agent).await, [], "nothing is imported before it is asked for");

    let mut plan = shown.plan;
    plan.tag = "Import May".into();
    let mut events = office.events();
    call_with(&mut agent, "begin_import", &id, &plan).await.ok::<Import>();
    let done = ended(&mut events, &id).await;
    assert_eq!((done.state, done.total, counts(&done)), (ImportState::Done, Some(4), (4, 0, 0, 0)));
    assert_eq!(done.file, "people.csv");
    let all = leads(&mut agent).await;
    let names: Vec<_> = all.iter().map(|lead| lead.name.as_str()).collect();
    assert_eq!(names, ["Ada Lovelace", "Budi", "<b>Zoë</b>", "\u{202b}مريم\u{202c}"], "in the order of the file");
    let (ada, budi) = (&all[0], &all[1]);
    assert_eq!(ada.number.as_deref(), Some("+62 812-0000-0002"));
    assert_eq!(ada.tags, ["import may", "maths", "vip"]);
    assert_eq!((ada.source.as_str(), ada.worth, ada.is_done), ("Fair", Some(294_050), false));
    // Nine in the morning of a clock seven hours ahead.
    assert_eq!(ada.due_at, Some(1_801_360_800_000));
    assert_eq!((budi.worth, budi.is_done, budi.lost_reason.as_str()), (Some(500_000_000), false, "Lost before the import"));
    assert_eq!(budi.due_at, Some(1_801_452_600_000));
    assert_eq!((ada.unread, ada.waiting_since, ada.last_message.as_str()), (0, None, ""));
    let known = facts(&mut agent, ada).await;
    let (me, admin) = (
        known.choices.colleagues.iter().find(|one| one.name == "The agent"),
        known.choices.colleagues.iter().find(|one| one.name == "The admin"),
    );
    assert_eq!((ada.owner, budi.owner), (me.map(|one| one.id), admin.map(|one| one.id)));
    assert_eq!(known.notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["Likes\nengines"]);
    assert_eq!(known.history.len(), 1);
    assert_eq!(known.history[0].what, LeadEvent::Imported { file: "people.csv".into(), is_new: true });
    assert_eq!(known.history[0].by, ada.owner);
    // Found by name, number, note and tag.
    for typed in ["lovel", "0812 0000 0002", "engines"] {
        let found: Found = agent.call("search", &[("typed", typed)]).await.ok();
        assert!(format!("{found:?}").contains("Ada Lovelace"), "{typed}: {found:?}");
    }
    let tagged: LeadsPage = agent.call("list_leads", &[("filter[tag]", "import may")]).await.ok();
    assert_eq!(tagged.leads.len(), 4);

    // A tab is told how the import goes, and to fetch its lists again: not of each lead.
    let mut heard = Vec::new();
    while !heard.contains(&Change::Leads) {
        if let Some(LiveMessage::Changed { change, .. }) = tab.hear().await {
            heard.push(change);
        }
    }
    assert!(heard.iter().all(|change| matches!(change, Change::Import(_) | Change::Leads)), "{heard:?}");
    assert!(heard.iter().any(|change| matches!(change, Change::Import(import) if import.state == ImportState::Done)));
}

#[tokio::test]
async fn everything_that_a_file_says_is_taken_on_sqlite() {
    everything_that_a_file_says_is_taken(Database::Sqlite).await;
}

#[tokio::test]
async fn everything_that_a_file_says_is_taken_on_postgres() {
    everything_that_a_file_says_is_taken(Database::Postgres).await;
}

async fn leads_that_are_here_are_left_or_changed(database: Database) {
    let office = Office::open_on(database).await;
    let mut agent = office.signed_in(Role::Agent).await;
    let added: Added = agent.call("add_lead", &[("name", "Ada"), ("number", "+6281200000002")]).await.ok();
    let lead = added.lead.id.to_string();
    agent.call("plan_lead", &[("lead", &lead), ("plan[tag]", "old")]).await.ok::<Lead>();
    let file =
        "phone,name,tags,note\n0812-0000-0002,Ada L,new,x\n+62 812 0000 0002,Ada Lovelace,,\n(0812) 0000 0003,Bo,,\n6281200000003,Bo,,\n";

    let left = import(&mut agent, &office, file, |plan| plan.country = "ID".into()).await;
    assert_eq!(counts(&left), (1, 0, 3, 0), "the same number however it is written, also within the file");
    let ada: Lead = agent.call("lead", &[("id", &lead)]).await.ok();
    assert_eq!((ada.name.as_str(), ada.tags.as_slice()), ("Ada", &["old".to_owned()][..]));

    let changed = import(&mut agent, &office, file, |plan| {
        plan.country = "ID".into();
        plan.update = true;
    })
    .await;
    assert_eq!(counts(&changed), (0, 2, 2, 0), "what is so already is left");
    let ada: Lead = agent.call("lead", &[("id", &lead)]).await.ok();
    assert_eq!((ada.name.as_str(), ada.tags.as_slice()), ("Ada Lovelace", &["new".to_owned(), "old".to_owned()][..]));
    assert_eq!((ada.last_message_at, ada.source.as_str()), (added.lead.last_message_at, ""), "the rest stays");
    let known = facts(&mut agent, &ada).await;
    assert_eq!(known.notes.len(), 1);
    let events: Vec<_> = known.history.iter().map(|change| change.what.clone()).collect();
    assert_eq!(events, [LeadEvent::Imported { file: "people.csv".into(), is_new: false }, LeadEvent::Decided(Plan::Tag("old".into()))]);
    for tag in ["new", "old"] {
        let tagged: LeadsPage = agent.call("list_leads", &[("filter[tag]", tag)]).await.ok();
        assert_eq!(tagged.leads.len(), 1, "{tag}");
    }
}

#[tokio::test]
async fn leads_that_are_here_are_left_or_changed_on_sqlite() {
    leads_that_are_here_are_left_or_changed(Database::Sqlite).await;
}

#[tokio::test]
async fn leads_that_are_here_are_left_or_changed_on_postgres() {
    leads_that_are_here_are_left_or_changed(Database::Postgres).await;
}

const BAD_ROWS: &[(&str, &str)] = &[
    ("Ada,12345,,,,,,", "is no number"),
    ("Ada,,,,,,,", "no number in this row"),
    ("Ada,0812 0000 0002,,,,,,", "Choose the country"),
    ("Ada,6.28123E+12,,,,,,", "shortened this number"),
    ("Ada,+62 812 0000 0002 / 0003,,,,,,", "is no number"),
    ("Ada,+62812000002,,Nowhere,,,,", "There is no stage Nowhere"),
    ("Ada,+62812000003,,,nobody@office.example,,,", "Nobody in the team"),
    ("Ada,+62812000003,,,viewer@office.example,,,", "Nobody in the team"),
    ("Ada,+62812000004,,,,a lot,,", "is no amount"),
    ("Ada,+62812000004,,,,-5,,", "is no amount"),
    ("Ada,+62812000005,,,,,31.31.2027,", "is no day"),
    ("Ada,+62812000005,,,,,2099-01-01,", "more than five years"),
    ("Ada,+62812000006,abcdefghijklmnopqrstuvwxyzabcdefg,,,,,", "A tag has"),
    ("Ada,+62812000006,a;b;c;d;e;f;g;h;i;j;k;l;m;n;o;p;q;r;s;t;u,,,,,", "at most 20 tags"),
    ("Ada,+62812000007,,,,,,,,too many,cells", "11 cells and the file has 8 columns"),
    ("A\0da,+62812000008,,,,,,", "cannot be kept"),
];

async fn rows_that_are_not_taken_say_why_and_come_back_as_a_file(database: Database) {
    let office = Office::open_on(database).await;
    let mut agent = office.signed_in(Role::Agent).await;
    let mut file = "Name,Number,Tags,Stage,Owner,Value,Follow-up,Note\n".to_owned();
    for (row, _) in BAD_ROWS {
        file += &format!("{row}\n");
    }
    file += &format!("{},+62812000009,,,,,,\n", "é".repeat(121));
    file += &format!("Ada,+62812000009,,,,,,{}\n", "x".repeat(4001));
    file += "=HYPERLINK(\"x\"),+62,,,,,,\n\nToo few,+62 812 0000 0044\nAda,\"+6281200000099,,,,,,\n";
    file += "Last,+62 812 0000 0045,,,,,,\n";
    let done = import(&mut agent, &office, file, |_| {}).await;
    let found = problems(&mut agent, &done).await;
    for ((row, why), (at, wanted)) in found.iter().zip((2..).zip(BAD_ROWS.iter().map(|(_, wanted)| wanted))) {
        assert!(*row == at && why.contains(wanted), "row {row}: {why}, not {wanted}");
    }
    let rest: Vec<_> = found[BAD_ROWS.len()..].iter().map(|(row, why)| (*row, why.as_str())).collect();
    let [(18, name), (19, note), (20, number), (23, quote)] = rest.as_slice() else { panic!("{rest:?}") };
    assert!(name.contains("120 characters") && note.contains("4000 characters") && number.contains("no number"), "{rest:?}");
    assert!(quote.contains("quote is opened"), "{quote}");
    assert_eq!(counts(&done), (2, 0, 0, BAD_ROWS.len() as u64 + 4), "{found:?}");
    let names: Vec<_> = leads(&mut agent).await.into_iter().map(|lead| lead.name).collect();
    assert_eq!(names, ["Too few", "Last"], "one bad row costs no other");

    let report = agent.get(&format!("/download/imports/{}", done.id)).await;
    assert_eq!((report.status, report.header("content-type")), (200, "text/csv; charset=utf-8"));
    let lines: Vec<_> = report.body.split("\r\n").collect();
    assert!(lines[0].starts_with("\u{feff}Row,Problem,Name,Number,Tags,"), "{}", lines[0]);
    assert!(lines[1].starts_with("2,12345 is no number") && lines[1].contains(",Ada,12345,"), "{}", lines[1]);
    assert!(report.body.contains("\"'=HYPERLINK(\"\"x\"\")\",'+62,"), "nothing is calculated: {}", report.body);
    assert_eq!(lines.len(), BAD_ROWS.len() + 6);
    // Corrected, it can be imported as it is.
    let again = import(&mut agent, &office, report.body.replace("12345", "+62 812 0000 0046"), |_| {}).await;
    assert_eq!((again.added, again.total), (1, Some(found.len() as u64)));

    // It is nobody else's.
    let mut admin = office.signed_in(Role::Admin).await;
    assert_eq!(admin.get(&format!("/download/imports/{}", done.id)).await.status, 404);
    assert_eq!(admin.call("import_problems", &[("import", &done.id.to_string())]).await.status, 404);
    assert_eq!(admin.call("imports", &[]).await.ok::<ImportDesk>().imports, []);
    assert_eq!(office.browser().get(&format!("/download/imports/{}", done.id)).await.status, 401);
}

#[tokio::test]
async fn rows_that_are_not_taken_say_why_and_come_back_as_a_file_on_sqlite() {
    rows_that_are_not_taken_say_why_and_come_back_as_a_file(Database::Sqlite).await;
}

#[tokio::test]
async fn rows_that_are_not_taken_say_why_and_come_back_as_a_file_on_postgres() {
    rows_that_are_not_taken_say_why_and_come_back_as_a_file(Database::Postgres).await;
}

#[tokio::test]
async fn rows_between_two_stray_quotes_are_no_name_and_come_back_with_the_report() {
    let office = Office::open().await;
    let mut agent = office.signed_in(Role::Agent).await;
    let file = "Name,Phone\n\"Quinn,+6281200000047\nRia,+6281200000048\nSam \"the man\",+6281200000049\nZoë,+6281200000050\n";
    let done = import(&mut agent, &office, file, |_| {}).await;
    let [(2, why)] = &problems(&mut agent, &done).await[..] else { panic!("one row is not taken") };
    assert!(why.contains("Name: It goes over several lines"), "{why}");
    assert_eq!(leads(&mut agent).await.into_iter().map(|lead| lead.name).collect::<Vec<_>>(), ["Zoë"]);
    let report = agent.get(&format!("/download/imports/{}", done.id)).await.body;
    assert!(["Quinn", "Ria", "Sam"].iter().all(|name| report.contains(name)), "nobody is lost: {report}");
}

#[tokio::test]
async fn a_file_in_any_encoding_with_any_delimiter_is_read() {
    let office = Office::open().await;
    let mut agent = office.signed_in(Role::Agent).await;
    let utf16 = |text: &str, of: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(of).collect::<Vec<u8>>();
    let of = |name: &str, by: char| format!("name{by}phone{by}note\n{name}{by}+6281200000002{by}\"a\nb\"\n");
    let files: Vec<(&str, Delimiter, Vec<u8>)> = vec![
        ("Zoë €", Delimiter::Comma, of("Zoë €", ',').into()),
        ("Zoë €", Delimiter::Semicolon, format!("\u{feff}{}", of("Zoë €", ';')).into()),
        ("Zoë €", Delimiter::Tab, utf16(&format!("\u{feff}{}", of("Zoë €", '\t')), u16::to_le_bytes)),
        ("Zoë €", Delimiter::Pipe, utf16(&format!("\u{feff}{}", of("Zoë €", '|')), u16::to_be_bytes)),
        ("José Muñoz", Delimiter::Semicolon, WINDOWS_1252.encode(&of("José Muñoz", ';')).0.into_owned()),
        ("Иван Петров", Delimiter::Comma, WINDOWS_1251.encode(&of("Иван Петров", ',')).0.into_owned()),
        ("田中 太郎", Delimiter::Comma, SHIFT_JIS.encode(&of("田中 太郎", ',')).0.into_owned()),
        ("Zoë", Delimiter::Semicolon, format!("sep=;\r\n{}", of("Zoë", ';').replace('\n', "\r")).into()),
    ];
    for (name, delimiter, file) in files {
        let id = upload(&mut agent, &office, file).await.body;
        let shown = preview(&mut agent, &id).await;
        assert_eq!(shown.plan.delimiter, delimiter, "{name} {:?}", shown.plan);
        assert_eq!((shown.rows.len(), shown.rows[0].cells[0].as_str(), shown.rows[0].problem.as_str()), (1, name, ""), "{:?}", shown.plan);
    }
    // Without names of columns.
    let done = import(&mut agent, &office, "+62 812-0000-0002;Ada\n+62 812-0000-0003;Bo\n", |_| {}).await;
    assert_eq!(counts(&done), (2, 0, 0, 0));
    // What was guessed wrong can be said.
    let id = upload(&mut agent, &office, WINDOWS_1252.encode("name,phone\nZoë,+6281200000009\n").0.into_owned()).await.body;
    let mut plan = preview(&mut agent, &id).await.plan;
    plan.encoding = "utf-8".into();
    let wrong: Preview = call_with(&mut agent, "preview_import", &id, &plan).await.ok();
    assert!(wrong.rows[0].problem.contains("cannot be read"), "{:?}", wrong.rows);
    plan.encoding = "windows-1252".into();
    plan.delimiter = Delimiter::Semicolon;
    let one: Preview = call_with(&mut agent, "preview_import", &id, &plan).await.ok();
    assert_eq!((one.plan.columns.len(), one.trouble.as_str()), (1, "Say which column holds the number."));
    assert_eq!(call_with(&mut agent, "begin_import", &id, &one.plan).await.status, 409);
    assert_eq!(preview(&mut agent, &id).await.plan, one.plan, "whoever comes back finds it as it was left");
}

#[tokio::test]
async fn what_is_no_list_is_refused_in_a_sentence_and_leaves_nothing_behind() {
    let office = Office::open().await;
    let mut agent = office.signed_in(Role::Agent).await;
    let noise: Vec<u8> = (0..5000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (content, wanted) in [
        (Vec::new(), "is empty"),
        (b"\n\n  \n".to_vec(), "is empty"),
        ("\u{feff}".into(), "is empty"),
        (b"Name,Phone\n".to_vec(), "nobody in this file"),
        (b"PK\x03\x04...".to_vec(), "save it as CSV"),
        (noise, "no text"),
        (vec![0; 5000], "no text"),
        ("a,".repeat(250).into(), "251 columns"),
        (",".repeat(1_000_000).into(), "longer than 256 KiB"),
        (vec![b'x'; (50 << 20) + 1], "larger than 50 MiB"),
    ] {
        let sentence = refusal(&mut agent, &office, content).await;
        assert!(sentence.contains(wanted), "{sentence}, not {wanted}");
    }
    assert_eq!(std::fs::read_dir(office.state.config.imports_folder()).unwrap().count(), 0);
    assert_eq!(agent.call("imports", &[]).await.ok::<ImportDesk>().imports, []);

    assert_eq!(office.browser().post_bytes("/upload/leads", "x".into(), &[("origin", &office.url())]).await.status, 401);
    assert_eq!(agent.post_bytes("/upload/leads", "x".into(), &[("origin", "https://evil.example")]).await.status, 403);
    let mut viewer = office.signed_in(Role::Viewer).await;
    assert_eq!(upload(&mut viewer, &office, PEOPLE).await.status, 403);
    // The next file takes the place of one that was not begun, and one that is given up is gone.
    let first = upload(&mut agent, &office, PEOPLE).await.body;
    let second = upload(&mut agent, &office, PEOPLE).await.body;
    assert_eq!(agent.call("preview_import", &[("import", &first)]).await.status, 404);
    agent.call("end_import", &[("import", &second)]).await.ok::<()>();
    agent.call("end_import", &[("import", &second)]).await.ok::<()>();
    assert_eq!(std::fs::read_dir(office.state.config.imports_folder()).unwrap().count(), 0);
    // Whatever a file is called.
    let id = upload_as(&mut agent, &office, "..%2F..%2F%0Aevil%00.csv", PEOPLE).await.body;
    let names: Vec<_> = agent.call("imports", &[]).await.ok::<ImportDesk>().imports.into_iter().map(|import| import.file).collect();
    assert_eq!(names, ["../../evil.csv"]);
    assert!(office.state.config.imports_folder().join(id).exists());
}

/// So many people, one a row.
fn many(count: usize) -> String {
    (0..count).fold("name,phone\n".to_owned(), |file, at| file + &format!("Person {at},+62812{:07}\n", at))
}

async fn a_server_that_is_stopped_goes_on_and_takes_every_row_once(database: Database) {
    const COUNT: usize = 6_000;
    let mut office = Office::open_on(database).await;
    let mut agent = office.signed_in(Role::Agent).await;
    let id = upload(&mut agent, &office, many(COUNT)).await.body;
    let mut events = office.events();
    agent.call("begin_import", &[("import", &id)]).await.ok::<Import>();
    let under_way = wait_for(&mut events, |event| match event {
        DomainEvent::ImportChanged(import) if import.added > 0 => Some(import.clone()),
        _ => None,
    })
    .await;
    assert!(under_way.state == ImportState::Running && under_way.added < COUNT as u64, "{under_way:?}");
    office.restart().await;
    let deadline = std::time::Instant::now() + PATIENCE * 4;
    let (mut events, mut agent) = (office.events(), agent_of(&office).await);
    let done = loop {
        let now = agent.call("imports", &[]).await.ok::<ImportDesk>().imports.remove(0);
        if now.state != ImportState::Running || std::time::Instant::now() > deadline {
            break now;
        }
        drop(tokio::time::timeout(PATIENCE, events.recv()).await);
    };
    assert_eq!((done.state, counts(&done)), (ImportState::Done, (COUNT as u64, 0, 0, 0)));
    let found: Found = agent.call("search", &[("typed", "Person 5999")]).await.ok();
    assert_eq!(found.leads.len(), 1);
}

async fn agent_of(office: &Office) -> Browser {
    office.signed_in(Role::Agent).await
}

#[tokio::test]
async fn a_server_that_is_stopped_goes_on_and_takes_every_row_once_on_sqlite() {
    a_server_that_is_stopped_goes_on_and_takes_every_row_once(Database::Sqlite).await;
}

#[tokio::test]
async fn a_server_that_is_stopped_goes_on_and_takes_every_row_once_on_postgres() {
    a_server_that_is_stopped_goes_on_and_takes_every_row_once(Database::Postgres).await;
}

#[tokio::test]
async fn an_import_is_stopped_and_gone_on_with_and_one_whose_file_is_gone_says_so() {
    let office = Office::open().await;
    let mut agent = office.signed_in(Role::Agent).await;
    let id = upload(&mut agent, &office, many(4_000)).await.body;
    let mut events = office.events();
    agent.call("begin_import", &[("import", &id)]).await.ok::<Import>();
    wait_for(&mut events, |event| match event {
        DomainEvent::ImportChanged(import) if import.added > 0 => Some(()),
        _ => None,
    })
    .await;
    agent.call("end_import", &[("import", &id)]).await.ok::<()>();
    let stopped = agent.call("imports", &[]).await.ok::<ImportDesk>().imports.remove(0);
    assert!(stopped.state == ImportState::Stopped && stopped.added < 4_000, "{stopped:?}");
    // The preview of what was begun is over.
    assert_eq!(agent.call("preview_import", &[("import", &id)]).await.status, 409);

    let file = office.state.config.imports_folder().join(&id);
    let aside = file.with_extension("aside");
    std::fs::rename(&file, &aside).unwrap();
    let refused = agent.call("begin_import", &[("import", &id)]).await;
    assert!(refused.status == 409 && refused.body.contains("not there any more"), "{}", refused.body);
    std::fs::rename(&aside, &file).unwrap();
    let mut events = office.events();
    agent.call("begin_import", &[("import", &id)]).await.ok::<Import>();
    let done = wait_for(&mut events, |event| match event {
        DomainEvent::ImportChanged(import) if import.state == ImportState::Done => Some(import.clone()),
        _ => None,
    })
    .await;
    assert_eq!((done.added, done.skipped), (4_000, 0));
    // Beginning again what is done changes nothing; it goes when it is asked to.
    agent.call("begin_import", &[("import", &id)]).await.ok::<Import>();
    agent.call("end_import", &[("import", &id)]).await.ok::<()>();
    assert!(!file.exists());
}

#[tokio::test]
async fn imports_are_forgotten_with_their_files_after_seven_days() {
    let later = Arc::new(AtomicI64::new(0));
    let (ahead, real) = (later.clone(), Clock::system());
    let clock = Clock::from_fn(move || real.now_ms() + ahead.load(Ordering::Relaxed));
    let mut office = Office::open_by(clock, Database::Sqlite).await;
    let mut agent = office.signed_in(Role::Agent).await;
    let done = import(&mut agent, &office, PEOPLE, |_| {}).await;
    let file = office.state.config.imports_folder().join(done.id.to_string());
    assert!(file.exists());
    office.restart().await;
    assert_eq!(agent_of(&office).await.call("imports", &[]).await.ok::<ImportDesk>().imports.len(), 1);
    office.close().await;
    later.store(7 * 86_400_000 + 1, Ordering::Relaxed);
    office.reopen().await;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while file.exists() && tokio::time::Instant::now() < deadline {
        tokio::task::yield_now().await;
    }
    assert!(!file.exists());
    assert_eq!(agent_of(&office).await.call("imports", &[]).await.ok::<ImportDesk>().imports, []);
    assert_eq!(leads(&mut agent_of(&office).await).await.len(), 4, "the leads stay");
}

#[tokio::test]
async fn what_was_exported_can_be_imported_elsewhere() {
    let office = Office::open().await;
    let mut admin = office.signed_in(Role::Admin).await;
    import(&mut admin, &office, PEOPLE, |_| {}).await;
    let exported = admin.get("/download/leads.csv").await.body;
    let before = leads(&mut admin).await;
    let elsewhere = Office::open().await;
    let mut admin = elsewhere.signed_in(Role::Admin).await;
    let done = import(&mut admin, &elsewhere, exported, |_| {}).await;
    assert_eq!(counts(&done), (4, 0, 0, 0), "{:?}", problems(&mut admin, &done).await);
    let after = leads(&mut admin).await;
    for (one, other) in before.iter().zip(&after) {
        assert_eq!((&one.name, &one.number, &one.tags, &one.source), (&other.name, &other.number, &other.tags, &other.source));
        assert_eq!((one.worth, one.due_at, one.stage, one.is_done), (other.worth, other.due_at, other.stage, other.is_done));
    }
}

async fn a_row_about_somebody_who_was_merged_is_about_the_one_lead(database: Database) {
    let office = Office::open_on(database).await;
    let mut admin = office.signed_in(Role::Admin).await;
    let ada: Added = admin.call("add_lead", &[("name", "Ada"), ("number", "+6281200000002")]).await.ok();
    let work: Added = admin.call("add_lead", &[("name", "Ada at work"), ("number", "+6281200000003")]).await.ok();
    admin.call("merge_people", &[("from", &work.lead.id.to_string()), ("into", &ada.lead.id.to_string())]).await.ok::<Lead>();
    let file = "Name,Phone,Tags\r\nAda L.,+62 812 0000 0003,vip\r\n";
    let done = import(&mut admin, &office, file, |plan| plan.update = true).await;
    assert_eq!(counts(&done), (0, 1, 0, 0));
    let all = leads(&mut admin).await;
    assert_eq!((all.len(), all[0].id, all[0].name.as_str(), all[0].tags.join(" ")), (1, ada.lead.id, "Ada L.", "vip".to_owned()));
}

#[tokio::test]
async fn a_row_about_somebody_who_was_merged_is_about_the_one_lead_on_sqlite() {
    a_row_about_somebody_who_was_merged_is_about_the_one_lead(Database::Sqlite).await;
}

#[tokio::test]
async fn a_row_about_somebody_who_was_merged_is_about_the_one_lead_on_postgres() {
    a_row_about_somebody_who_was_merged_is_about_the_one_lead(Database::Postgres).await;
}

async fn whoever_a_file_names_is_restored_when_they_were_deleted(database: Database) {
    let office = Office::open_on(database).await;
    let mut admin = office.signed_in(Role::Admin).await;
    let mut added = Vec::new();
    for number in ["+6281200000002", "+6281200000003"] {
        added.push(admin.call("add_lead", &[("name", "Ada"), ("number", number)]).await.ok::<Added>().lead.id);
    }
    let ids: Vec<String> = added.iter().map(ToString::to_string).collect();
    admin.call("delete_leads", &[("leads[0]", &ids[0]), ("leads[1]", &ids[1])]).await.ok::<()>();
    assert!(leads(&mut admin).await.is_empty());
    let done =
        import(&mut admin, &office, "name,number,tag\nCountess,+62 812 0000 0002,vip\nBob,+6281200000009,\n", |plan| plan.update = true)
            .await;
    assert_eq!((done.added, done.updated, done.refused), (1, 1, 0));
    let listed = leads(&mut admin).await;
    let back = listed.iter().find(|lead| lead.id == added[0]).expect("they are back");
    assert_eq!((listed.len(), back.name.as_str(), back.tags.join(" ")), (2, "Countess", "vip".to_owned()));
    let facts: LeadFacts = admin.call("lead_facts", &[("lead", &ids[0])]).await.ok();
    assert!(facts.history.iter().any(|change| change.what == LeadEvent::Restored && change.by.is_some()));
}

#[tokio::test]
async fn whoever_a_file_names_is_restored_when_they_were_deleted_on_sqlite() {
    whoever_a_file_names_is_restored_when_they_were_deleted(Database::Sqlite).await;
}

#[tokio::test]
async fn whoever_a_file_names_is_restored_when_they_were_deleted_on_postgres() {
    whoever_a_file_names_is_restored_when_they_were_deleted(Database::Postgres).await;
}
