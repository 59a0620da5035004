//! Knobs of builds with the feature `simulator`, which talk to nothing else.
use clap::Args;
use std::net::SocketAddr;

/// The knobs.
#[derive(Clone, Debug, Args)]
pub struct BuildKnobs {
    /// Where the simulator listens.
    #[arg(long, env = "LEADWIRE_SIMULATOR_LISTEN", default_value = "127.0.0.1:7070")]
    pub simulator_listen: SocketAddr,
    /// Sample data and the simulated handset.
    #[arg(long, env = "LEADWIRE_DEMO", default_value_t = false, value_parser = clap::builder::FalseyValueParser::new())]
    pub demo: bool,
    /// Divides how long links, their codes and their steps may take. For tests: nobody can scan so fast.
    #[arg(long, env = "LEADWIRE_HURRY", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub hurry: u32,
}

impl BuildKnobs {
    /// Whether demo mode is on.
    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// What the times of a link are divided by.
    pub fn hurry(&self) -> u32 {
        self.hurry
    }
}
