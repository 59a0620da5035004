//! The program: reads its configuration, serves, stops.
use anyhow::{Context, Result};
use clap::Parser;
use leadwire::{
    clock::Clock,
    config::{Command, CommandLine, Config, UserCommand},
    db::Db,
    startup::Application,
    team::{Team, people},
};
use std::io::{BufRead, IsTerminal, Write};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<()> {
    let line = CommandLine::parse();
    let filter = EnvFilter::try_from_env("LEADWIRE_LOG").unwrap_or_else(|_| EnvFilter::new(leadwire::config::LOG_FILTER));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).init();
    match line.command {
        None => serve(line.config).await,
        Some(Command::Serve(config)) => serve(config).await,
        Some(Command::User { command: UserCommand::Add { email, name, role, config } }) => add_person(&config, email, name, role).await,
    }
}

async fn serve(config: Config) -> Result<()> {
    let public_url = config.public_url();
    let application = Application::build(config).await?;
    tracing::info!("Leadwire listens on {}; open {public_url}", application.address()?);
    leadwire::demo::begin(application.state());
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    application
        .run_until(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
        .await
}

async fn add_person(config: &Config, email: String, name: Option<String>, role: leadwire::team::Role) -> Result<()> {
    write!(std::io::stderr(), "Password for {email} (at least 12 characters): ")?;
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password).context("no password on standard input")?;
    let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
    let db = Db::open(&config.database_url()).await?;
    db.migrate().await?;
    let new = people::NewPerson { name, email, password: password.trim_end_matches(['\r', '\n']).to_owned().into(), role };
    let added = people::add(&db, &Clock::system(), &Team::default(), new).await.map_err(|error| anyhow::anyhow!("{error}"))?;
    db.close().await;
    writeln!(std::io::stdout(), "Added {} as {}.", added.email, added.role.as_str())?;
    Ok(())
}
