//! The simulator as a program: prints one line when it is ready, and ends on SIGINT or SIGTERM.

use anyhow::Context as _;
use clap::Parser;
use std::io::Write as _;
use std::net::SocketAddr;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use whatsapp_simulator::Simulator;

/// A WhatsApp server and handsets in a box.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Where to listen; port 0 lets the system choose.
    #[arg(long, env = "LEADWIRE_SIMULATOR_LISTEN", default_value = "127.0.0.1:7070")]
    listen: SocketAddr,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;

    let mut simulator = Simulator::start(options.listen).await?;
    let (addr, root_key) = (simulator.addr(), hex::encode(simulator.root_key()));
    let mut out = std::io::stdout();
    writeln!(out, "WhatsApp simulator on http://{addr} root key {root_key}").and_then(|()| out.flush())?;

    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        () = simulator.ended() => {}
    }
    simulator.stop().await;
    Ok(())
}
