//! The program: reads its configuration, serves, stops.
use anyhow::{Context, Result};
use clap::Parser;
use leadwire::{
    clock::Clock,
    config::{Command, CommandLine, Config, UserCommand},
    db::Db,
    doctor::{as_text, examine_from_outside},
    open_files,
    startup::Application,
    team::{Team, people},
};
use std::{
    io::{BufRead, IsTerminal, Write},
    process::ExitCode,
};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let line = CommandLine::parse();
    // The doctor says everything in its report.
    let default = if matches!(line.command, Some(Command::Doctor { .. })) { "off" } else { leadwire::config::LOG_FILTER };
    let filter = EnvFilter::try_from_env("LEADWIRE_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).init();
    match line.command {
        None => serve(line.config).await?,
        Some(Command::Serve(config)) => serve(config).await?,
        Some(Command::Doctor { json, config }) => return Ok(examine(&config, json).await),
        Some(Command::User { command: UserCommand::Add { email, name, role, config } }) => add_person(&config, email, name, role).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: Config) -> Result<()> {
    let public_url = config.public_url();
    open_files::allow_as_many_as_possible();
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

async fn examine(config: &Config, json: bool) -> ExitCode {
    match report(config, json).await {
        Ok(is_bad) => ExitCode::from(u8::from(is_bad)),
        Err(error) => {
            drop(writeln!(std::io::stderr(), "The checks could not run: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Prints the report; answers whether something does not work.
async fn report(config: &Config, json: bool) -> Result<bool> {
    config.check()?;
    let report = examine_from_outside(config, &Clock::system()).await;
    let text = if json { serde_json::to_string_pretty(&report)? + "\n" } else { as_text(&report) };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(report.is_bad())
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
