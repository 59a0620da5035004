//! The nouns of the team: people, roles, what each role may do.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A person who works here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonId(pub Uuid);

/// What a person is to the team. Kept as its lower-case name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Made at first run; may do everything.
    Owner,
    /// Runs the installation: phones, people, leads.
    Admin,
    /// Works leads.
    Agent,
    /// Looks on.
    Viewer,
}

/// Something that can be allowed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Permission {
    /// See phones and their states.
    SeePhones,
    /// Link, name and unlink phones; see their codes.
    ManagePhones,
    /// See leads and conversations, mark them read.
    SeeLeads,
    /// Write to leads.
    SendMessages,
    /// Decide what is to be done about leads, when and by whom.
    PlanLeads,
    /// Add a lead by hand.
    AddLeads,
    /// Take all leads along in a file.
    ExportLeads,
    /// Word and order the stages that leads go through.
    ManageStages,
    /// Word the templates that the whole team is offered.
    EditTeamTemplates,
    /// Set the rules by which new leads get their owners.
    SetAssignment,
    /// Delete leads, see those that were deleted, and restore them.
    DeleteLeads,
    /// Delete for good what was deleted.
    PurgeLeads,
    /// Set when nothing goes to leads by itself.
    SetQuietHours,
}

/// The permission table, the only place where a role is given a right.
pub const PERMISSIONS: &[(Permission, &[Role])] = &[
    (Permission::SeePhones, &[Role::Owner, Role::Admin, Role::Agent, Role::Viewer]),
    (Permission::ManagePhones, &[Role::Owner, Role::Admin]),
    (Permission::SeeLeads, &[Role::Owner, Role::Admin, Role::Agent, Role::Viewer]),
    (Permission::SendMessages, &[Role::Owner, Role::Admin, Role::Agent]),
    (Permission::PlanLeads, &[Role::Owner, Role::Admin, Role::Agent]),
    (Permission::AddLeads, &[Role::Owner, Role::Admin, Role::Agent]),
    (Permission::ExportLeads, &[Role::Owner, Role::Admin]),
    (Permission::ManageStages, &[Role::Owner, Role::Admin]),
    (Permission::EditTeamTemplates, &[Role::Owner, Role::Admin]),
    (Permission::SetAssignment, &[Role::Owner, Role::Admin]),
    (Permission::DeleteLeads, &[Role::Owner, Role::Admin]),
    (Permission::PurgeLeads, &[Role::Owner]),
    (Permission::SetQuietHours, &[Role::Owner, Role::Admin]),
];

impl Role {
    /// Every role, the most powerful first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Agent, Self::Viewer];

    /// Whether the permission table gives this role the right.
    pub fn may(self, permission: Permission) -> bool {
        PERMISSIONS.iter().any(|(right, roles)| *right == permission && roles.contains(&self))
    }

    /// The name as it is stored and typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Agent => "agent",
            Self::Viewer => "viewer",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == name)
            .ok_or_else(|| format!("there is no role \"{name}\"; roles are owner, admin, agent and viewer"))
    }
}

/// The person who is asking: signed in, with the role they have right now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Who.
    pub id: PersonId,
    /// Their name, as colleagues see it.
    pub name: String,
    /// Their address for signing in.
    pub email: String,
    /// Their role.
    pub role: Role,
}

impl Actor {
    /// Whether this person's role has the right.
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }
}

/// A person of the team, as colleagues see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
}

/// What the page needs to know before anything else: who is asking and how this installation runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Nobody when signed out.
    pub actor: Option<Actor>,
    /// Whether sample data and the simulated handset are on.
    pub demo: bool,
    /// Whether the one-time link of the log, which creates the owner, is not used yet.
    pub first_run: bool,
}
