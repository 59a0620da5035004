//! The doctor finds what is broken, says what to do, and disturbs nobody.
use crate::support::{Database, Office, execute, listening, output, program};
use leadwire::{
    clock::Clock,
    db::{Db, testing},
    doctor::{Examined, Finding, Outcome, Report},
    phones::{Phone, PhoneState},
    team::Role,
};
use std::{
    net::SocketAddr,
    process::Output,
    time::{Duration, SystemTime},
};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
};

use whatsapp_simulator::ConnectionView;

async fn doctor(url: &str, simulator: SocketAddr) -> (Report, i32) {
    let Output { status, stdout, stderr } = output(program(&["doctor", "--json"], url, simulator)).await;
    let report = serde_json::from_slice(&stdout).unwrap_or_else(|_| panic!("no report: {}", String::from_utf8_lossy(&stderr)));
    assert_eq!(String::from_utf8_lossy(&stderr), "", "the log is quiet");
    (report, status.code().unwrap())
}

fn step<'a>(report: &'a Report, name: &str) -> &'a Finding {
    report.steps.iter().find(|step| step.name == name).unwrap_or_else(|| panic!("there is no step {name}: {report:#?}"))
}

fn outcomes(report: &Report, names: &[&str]) -> Vec<Outcome> {
    names.iter().map(|name| step(report, name).outcome).collect()
}

/// A server of WhatsApp's that is broken in one way.
async fn broken_server<Served: Future<Output = ()> + Send>(serve: impl Fn(TcpStream) -> Served + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            serve(stream).await;
        }
    });
    address
}

/// The report about a sound database and this server, and the step that must be the only bad one.
async fn with_server(server: SocketAddr, broken: &str) -> (Report, Finding) {
    let url = testing::sqlite_url();
    Db::open(&url).await.unwrap().migrate().await.unwrap();
    let (report, code) = doctor(&url, server).await;
    assert_eq!(code, 1, "{report:#?}");
    let bad: Vec<_> = report.steps.iter().filter(|step| step.outcome == Outcome::Bad).collect();
    assert_eq!(bad.len(), 1, "{report:#?}");
    assert_eq!(bad[0].name, broken);
    assert!(bad[0].advice.is_some());
    let found = bad[0].clone();
    (report, found)
}

async fn healthy_office(database: Database) {
    let office = Office::open_on(database).await;
    let phone = office.linked_phone("Sales").await;
    let sockets = |views: Vec<ConnectionView>| views.into_iter().map(|view| view.id).collect::<Vec<_>>();
    let before = sockets(office.control().connections(None).await);
    let mut owner = office.signed_in(Role::Owner).await;
    // Not by the door: two requests may come so far apart that the first is done.
    let (state, doctor) = (&office.state, &office.state.doctor);
    let (one, other) = tokio::join!(doctor.examine(state), doctor.examine(state));
    assert_eq!(one.unwrap(), other.unwrap(), "whoever asks meanwhile gets the same report");
    let one: Examined = owner.call("run_doctor", &[]).await.ok();
    let report = one.report;
    assert!(!report.is_bad(), "{report:#?}");
    let names = [
        "Clock",
        "Database",
        "Database writing",
        "Migrations",
        "Single process",
        "Address",
        "TCP",
        "WebSocket",
        "Handshake",
        "State",
        "Keys",
    ];
    assert_eq!(outcomes(&report, &names), [Outcome::Good; 11], "{report:#?}");
    if let Database::Sqlite = database {
        assert_eq!(outcomes(&report, &["Disk writing"]), [Outcome::Good], "nothing else is kept in a folder");
    }
    assert_eq!(step(&report, "Keys").phone.as_deref(), Some("Sales"));
    assert!(step(&report, "Single process").words.contains(&office.address.to_string()));
    assert!(one.text.contains("Handshake") && !one.text.contains("812-0000"), "{}", one.text);
    let phones: Vec<Phone> = owner.call("list_phones", &[]).await.ok();
    assert_eq!((phones[0].state, phones[0].since), (PhoneState::Connected, phone.since), "the phone noticed nothing");
    let after = sockets(office.control().wait_for_connections(1, None, Duration::from_secs(10)).await);
    assert_eq!(after, before, "no socket is left over, and the phone's is the same");
}

#[tokio::test]
async fn in_a_healthy_office_everything_is_good_and_the_phone_stays_connected() {
    healthy_office(Database::Sqlite).await;
}

#[tokio::test]
async fn in_a_healthy_office_on_postgres_everything_is_good_too() {
    healthy_office(Database::Postgres).await;
}

#[tokio::test]
async fn beside_a_running_server_the_command_finds_everything_good_and_ends_with_0() {
    for database in [Database::Sqlite, Database::Postgres] {
        let office = Office::open_on(database).await;
        office.linked_phone("Sales").await;
        let (report, code) = doctor(&office.state.config.database_url(), office.simulator.addr()).await;
        assert_eq!(code, 0, "{report:#?}");
        assert_eq!(
            outcomes(&report, &["Database", "Database writing", "Migrations", "Single process", "Handshake", "Keys"]),
            [Outcome::Good; 6]
        );
        assert!(step(&report, "Single process").words.contains(&office.address.to_string()), "{report:#?}");
    }
}

#[tokio::test]
async fn the_text_for_people_is_aligned_and_says_what_to_do() {
    let office = Office::open().await;
    let missing = testing::sqlite_url();
    let printed = output(program(&["doctor"], &missing, office.simulator.addr())).await;
    assert_eq!(printed.status.code(), Some(1));
    let text = String::from_utf8(printed.stdout).unwrap();
    assert!(text.contains("BAD     Database ") && text.contains("→ ") && text.contains("good    Handshake "), "{text}");
}

#[tokio::test]
async fn what_cannot_run_ends_with_2() {
    let nowhere = "127.0.0.1:1".parse().unwrap();
    let printed = output(program(&["doctor", "--public-url", "nonsense"], &testing::sqlite_url(), nowhere)).await;
    assert_eq!(printed.status.code(), Some(2));
    assert!(printed.stdout.is_empty());
    assert!(String::from_utf8_lossy(&printed.stderr).contains("LEADWIRE_PUBLIC_URL"));
}

#[tokio::test]
async fn a_server_that_does_not_listen_is_found_at_tcp() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    let (report, found) = with_server(nobody, "TCP").await;
    assert!(found.words.contains("refused"), "{found:?}");
    assert_eq!(outcomes(&report, &["TLS", "WebSocket", "Handshake"]), [Outcome::Skipped; 3]);
    assert!(step(&report, "Handshake").words.contains("\"TCP\""), "it says why: {report:#?}");
}

#[tokio::test]
async fn a_server_that_accepts_and_never_answers_is_found_at_the_websocket() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (_, found) = with_server(silent.local_addr().unwrap(), "WebSocket").await;
    assert!(found.words.contains("no answer within 5 s"), "{found:?}");
}

#[tokio::test]
async fn a_server_that_refuses_the_upgrade_is_found_with_its_status() {
    let refusing = broken_server(|mut stream: TcpStream| async move {
        stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n").await.unwrap();
    });
    let (_, found) = with_server(refusing.await, "WebSocket").await;
    assert!(found.words.contains("503"), "{found:?}");
}

#[tokio::test]
async fn a_server_that_talks_nonsense_or_hangs_up_is_found_at_the_handshake() {
    use futures_util::SinkExt;
    use tokio_tungstenite::tungstenite::Message;
    let talking = broken_server(|stream: TcpStream| async move {
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        // A frame of five bytes, which are no greeting.
        drop(socket.send(Message::Binary(vec![0, 0, 5, 1, 2, 3, 4, 5].into())).await);
    });
    let (_, found) = with_server(talking.await, "Handshake").await;
    assert!(found.words.contains("not WhatsApp's"), "{found:?}");
    let hanging_up = broken_server(|stream: TcpStream| async move {
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        drop(socket.close(None).await);
    });
    let (_, found) = with_server(hanging_up.await, "Handshake").await;
    assert!(found.words.contains("closed the connection"), "{found:?}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told_as_damaged_and_left_alone() {
    let office = Office::open().await;
    let url = testing::sqlite_url();
    let path = url.strip_prefix("sqlite://").unwrap();
    std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
    std::fs::write(path, "nonsense ".repeat(1000)).unwrap();
    let (report, code) = doctor(&url, office.simulator.addr()).await;
    assert_eq!(code, 1);
    let found = step(&report, "Database");
    assert!(found.outcome == Outcome::Bad && found.words.contains("damaged"), "{found:?}");
    assert_eq!(outcomes(&report, &["Database writing", "Migrations", "Phones"]), [Outcome::Skipped; 3]);
    assert_eq!(std::fs::read_to_string(path).unwrap(), "nonsense ".repeat(1000));
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_told_as_such() {
    let office = Office::open().await;
    let url = testing::sqlite_url();
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    let copy = "INSERT INTO _sqlx_migrations SELECT version + 90000000000000, description, installed_on, success, checksum, execution_time \
         FROM _sqlx_migrations ORDER BY version LIMIT 1";
    execute(&db, copy).await;
    db.close().await;
    let (report, code) = doctor(&url, office.simulator.addr()).await;
    assert_eq!(code, 1);
    let found = step(&report, "Migrations");
    assert!(found.outcome == Outcome::Bad && found.words.contains("newer Leadwire"), "{found:?}");
}

#[tokio::test]
async fn a_database_that_another_program_keeps_locked_is_told_as_locked() {
    let office = Office::open().await;
    let url = testing::sqlite_url();
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    let _held = db.write().await.unwrap();
    let (report, code) = doctor(&url, office.simulator.addr()).await;
    assert_eq!(code, 1);
    let found = step(&report, "Database writing");
    assert!(found.outcome == Outcome::Bad && found.words.contains("locked"), "{found:?}");
    assert_eq!(step(&report, "Migrations").outcome, Outcome::Good, "it can still be read");
}

#[tokio::test]
async fn a_postgres_server_that_is_away_is_told_without_its_password() {
    let office = Office::open().await;
    let url = "postgres://somebody:verysecret@127.0.0.1:1/leadwire";
    let printed = output(program(&["doctor"], url, office.simulator.addr())).await;
    assert_eq!(printed.status.code(), Some(1));
    let text = String::from_utf8(printed.stdout).unwrap();
    assert!(text.contains("no server answers") && !text.contains("verysecret"), "{text}");
}

#[tokio::test]
async fn keys_that_cannot_be_read_are_told_with_the_phone() {
    let office = Office::open().await;
    let phone = office.linked_phone("Sales").await;
    // A session that runs would write its keys again.
    let mut owner = office.signed_in(Role::Owner).await;
    owner.call("act_on_phone", &[("phone", &phone.id.to_string()), ("action", "disconnect")]).await.ok::<()>();
    execute(&office.state.db, "UPDATE keyrings SET device = '{\"format\":1,\"device\":\"a secret key\"}'").await;
    let (report, code) = doctor(&office.state.config.database_url(), office.simulator.addr()).await;
    assert_eq!(code, 1);
    let found = step(&report, "Keys");
    assert_eq!((found.outcome, found.phone.as_deref()), (Outcome::Bad, Some("Sales")), "{found:?}");
    assert!(!found.words.contains("secret"), "{found:?}");
}

/// The command beside no server, with a database of this program.
async fn migrated() -> (String, Db) {
    let url = testing::sqlite_url();
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    (url, db)
}

#[tokio::test]
async fn a_clock_that_differs_from_the_servers_is_told_with_the_difference() {
    use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
    let behind = broken_server(|stream: TcpStream| async move {
        #[expect(clippy::result_large_err, reason = "the library wants it so")]
        let dated = |_: &Request, mut answer: Response| {
            let now = Duration::from_millis(u64::try_from(Clock::system().now_ms()).unwrap());
            let ahead = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + now + Duration::from_secs(630));
            answer.headers_mut().insert("date", ahead.parse().unwrap());
            Ok(answer)
        };
        let mut socket = tokio_tungstenite::accept_hdr_async(stream, dated).await.unwrap();
        drop(socket.close(None).await);
    });
    let (report, _) = with_server(behind.await, "Handshake").await;
    let clock = step(&report, "Clock");
    assert!(clock.outcome == Outcome::Warning && clock.words.contains("10 min behind"), "{clock:?}");
    assert!(clock.advice.as_ref().unwrap().contains("time synchronisation"), "{clock:?}");
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_written_is_told_with_its_place() {
    let office = Office::open_on(Database::Postgres).await;
    // Nobody, not even root, can make a file there.
    let command = program(&["doctor", "--json", "--data-dir", "/proc"], &office.database_url(), office.simulator.addr());
    let Output { status, stdout, .. } = output(command).await;
    let report: Report = serde_json::from_slice(&stdout).unwrap();
    assert_eq!(status.code(), Some(1));
    let found = step(&report, "Disk writing");
    assert!(found.outcome == Outcome::Bad && found.words.contains("/proc") && found.advice.is_some(), "{found:?}");
    assert_eq!(report.steps.iter().filter(|step| step.outcome == Outcome::Bad).count(), 1, "{report:#?}");
}

#[tokio::test]
async fn a_data_folder_with_little_space_is_told_with_what_is_left() {
    let office = Office::open().await;
    let (report, _) = doctor(&office.database_url(), office.simulator.addr()).await;
    let found = step(&report, "Disk space");
    assert_ne!(found.outcome, Outcome::Skipped, "{found:?}");
    assert!(found.words.contains("iB free in "), "{found:?}");
}

#[tokio::test]
async fn migrations_that_are_missing_or_another_programs_are_told() {
    let office = Office::open().await;
    let last = "(SELECT MAX(version) FROM _sqlx_migrations)";
    let (url, db) = migrated().await;
    execute(&db, format!("DELETE FROM _sqlx_migrations WHERE version = {last}")).await;
    let (report, code) = doctor(&url, office.simulator.addr()).await;
    let found = step(&report, "Migrations");
    assert!(found.outcome == Outcome::Warning && found.words.starts_with("1 migrations of this program"), "{found:?}");
    assert!(found.advice.as_ref().unwrap().contains("Back the database up"), "{found:?}");
    assert_eq!((code, step(&report, "Phones").outcome), (0, Outcome::Skipped), "the next start mends it, so nothing is broken");

    let (url, db) = migrated().await;
    execute(&db, format!("UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = {last}")).await;
    let (report, code) = doctor(&url, office.simulator.addr()).await;
    let found = step(&report, "Migrations");
    assert!(found.outcome == Outcome::Bad && found.words.contains("another Leadwire than this one"), "{found:?}");
    assert_eq!(code, 1);
}

#[tokio::test]
async fn whether_a_server_works_on_the_database_is_told_and_which() {
    let office = Office::open().await;
    let (url, _db) = migrated().await;
    let single = async || step(&doctor(&url, office.simulator.addr()).await.0, "Single process").clone();
    let nobody = single().await;
    assert!(nobody.outcome == Outcome::Warning && nobody.words.contains("No Leadwire runs"), "{nobody:?}");
    assert!(nobody.advice.unwrap().contains("leadwire serve"));
    let server = listening(&url, office.simulator.addr()).await;
    let running = single().await;
    assert!(running.outcome == Outcome::Good && running.words.contains(&format!("{}", server.0.id())), "{running:?}");
    drop(server);
    let killed = single().await;
    assert_eq!(killed.words, nobody.words, "a killed one leaves no lock behind");
}

#[tokio::test]
async fn keys_that_are_missing_are_told_with_the_phone_and_a_way_out() {
    let office = Office::open().await;
    let phone = office.linked_phone("Sales").await;
    let mut owner = office.signed_in(Role::Owner).await;
    owner.call("act_on_phone", &[("phone", &phone.id.to_string()), ("action", "disconnect")]).await.ok::<()>();
    execute(&office.state.db, "DELETE FROM keyrings").await;
    let (report, code) = doctor(&office.database_url(), office.simulator.addr()).await;
    assert_eq!(code, 1);
    let found = step(&report, "Keys");
    assert_eq!((found.outcome, found.phone.as_deref()), (Outcome::Bad, Some("Sales")), "{found:?}");
    assert!(found.words.contains("missing") && found.advice.as_ref().unwrap().contains("link it again"), "{found:?}");
}
