//! The one socket of a tab.
use crate::support::{Office, Tab};
use leadwire::{
    live::{Change, LiveCommand, LiveMessage},
    phones::Phone,
    team::Role,
};

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
