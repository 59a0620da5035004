//! Pages as the server draws them.
use crate::support::{Answer, Office};
use leadwire::{leads::Added, team::Role};
use tokio::task::JoinSet;

/// A page without what is another each time: its nonce, and the moment in what it was read from, which follows the page.
fn lasting(page: &Answer) -> String {
    let nonce = page.header("content-security-policy").split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0;
    page.body.split("__RESOLVED_RESOURCES[").next().unwrap().replace(nonce, "")
}

fn title(page: &str) -> Option<&str> {
    Some(page.split_once("<title>")?.1.split_once("</title>")?.0)
}

/// Pages are drawn by all threads at once, and each by several.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_page_shows_the_same_however_many_are_asked_for_at_once() {
    let office = Office::open().await;
    let mut owner = office.signed_in(Role::Owner).await;
    let mut alone = Vec::new();
    for number in 10..30 {
        let (name, number) = (format!("Person {number}"), format!("+62813000000{number}"));
        let added: Added = owner.call("add_lead", &[("name", &name), ("number", &number)]).await.ok();
        alone.push((format!("/leads/{}", added.lead.id), name));
    }
    let others = [
        ("/today", "Today"),
        ("/leads?view=board", "Leads"),
        ("/leads?view=table", "Leads"),
        ("/leads?q=person", "Leads"),
        ("/templates", "Templates"),
        ("/phones", "Phones"),
    ];
    alone.extend(others.map(|(path, name)| (path.to_owned(), name.to_owned())));
    let mut pages = Vec::new();
    for (path, name) in alone {
        let page = lasting(&owner.get(&path).await);
        assert_eq!(title(&page), Some(format!("{name} · Leadwire").as_str()));
        pages.push((path, page));
    }
    for _ in 0..5 {
        let mut together = JoinSet::new();
        for (path, alone) in pages.clone() {
            let mut browser = owner.clone();
            together.spawn(async move { (lasting(&browser.get(&path).await), alone, path) });
        }
        while let Some(page) = together.join_next().await {
            let (page, alone, path) = page.unwrap();
            assert_eq!(title(&page), title(&alone));
            assert!(page == alone, "{path} is the page that it is alone");
        }
    }
}
