//! Every door asks who is there and whether they may. A door without an entry here fails the walk.
use crate::support::{Office, Tab};
use leadwire::{
    app::App,
    error::AppError,
    live::{LiveCommand, LiveMessage},
    phones::{GuestLink, Phone, PhoneId},
    team::{Permission, Role},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a door asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Needs {
    /// Works for everybody.
    Nothing,
    /// A role with this right.
    Right(Permission),
    /// Being signed in; each subscription of the socket asks again. The socket also takes a guest's token.
    SignIn,
    /// The token of a link that was sent; without a right one there is nothing here.
    Token,
}

const NOBODYS: &str = "00000000-0000-7000-8000-000000000000";

/// Names and values of a form.
type Fields = &'static [(&'static str, &'static str)];

/// The server functions, what they need, and fields that they can read.
const CALLS: &[(&str, Needs, Fields)] = &[
    ("welcome", Needs::Nothing, &[]),
    ("sign_in", Needs::Nothing, &[("email", "x"), ("password", "x")]),
    ("sign_out", Needs::Nothing, &[]),
    ("create_owner", Needs::Nothing, &[("token", "x"), ("name", "x"), ("email", "x"), ("password", "x")]),
    ("list_phones", Needs::Right(Permission::SeePhones), &[]),
    ("add_phone", Needs::Right(Permission::ManagePhones), &[("name", "")]),
    ("begin_linking", Needs::Right(Permission::ManagePhones), &[("phone", NOBODYS), ("force", "false")]),
    ("rename_phone", Needs::Right(Permission::ManagePhones), &[("phone", NOBODYS), ("name", "x")]),
    ("act_on_phone", Needs::Right(Permission::ManagePhones), &[("phone", NOBODYS), ("action", "unlink")]),
    ("link_by_number", Needs::Right(Permission::ManagePhones), &[("phone", NOBODYS), ("number", "+6281200000001")]),
    ("phone_settings", Needs::Right(Permission::ManagePhones), &[("phone", NOBODYS)]),
    (
        "save_phone_settings",
        Needs::Right(Permission::ManagePhones),
        &[
            ("phone", NOBODYS),
            ("settings[replies]", "false"),
            ("settings[reply]", ""),
            ("settings[marks_read]", "false"),
            ("settings[fetches_media]", "true"),
        ],
    ),
    ("send_link", Needs::Right(Permission::ManagePhones), &[("phone", NOBODYS)]),
    ("guest_invitation", Needs::Token, &[("token", "x")]),
    ("guest_step", Needs::Token, &[("token", "x"), ("step", "begin"), ("number", "")]),
    ("phone_details", Needs::Right(Permission::SeePhones), &[("phone", NOBODYS)]),
    ("scan_with_simulated_handset", Needs::Right(Permission::ManagePhones), &[("phone", NOBODYS)]),
    ("list_leads", Needs::Right(Permission::SeeLeads), &[]),
    ("lead", Needs::Right(Permission::SeeLeads), &[("id", NOBODYS)]),
    ("today", Needs::Right(Permission::SeeLeads), &[("everybodys", "false")]),
    ("mark_lead_unread", Needs::Right(Permission::PlanLeads), &[("id", NOBODYS)]),
    ("plan_lead", Needs::Right(Permission::PlanLeads), &[("lead", NOBODYS), ("plan", "done")]),
    ("plan_leads", Needs::Right(Permission::PlanLeads), &[("decisions[0][lead]", NOBODYS), ("decisions[0][plan]", "done")]),
    ("lead_facts", Needs::Right(Permission::SeeLeads), &[("lead", NOBODYS)]),
    ("lead_choices", Needs::Right(Permission::SeeLeads), &[]),
    ("add_note", Needs::Right(Permission::PlanLeads), &[("lead", NOBODYS), ("id", NOBODYS), ("text", "x")]),
    ("delete_note", Needs::Right(Permission::PlanLeads), &[("lead", NOBODYS), ("id", NOBODYS)]),
    (
        "save_stages",
        Needs::Right(Permission::ManageStages),
        &[("stages[0][id]", NOBODYS), ("stages[0][name]", ""), ("stages[0][kind]", "open")],
    ),
    ("assignment_rules", Needs::Right(Permission::SetAssignment), &[]),
    ("save_assignment_rules", Needs::Right(Permission::SetAssignment), &[]),
    ("lead_history", Needs::Right(Permission::SeeLeads), &[("lead", NOBODYS)]),
    ("colleagues", Needs::Right(Permission::SeeLeads), &[]),
    ("mark_lead_read", Needs::Right(Permission::SeeLeads), &[("id", NOBODYS)]),
    ("thread", Needs::Right(Permission::SeeLeads), &[("lead", NOBODYS)]),
    ("send_message", Needs::Right(Permission::SendMessages), &[("id", NOBODYS), ("lead", NOBODYS), ("text", "x")]),
    ("add_lead", Needs::Right(Permission::AddLeads), &[("name", "x"), ("number", "+6281234567890")]),
    ("delete_leads", Needs::Right(Permission::DeleteLeads), &[("leads[0]", NOBODYS)]),
    ("restore_leads", Needs::Right(Permission::DeleteLeads), &[("leads[0]", NOBODYS)]),
    ("deleted_leads", Needs::Right(Permission::DeleteLeads), &[("typed", "")]),
    ("purge_leads", Needs::Right(Permission::PurgeLeads), &[("leads[0]", NOBODYS)]),
    ("merge_people", Needs::Right(Permission::PlanLeads), &[("from", NOBODYS), ("into", NOBODYS)]),
    ("take_people_apart", Needs::Right(Permission::PlanLeads), &[("merged", NOBODYS)]),
    ("merged_people", Needs::Right(Permission::SeeLeads), &[("lead", NOBODYS)]),
    (
        "save_view",
        Needs::Right(Permission::SeeLeads),
        &[("view[id]", NOBODYS), ("view[name]", "x"), ("view[filter][tag]", ""), ("view[layout]", "list"), ("view[for_team]", "false")],
    ),
    ("figures", Needs::Right(Permission::SeeLeads), &[("everybodys", "true"), ("days[0]", "0"), ("ends", "86400000")]),
    ("delete_view", Needs::Right(Permission::SeeLeads), &[("id", NOBODYS)]),
    ("imports", Needs::Right(Permission::AddLeads), &[]),
    ("preview_import", Needs::Right(Permission::AddLeads), &[("import", NOBODYS)]),
    ("begin_import", Needs::Right(Permission::AddLeads), &[("import", NOBODYS)]),
    ("end_import", Needs::Right(Permission::AddLeads), &[("import", NOBODYS)]),
    ("import_problems", Needs::Right(Permission::AddLeads), &[("import", NOBODYS)]),
    ("search", Needs::Right(Permission::SeeLeads), &[("typed", "x")]),
    ("desk", Needs::Right(Permission::SeeLeads), &[("lead", NOBODYS)]),
    ("offered_templates", Needs::Right(Permission::SendMessages), &[("lead", NOBODYS)]),
    ("schedule_message", Needs::Right(Permission::SendMessages), &[("id", NOBODYS), ("lead", NOBODYS), ("text", "x"), ("send_at", "1")]),
    ("settle_scheduled", Needs::Right(Permission::SendMessages), &[("id", NOBODYS), ("how", "drop")]),
    ("list_templates", Needs::Right(Permission::SeeLeads), &[]),
    ("largest_file", Needs::Right(Permission::SendMessages), &[]),
    (
        "save_template",
        Needs::Right(Permission::SendMessages),
        &[("id", NOBODYS), ("name", "x"), ("shortcut", "x"), ("body", "x"), ("for_team", "false")],
    ),
    ("list_sequences", Needs::Right(Permission::SeeLeads), &[]),
    (
        "save_sequence",
        Needs::Right(Permission::SendMessages),
        &[
            ("id", NOBODYS),
            ("draft[name]", "x"),
            ("draft[steps][0][kind]", "message"),
            ("draft[steps][0][days]", "1"),
            ("draft[steps][0][minute]", "540"),
            ("draft[steps][0][text]", "x"),
            ("for_team", "false"),
        ],
    ),
    ("delete_sequence", Needs::Right(Permission::SendMessages), &[("id", NOBODYS)]),
    ("offered_sequences", Needs::Right(Permission::SendMessages), &[("lead", NOBODYS), ("zone", "UTC")]),
    (
        "start_sequence",
        Needs::Right(Permission::SendMessages),
        &[("run", NOBODYS), ("lead", NOBODYS), ("sequence", NOBODYS), ("zone", "UTC")],
    ),
    ("end_sequence", Needs::Right(Permission::SendMessages), &[("run", NOBODYS)]),
    ("resume_sequence", Needs::Right(Permission::SendMessages), &[("run", NOBODYS)]),
    ("quiet_hours", Needs::Right(Permission::SeeLeads), &[]),
    (
        "save_quiet_hours",
        Needs::Right(Permission::SetQuietHours),
        &[("hours[is_on]", "true"), ("hours[from]", "1260"), ("hours[to]", "480"), ("hours[zone]", "")],
    ),
    ("delete_template", Needs::Right(Permission::SendMessages), &[("id", NOBODYS)]),
    (
        "send_file",
        Needs::Right(Permission::SendMessages),
        &[("id", NOBODYS), ("lead", NOBODYS), ("text", ""), ("name", "x"), ("recorded", "0")],
    ),
    ("fetch_media_again", Needs::Right(Permission::SeeLeads), &[("message", NOBODYS)]),
    ("run_doctor", Needs::Right(Permission::ManagePhones), &[]),
    ("live", Needs::SignIn, &[]),
];

/// The pages; those that need a sign-in show a stranger the sign-in page instead.
const PAGES: &[(&str, Needs)] = &[
    ("/", Needs::SignIn), // leads on to Today, which asks
    ("/sign-in", Needs::Nothing),
    ("/first-run", Needs::Nothing),
    ("/link/:token", Needs::Token),
    ("/phones", Needs::Right(Permission::SeePhones)),
    ("/phones/:id", Needs::Right(Permission::SeePhones)),
    ("/doctor", Needs::Right(Permission::ManagePhones)),
    ("/templates", Needs::Right(Permission::SeeLeads)),
    ("/sequences", Needs::Right(Permission::SeeLeads)),
    ("/today", Needs::Right(Permission::SeeLeads)),
    ("/leads", Needs::Right(Permission::SeeLeads)),
    ("/leads/import", Needs::Right(Permission::AddLeads)),
    ("/leads/deleted", Needs::Right(Permission::DeleteLeads)),
    ("/leads/:id", Needs::Right(Permission::SeeLeads)),
];

#[tokio::test]
async fn every_server_function_has_an_entry_in_the_table() {
    let _office = Office::open_empty().await;
    let known: BTreeSet<String> = CALLS.iter().map(|(name, ..)| format!("/call/{name}")).collect();
    let real: BTreeSet<String> = server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(real, known);
}

#[tokio::test]
async fn every_page_has_an_entry_in_the_table() {
    let _office = Office::open_empty().await;
    let known: BTreeSet<String> = PAGES.iter().map(|(path, _)| path.replace(":id", "{id}").replace(":token", "{token}")).collect();
    let real: BTreeSet<String> = leptos_axum::generate_route_list(App).iter().map(|route| route.path().to_owned()).collect();
    assert_eq!(real, known);
}

#[tokio::test]
async fn every_server_function_lets_in_exactly_the_roles_that_may() {
    let office = Office::open().await;
    let browsers =
        [office.signed_in(Role::Owner), office.signed_in(Role::Admin), office.signed_in(Role::Agent), office.signed_in(Role::Viewer)];
    let mut browsers = futures_util::future::join_all(browsers).await;
    for (name, needs, fields) in CALLS {
        let Needs::Right(permission) = needs else { continue };
        let nobody = office.browser().call(name, fields).await;
        assert_eq!(nobody.status, 401, "{name} as nobody: {}", nobody.body);
        for (role, browser) in Role::ALL.into_iter().zip(&mut browsers) {
            let status = browser.call(name, fields).await.status;
            if role.may(*permission) {
                assert!(status != 401 && status != 403, "{name} as {role:?}: {status}");
            } else {
                assert_eq!(status, 403, "{name} as {role:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_guests_token_opens_no_door_but_its_own() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    let link: GuestLink = owner.call("send_link", &[("phone", &phone.id.to_string())]).await.ok();
    let token = link.url.rsplit('/').next().unwrap();
    let mut guest = office.browser();
    for (name, needs, fields) in CALLS {
        match needs {
            Needs::Right(_) => {
                for cookie in [None, Some(format!("leadwire={token}"))] {
                    guest.cookie = cookie;
                    let shown = [*fields, &[("token", token)]].concat();
                    assert_eq!(guest.call(name, &shown).await.status, 401, "{name}");
                }
            }
            Needs::Token => {
                assert_eq!(guest.call(name, fields).await.error(), AppError::NotFound("link".into()), "{name} without a right one")
            }
            Needs::Nothing | Needs::SignIn => {}
        }
    }
}

#[tokio::test]
async fn every_page_that_needs_a_sign_in_turns_nobody_away_to_the_sign_in_page() {
    let office = Office::open().await;
    for (path, needs) in PAGES {
        let path = path.replace(":id", NOBODYS);
        let answer = office.browser().get(&path).await;
        if *needs == Needs::Nothing {
            assert_eq!(answer.status, 200, "{path}");
        } else if *needs == Needs::Token {
            assert_eq!(answer.status, 404, "{path}");
        } else {
            assert_eq!(answer.status, 302, "{path}");
            let asks = if path == "/" { "/today" } else { "/sign-in" };
            assert!(answer.header("location").starts_with(asks), "{path} leads to {}", answer.header("location"));
        }
    }
    for role in Role::ALL {
        let mut browser = office.signed_in(role).await;
        for (path, needs) in PAGES.iter().filter(|(path, _)| !path.contains(':')) {
            let answer = browser.get(path).await;
            match needs {
                Needs::Right(permission) if !role.may(*permission) => assert_ne!(answer.status, 200, "{path} as {role:?}"),
                _ => assert!([200, 302].contains(&answer.status), "{path} as {role:?}: {}", answer.status),
            }
        }
        let manages = browser.get("/phones").await.body.contains("Link a phone");
        assert_eq!(manages, role.may(Permission::ManagePhones), "the button as {role:?}");
    }
    let mut viewer = office.signed_in(Role::Viewer).await;
    assert_eq!(viewer.get(&format!("/leads/{NOBODYS}")).await.status, 404, "a lead that is not there");
}

#[tokio::test]
async fn a_socket_without_a_sign_in_or_from_another_site_is_refused() {
    let office = Office::open().await;
    let owner = office.signed_in(Role::Owner).await;
    let base = office.url();
    for origin in [None, Some("https://evil.example"), Some("null"), Some("http://127.0.0.1:1")] {
        let refused = Tab::connect(&base, owner.cookie.as_deref(), origin).await;
        assert!(refused.is_err(), "Origin {origin:?}");
    }
    for greeting in [LiveCommand::Hello { run: None, seq: 0 }, LiveCommand::WatchLink { phone: PhoneId(Uuid::now_v7()) }, LiveCommand::Ping]
    {
        let (mut stranger, first) = Tab::greet(&base, None, &greeting).await;
        assert_eq!(first, Some(LiveMessage::SignedOut), "{greeting:?}");
        assert_eq!(stranger.hear().await, None, "a stranger's socket says nothing else");
    }
}

#[tokio::test]
async fn only_those_who_manage_phones_may_watch_a_code() {
    let office = Office::open().await;
    for role in Role::ALL {
        let browser = office.signed_in(role).await;
        let mut tab = office.tab(&browser).await;
        tab.say(&LiveCommand::WatchLink { phone: PhoneId(Uuid::now_v7()) }).await;
        let LiveMessage::Refused { message } = tab.hear().await.unwrap() else { panic!("there is no such phone") };
        assert_eq!(message.contains("role"), !role.may(Permission::ManagePhones), "{role:?}: {message}");
    }
}

#[tokio::test]
async fn what_changes_something_must_come_from_our_own_pages() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    for origin in ["https://evil.example", "null", ""] {
        let answer = owner.post("/call/add_phone", "name=x".into(), "application/x-www-form-urlencoded", &[("origin", origin)]).await;
        assert_eq!(answer.status, 403, "{origin}");
        assert!(answer.body.contains(&office.url()), "{}", answer.body);
    }
    let answer = owner.post("/call/add_phone", "name=x".into(), "application/x-www-form-urlencoded", &[]).await;
    assert_eq!(answer.status, 403, "no Origin at all");
}
