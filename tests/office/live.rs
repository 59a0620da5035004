//! The one socket of a tab.
use crate::support::{Office, Tab};
use leadwire::{
    leads::LeadId,
    live::{Change, LiveCommand, LiveMessage},
    phones::Phone,
    team::Role,
};
use uuid::Uuid;

#[tokio::test]
async fn two_tabs_hear_of_a_change_that_a_third_made() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let viewer = office.signed_in(Role::Viewer).await;
    let (mut one, mut two) = (office.tab(&owner).await, office.tab(&viewer).await);
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    for tab in [&mut one, &mut two] {
        let heard = tab.hear_change(|change| match change {
            Change::Phone(phone) => Some(phone.id),
            _ => None,
        });
        assert_eq!(heard.await, phone.id);
    }
}

#[tokio::test]
async fn a_tab_that_lost_its_socket_is_told_what_it_missed() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let tab = office.tab(&owner).await;
    let (run, seq) = (tab.run.clone(), tab.seq);
    drop(tab);
    let phone: Phone = owner.call("add_phone", &[("name", "Sales")]).await.ok();
    let (mut back, first) = Tab::come_back(&office.url(), &owner, Some(run), seq).await;
    assert!(matches!(first, LiveMessage::Welcome { .. }), "{first:?}");
    let missed = back.hear_change(|change| match change {
        Change::Phone(phone) => Some(phone.id),
        _ => None,
    });
    assert_eq!(missed.await, phone.id);
}

#[tokio::test]
async fn a_tab_of_a_server_that_was_restarted_fetches_again() {
    let mut office = Office::open().await;
    let owner = office.signed_in(Role::Owner).await;
    let tab = office.tab(&owner).await;
    let (run, seq) = (tab.run.clone(), tab.seq);
    office.restart().await;
    let (_, first) = Tab::come_back(&office.url(), &owner, Some(run), seq).await;
    assert!(matches!(first, LiveMessage::Resync { .. }), "{first:?}");
}

#[tokio::test]
async fn signing_out_closes_the_sockets_of_this_sign_in_at_once() {
    let office = Office::open().await;
    let mut here = office.signed_in(Role::Owner).await;
    let there = office.signed_in(Role::Owner).await;
    let (mut ours, mut theirs) = (office.tab(&here).await, office.tab(&there).await);
    here.call("sign_out", &[]).await.ok::<()>();
    assert_eq!(ours.hear().await, Some(LiveMessage::SignedOut));
    assert_eq!(ours.hear().await, None, "the socket is closed");
    theirs.say(&LiveCommand::Ping).await;
    assert_eq!(theirs.hear().await, Some(LiveMessage::Pong), "the other sign-in goes on");
}

/// Of each colleague who has the lead open, whether they write.
async fn others(tab: &mut Tab, of: LeadId) -> Vec<bool> {
    tab.hear_until(|message| match message {
        LiveMessage::Attendance { lead, others, .. } if *lead == of => Some(others.iter().map(|other| other.is_writing).collect()),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn colleagues_with_the_same_lead_open_hear_of_each_other_and_of_who_writes() {
    let office = Office::open().await;
    let (owner, viewer) = (office.signed_in(Role::Owner).await, office.signed_in(Role::Viewer).await);
    let (mut one, mut two) = (office.tab(&owner).await, office.tab(&viewer).await);
    let (lead, another) = (LeadId(Uuid::now_v7()), LeadId(Uuid::now_v7()));
    let attend = |lead, is_writing| LiveCommand::Attend { lead, is_writing };

    one.say(&attend(Some(lead), false)).await;
    assert!(others(&mut one, lead).await.is_empty(), "nobody is told of themselves");
    two.say(&attend(Some(lead), false)).await;
    assert_eq!(others(&mut two, lead).await, [false], "the one who was there first");
    assert_eq!(others(&mut one, lead).await, [false]);
    two.say(&attend(Some(lead), true)).await;
    assert_eq!(others(&mut one, lead).await, [true], "they write");
    two.say(&attend(Some(another), false)).await;
    assert!(others(&mut one, lead).await.is_empty(), "they have opened another lead");
    two.say(&attend(Some(lead), false)).await;
    assert_eq!(others(&mut one, lead).await, [false]);
    drop(two);
    assert!(others(&mut one, lead).await.is_empty(), "their tab is closed");
}
