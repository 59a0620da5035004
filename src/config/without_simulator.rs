//! Builds for the real WhatsApp: no knob leads elsewhere.
use clap::Args;

/// No knobs.
#[derive(Clone, Debug, Args)]
pub struct BuildKnobs {}

impl BuildKnobs {
    /// There is no demo mode in this build.
    pub fn is_demo(&self) -> bool {
        false
    }

    /// Nothing is hurried in this build.
    pub fn hurry(&self) -> u32 {
        1
    }
}
