//! The browser's door to imports. Everybody sees their own.
use super::model::{Import, ImportDesk, ImportId, ImportPlan, ImportProblem, Preview};
use crate::{call::Call, error::AppError};
use leptos::prelude::*;

/// One's imports of the last days, and what there is to choose from.
#[server(name = ReadImports, prefix = "/call", endpoint = "imports", protocol = Call)]
pub async fn imports() -> Result<ImportDesk, AppError> {
    use super::beginning;
    use crate::team::{Permission, door};
    door::admit(Permission::AddLeads, async |app, actor| beginning::desk(&app, &actor).await).await
}

/// The first rows of a file as this plan reads them; as they were read last without one.
#[server(prefix = "/call", endpoint = "preview_import", protocol = Call)]
pub async fn preview_import(import: ImportId, plan: Option<ImportPlan>) -> Result<Preview, AppError> {
    use super::previewing;
    use crate::team::{Permission, door};
    door::admit(Permission::AddLeads, async |app, actor| previewing::preview(&app, &actor, import, plan).await).await
}

/// Begins an import, or goes on with one that ended before its end, whose plan stays.
#[server(prefix = "/call", endpoint = "begin_import", protocol = Call)]
pub async fn begin_import(import: ImportId, plan: Option<ImportPlan>) -> Result<Import, AppError> {
    use super::beginning;
    use crate::team::{Permission, door};
    door::admit(Permission::AddLeads, async |app, actor| beginning::begin(&app, &actor, import, plan).await).await
}

/// Stops an import that is under way; removes one that is not, with its file.
#[server(prefix = "/call", endpoint = "end_import", protocol = Call)]
pub async fn end_import(import: ImportId) -> Result<(), AppError> {
    use super::beginning;
    use crate::team::{Permission, door};
    door::admit(Permission::AddLeads, async |app, actor| beginning::end(&app, &actor, import).await).await
}

/// The first hundred rows that were not taken.
#[server(name = ReadImportProblems, prefix = "/call", endpoint = "import_problems", protocol = Call)]
pub async fn import_problems(import: ImportId) -> Result<Vec<ImportProblem>, AppError> {
    use super::beginning;
    use crate::team::{Permission, door};
    door::admit(Permission::AddLeads, async |app, actor| beginning::problems(&app, &actor, import).await).await
}
