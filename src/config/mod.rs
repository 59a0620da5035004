//! Every knob: its environment variable, its default, its check. `leadwire --help` prints this file.
#[cfg(feature = "simulator")]
mod with_simulator;
#[cfg(not(feature = "simulator"))]
mod without_simulator;

#[cfg(feature = "simulator")]
pub use with_simulator::BuildKnobs;
#[cfg(not(feature = "simulator"))]
pub use without_simulator::BuildKnobs;

use crate::team::Role;
use anyhow::{Context, Result, ensure};
use clap::{Args, Parser, Subcommand};
use secrecy::SecretString;
use std::{net::SocketAddr, path::PathBuf};

/// What is logged unless `LEADWIRE_LOG` says otherwise. The engine library names numbers in some of its warnings, so it
/// is heard from `error` on.
pub const LOG_FILTER: &str = "error,leadwire=info,sqlx=warn";

/// Link your team's WhatsApp phones by a live QR code and follow up your leads.
#[derive(Debug, Parser)]
#[command(name = "leadwire", version, args_conflicts_with_subcommands = true)]
pub struct CommandLine {
    /// What to do; `serve` when absent.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The knobs of `serve`.
    #[command(flatten)]
    pub config: Config,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the app (the default).
    Serve(Config),
    /// Checks everything that Leadwire needs and says what to do. Disturbs no phone; works beside a running Leadwire and
    /// without one. Exit code 0: nothing is broken; 1: something is; 2: the checks could not run.
    Doctor {
        /// Prints the findings as JSON.
        #[arg(long)]
        json: bool,
        /// What is checked.
        #[command(flatten)]
        config: Config,
    },
    /// People of the team.
    User {
        /// What to do with them.
        #[command(subcommand)]
        command: UserCommand,
    },
}

/// What can be done with people from the command line.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Adds a person. The password is read from the first line of standard input.
    Add {
        /// The address they sign in with.
        #[arg(long)]
        email: String,
        /// Their name as colleagues see it; the part of the address before the @ when absent.
        #[arg(long)]
        name: Option<String>,
        /// owner, admin, agent or viewer.
        #[arg(long, default_value = "agent")]
        role: Role,
        /// Where the database is.
        #[command(flatten)]
        config: Config,
    },
}

/// The knobs.
#[derive(Clone, Debug, Args)]
pub struct Config {
    /// The address and port to listen on.
    #[arg(long, env = "LEADWIRE_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The folder of the database and of media.
    #[arg(long, env = "LEADWIRE_DATA_DIR", default_value = "./data")]
    pub data_dir: PathBuf,
    /// `sqlite://path` or `postgres://…`; a file `leadwire.db` in the data folder when absent.
    #[arg(long, env = "LEADWIRE_DATABASE_URL")]
    database_url: Option<String>,
    /// The URL that people open, without a path: cookies, the Origin check and links follow it.
    #[arg(long, env = "LEADWIRE_PUBLIC_URL")]
    public_url: Option<String>,
    /// How many reverse proxies of yours stand before Leadwire. Limits of signing in count the address that the outermost
    /// of them saw; with 0 the header `X-Forwarded-For` is not believed at all.
    #[arg(long, env = "LEADWIRE_TRUSTED_PROXIES", default_value_t = 0)]
    pub trusted_proxies: usize,
    /// Creates the owner unattended, together with the password, when nobody is there yet.
    #[arg(long, env = "LEADWIRE_OWNER_EMAIL")]
    pub owner_email: Option<String>,
    /// The owner's first password, at least 12 characters.
    #[arg(long, env = "LEADWIRE_OWNER_PASSWORD", hide_env_values = true)]
    pub owner_password: Option<SecretString>,
    /// The largest file of a message that is fetched and kept, or sent, in MiB. More than 100 MiB are never sent.
    #[arg(long, env = "LEADWIRE_MEDIA_LIMIT_MIB", default_value_t = 64)]
    pub media_limit_mib: u32,
    /// The folder of the built web app: stylesheet, script, wasm.
    #[arg(long, env = "LEPTOS_SITE_ROOT", default_value = "target/site")]
    pub site_root: PathBuf,
    /// The knobs that only some builds have.
    #[command(flatten)]
    pub build: BuildKnobs,
}

impl Config {
    /// The database's URL.
    pub fn database_url(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| format!("sqlite://{}/leadwire.db", self.data_dir.display()))
    }

    /// The origin that people open, such as `https://leads.example`.
    pub fn public_url(&self) -> String {
        self.public_url.as_deref().map_or_else(|| format!("http://{}", self.listen), |url| url.trim_end_matches('/').to_owned())
    }

    /// The largest file of a message, in bytes.
    pub fn media_limit(&self) -> u64 {
        u64::from(self.media_limit_mib) << 20
    }

    /// Where the files of messages are kept.
    pub fn media_folder(&self) -> PathBuf {
        self.data_dir.join("media")
    }

    /// Where files of leads that are imported are kept.
    pub fn imports_folder(&self) -> PathBuf {
        self.data_dir.join("imports")
    }

    /// Whether cookies may only travel encrypted.
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// Whether demo mode is on.
    pub fn is_demo(&self) -> bool {
        self.build.is_demo()
    }

    /// Checks what the parser cannot.
    ///
    /// # Errors
    /// A sentence that names the variable.
    pub fn check(&self) -> Result<()> {
        let url = self.public_url();
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let host = rest.context("LEADWIRE_PUBLIC_URL must begin with http:// or https://")?;
        ensure!(!host.is_empty() && !host.contains('/'), "LEADWIRE_PUBLIC_URL is a scheme, a host and perhaps a port, without a path");
        ensure!(
            self.owner_email.is_some() == self.owner_password.is_some(),
            "LEADWIRE_OWNER_EMAIL and LEADWIRE_OWNER_PASSWORD go together: set both or none"
        );
        Ok(())
    }
}
