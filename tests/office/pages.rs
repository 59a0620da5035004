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

/// Pages and files are asked for at once, by one browser as by many.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_file_that_is_served_beside_a_page_takes_nothing_of_its_headers() {
    let office = Office::open_with_knobs(&["--site-root", concat!(env!("CARGO_MANIFEST_DIR"), "/public")]).await;
    let owner = office.signed_in(Role::Owner).await;
    for _ in 0..5 {
        let mut together = JoinSet::new();
        for path in ["/today", "/leads", "/leads?view=board", "/templates", "/phones", "/sequences"].repeat(3) {
            let (mut owner, mut stranger, mut loader) = (owner.clone(), office.browser(), office.browser());
            together.spawn(async move {
                let page = owner.get(path).await;
                assert_eq!((path, page.status), (path, 200));
                assert!(page.header("content-security-policy").contains("'nonce-"), "{path} says which scripts may run");
            });
            together.spawn(async move {
                let page = stranger.get(path).await;
                assert_eq!((path, page.status), (path, 302), "a stranger is always led to the sign-in");
                assert!(page.header("location").starts_with("/sign-in?next="));
            });
            together.spawn(async move {
                for path in ["/favicon.svg", "/robots.txt"].repeat(8) {
                    let file = loader.get(path).await;
                    assert_eq!((path, file.status), (path, 200));
                    let of_a_page = ["content-security-policy", "location"].map(|name| file.headers.contains_key(name));
                    assert_eq!((path, of_a_page), (path, [false, false]));
                }
            });
        }
        while let Some(done) = together.join_next().await {
            done.unwrap();
        }
    }
}

#[tokio::test]
async fn a_file_that_did_not_change_is_not_sent_again_and_one_that_is_missing_is_a_page_that_says_so() {
    let office = Office::open_with_knobs(&["--site-root", concat!(env!("CARGO_MANIFEST_DIR"), "/public")]).await;
    let mut browser = office.browser();
    let file = browser.get("/favicon.svg").await;
    assert_eq!((file.status, file.header("content-type"), file.header("cache-control")), (200, "image/svg+xml", "no-cache"));
    let unchanged = browser.get_with("/favicon.svg", &[("if-modified-since", file.header("last-modified"))]).await;
    assert_eq!((unchanged.status, unchanged.body.as_str()), (304, ""));
    let long = format!("/{}", "n".repeat(256));
    for missing in ["/favicon.png", "/pkg/", "/no/such/page", "/%00", "/%2e%2e/Cargo.toml", &long] {
        let page = browser.get(missing).await;
        assert_eq!((missing, page.status, title(&page.body)), (missing, 404, Some("Page not found · Leadwire")));
    }
}
