//! The ends of a link.

use crate::support::{DEADLINE, SHOP, Town};
use whatsapp_rust::wacore::types::events::Event;
use whatsapp_simulator::ConnectionState;

#[tokio::test]
async fn a_companion_removed_on_the_handset_is_logged_out() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    assert_eq!(town.control.unlink(SHOP).await.unwrap(), 1);
    let on_connect = shop.logged_out().await;
    assert!(!on_connect);
    assert!(town.control.handset(SHOP).await.unwrap().companions.is_empty());
}

#[tokio::test]
async fn a_companion_removed_while_away_is_refused_at_its_next_login() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    town.control.unlink(SHOP).await.unwrap();
    let shop = asleep.start_again().await;
    let on_connect = shop.logged_out().await;
    assert!(on_connect);
}

#[tokio::test]
async fn a_companion_that_logs_out_is_gone_from_the_handset() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    shop.client.logout().await;
    let left = town.control.wait_for_handset(SHOP, DEADLINE, |shop| shop.companions.is_empty()).await.unwrap();
    assert!(left.companions.is_empty());
}

#[tokio::test]
async fn a_second_login_of_the_same_device_replaces_the_first() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    let twin = shop.twin().await;
    twin.connected().await;
    shop.event("replacement", |event| matches!(event, Event::StreamReplaced(_)).then_some(())).await;
    let left = town.control.wait_for_connections(1, None, DEADLINE).await;
    assert_eq!(left[0].state, ConnectionState::LoggedIn);
    let counts = town.control.connects(Some(SHOP), 0).await.unwrap().counts;
    assert_eq!((counts.logins, counts.displaced), (2, 1), "two live connections of one companion are noticed");
}

#[tokio::test]
async fn a_removed_companion_links_again_as_a_new_device() {
    let town = Town::start().await;
    let shop = town.companion_of(SHOP).await;
    town.control.unlink(SHOP).await.unwrap();
    shop.logged_out().await;
    let _again = town.companion_of(SHOP).await;
    assert_eq!(town.control.handset(SHOP).await.unwrap().companions[0].device, 2);
}

#[tokio::test]
async fn a_login_with_another_key_is_refused() {
    let town = Town::start().await;
    let asleep = town.companion_of(SHOP).await.stop().await;
    asleep.lose_its_noise_key().await;
    let shop = asleep.start_again().await;
    assert!(shop.logged_out().await);
    assert_eq!(town.control.handset(SHOP).await.unwrap().companions.len(), 1);
}
