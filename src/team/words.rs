//! Every word of the team's pages.

pub const SIGN_IN: &str = "Sign in";
pub const SIGN_IN_LEAD: &str = "Your team's WhatsApp phones and leads, in one place.";
pub const NOBODY_YET: &str =
    "Nobody works here yet. The link that creates the owner is in Leadwire's log, near its end: look for /first-run?token=.";
pub const LINK_USED: &str = "The owner of this installation is there already, and this link is used up.";
pub const EMAIL: &str = "Email";
pub const PASSWORD: &str = "Password";
pub const SIGNING_IN: &str = "Signing in…";
pub const ENDED: &str = "Your sign-in has ended. Sign in again to go on where you were.";
pub const FIRST_RUN: &str = "Welcome to Leadwire";
pub const FIRST_RUN_LEAD: &str = "Create the owner of this installation. The owner links phones and adds the team.";
pub const YOUR_NAME: &str = "Your name";
pub const PASSWORD_HINT: &str = "At least 12 characters. A short sentence is easy to remember.";
pub const CREATE_OWNER: &str = "Create owner";
pub const CREATING_OWNER: &str = "Creating…";
pub const NO_TOKEN: &str = "This page needs the one-time link that Leadwire printed in its log. Open that link to go on.";
