//! Lists that have a name.
use crate::support::{Browser, Database, Office, execute};
use leadwire::{
    leads::{Layout, LeadChoices, LeadState, View},
    live::Change,
    team::Role,
};
use uuid::Uuid;

async fn save(browser: &mut Browser, id: Uuid, name: &str, for_team: bool) -> crate::support::Answer {
    let (id, for_team) = (id.to_string(), for_team.to_string());
    let fields = [
        ("view[id]", id.as_str()),
        ("view[name]", name),
        ("view[filter][owner]", "mine"),
        ("view[filter][state]", "waiting"),
        ("view[layout]", "table"),
        ("view[for_team]", for_team.as_str()),
    ];
    browser.call("save_view", &fields).await
}

async fn views(browser: &mut Browser) -> Vec<String> {
    let choices: LeadChoices = browser.call("lead_choices", &[]).await.ok();
    choices.views.into_iter().map(|view| view.name).collect()
}

async fn a_view_is_ones_own_or_the_teams(database: Database) {
    let office = Office::open_on(database).await;
    let (mut admin, mut agent) = (office.signed_in(Role::Admin).await, office.signed_in(Role::Agent).await);
    let mut tab = office.tab(&agent).await;
    let (own, team) = (Uuid::now_v7(), Uuid::now_v7());
    let saved: View = save(&mut agent, own, "  My   hot ones ", false).await.ok();
    assert_eq!((saved.name.as_str(), saved.filter.state, saved.layout), ("My hot ones", LeadState::Waiting, Layout::Table));
    save(&mut admin, team, "Team", true).await.ok::<View>();
    tab.hear_change(|change| (*change == Change::Views).then_some(())).await;
    assert_eq!(views(&mut agent).await, ["My hot ones", "Team"]);
    assert_eq!(views(&mut admin).await, ["Team"]);

    // The same again is one; another name takes the place.
    save(&mut agent, own, "Mine", false).await.ok::<View>();
    assert_eq!(views(&mut agent).await, ["Mine", "Team"]);

    assert_eq!(save(&mut agent, own, " ", false).await.error().of_field("name"), Some("Give the view a name."));
    assert_eq!(save(&mut agent, own, &"é".repeat(41), false).await.status, 422);
    assert_eq!(save(&mut agent, Uuid::now_v7(), "x", true).await.status, 403, "the team's are an admin's");
    assert_eq!(save(&mut agent, team, "x", false).await.status, 403, "nor can they be taken");
    assert_eq!(save(&mut admin, own, "x", false).await.status, 404, "whose it is, is nobody else's business");
    assert_eq!(admin.call("delete_view", &[("id", &own.to_string())]).await.status, 404);
    // Saved before there was a table.
    execute(&office.state.db, r#"UPDATE saved_views SET query = '{"filter":{"state":"waiting"},"is_board":true}'"#).await;
    let choices: LeadChoices = admin.call("lead_choices", &[]).await.ok();
    assert_eq!((choices.views[0].filter.state, choices.views[0].layout), (LeadState::Waiting, Layout::Board));
    agent.call("delete_view", &[("id", &own.to_string())]).await.ok::<()>();
    agent.call("delete_view", &[("id", &own.to_string())]).await.ok::<()>();
    assert_eq!(views(&mut agent).await, ["Team"]);
}

#[tokio::test]
async fn a_view_is_ones_own_or_the_teams_on_sqlite() {
    a_view_is_ones_own_or_the_teams(Database::Sqlite).await;
}

#[tokio::test]
async fn a_view_is_ones_own_or_the_teams_on_postgres() {
    a_view_is_ones_own_or_the_teams(Database::Postgres).await;
}
