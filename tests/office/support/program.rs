//! The program in processes of its own, as somebody starts it.
use leadwire::db::Db;
use sqlx::AssertSqlSafe;
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Output, Stdio},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_leadwire");

/// The program as somebody calls it: nothing of the test's own environment counts.
pub fn program(what: &[&str], url: &str, simulator: SocketAddr) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(what).args(["--listen", "127.0.0.1:0", "--database-url", url, "--simulator-listen", &simulator.to_string()]);
    command.env_remove("LEADWIRE_LOG").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub async fn output(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
}

/// A server in a process of its own, killed when it is dropped.
pub struct Server(pub Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// The server, once it says that it listens.
pub async fn listening(url: &str, simulator: SocketAddr) -> Server {
    let mut server = Server(program(&["serve"], url, simulator).spawn().unwrap());
    let mut log = BufReader::new(server.0.stderr.take().unwrap()).lines();
    tokio::task::spawn_blocking(move || {
        assert!(log.any(|line| line.unwrap().contains("Leadwire listens on")), "the server ended before it listened");
        // What it says later is read too, so that it never waits for us.
        std::thread::spawn(move || log.for_each(drop));
    })
    .await
    .unwrap();
    server
}

/// One statement that writes.
pub async fn execute(db: &Db, sql: impl Into<String>) {
    let mut transaction = db.write().await.unwrap();
    sqlx::query(AssertSqlSafe(sql.into())).execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap();
}
