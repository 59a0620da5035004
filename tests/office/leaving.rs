//! A tab that is closed as soon as something was pressed there.
use crate::support::{Office, form, wait_for};
use leadwire::{event::DomainEvent, team::Role};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn what_was_pressed_is_done_although_the_tab_is_gone_before_the_answer() {
    let office = Office::open().await;
    let owner = office.signed_in(Role::Owner).await;
    let mut events = office.events();
    // The call cannot be done before the tab is gone.
    let held = office.state.db.write().await.unwrap();
    let (address, cookie, body) = (office.address, owner.cookie.clone().unwrap(), form(&[("name", "Ada"), ("number", "+6281300000009")]));
    let request = format!(
        "POST /call/add_lead HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\nAccept: application/json\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut tab = TcpStream::connect(address).await.unwrap();
    tab.write_all(request.as_bytes()).await.unwrap();
    tab.shutdown().await.unwrap();
    let mut answer = Vec::new();
    tab.read_to_end(&mut answer).await.unwrap();
    assert_eq!(answer, b"", "the server has noticed that nobody is there");

    held.rollback().await.unwrap();
    let name = wait_for(&mut events, |event| match event {
        DomainEvent::LeadChanged(lead) => Some(lead.name.clone()),
        _ => None,
    });
    assert_eq!(name.await, "Ada");
}
