//! The rows of a file that were not taken, as a file of its own: corrected, it can be imported again.
use super::{
    model::{ImportId, ImportProblem},
    reading, store, words,
};
use crate::{
    error::AppError,
    leads::{csv_cell::MARK, exporting::text},
    state::AppState,
    team::Actor,
};
use futures_util::{Stream, stream};
use std::collections::VecDeque;

/// Problems that are read at once.
const PAGE: i64 = 1000;

/// The file in pieces: row, problem, and the cells as they were.
///
/// # Errors
/// `NotFound`; a conflict when the file is not there any more.
pub(in crate::leads) async fn file(
    app: AppState,
    actor: &Actor,
    id: ImportId,
) -> Result<impl Stream<Item = Result<String, AppError>> + use<>, AppError> {
    let stored = store::one(&app.db, id, actor.id).await?;
    let path = app.config.imports_folder().join(id.to_string());
    let gone = |_| AppError::Conflict(words::GONE.into());
    let titles = match stored.plan.has_header {
        true => reading::records(&path, &stored.plan).map_err(gone)?.filter_map(Result::ok).find(|record| !record.is_blank()),
        false => None,
    };
    let titles = titles.map_or_else(|| (1..=stored.plan.columns.len()).map(words::nth_column).collect(), |record| record.cells);
    let head = ["Row".to_owned(), "Problem".to_owned()].into_iter().chain(titles).collect::<Vec<_>>();
    let rows = reading::chunks(path, stored.plan, 0, |record| Some(record.clone()));
    let problems = VecDeque::<ImportProblem>::new();
    let begin = (Some(head), app, rows, problems, 0_u64);
    Ok(stream::try_unfold(begin, move |(head, app, mut rows, mut problems, mut asked)| async move {
        if let Some(head) = head {
            return Ok(Some((format!("{MARK}{}", text(&[head])?), (None, app, rows, problems, asked))));
        }
        let mut lines = Vec::new();
        while lines.is_empty() {
            if problems.is_empty() {
                problems.extend(store::problems(&app.db, id, asked, PAGE).await?);
                asked = problems.back().map_or(asked, |problem| problem.row);
            }
            if problems.is_empty() {
                return Ok(None);
            }
            let Some(chunk) = rows.recv().await else { return Ok(None) };
            for record in chunk.map_err(gone)?.items {
                while problems.front().is_some_and(|problem| problem.row < record.row) {
                    problems.pop_front();
                }
                if problems.is_empty() {
                    problems.extend(store::problems(&app.db, id, asked, PAGE).await?);
                    asked = problems.back().map_or(asked, |problem| problem.row);
                }
                if let Some(problem) = problems.pop_front_if(|problem| problem.row == record.row) {
                    lines.push([record.row.to_string(), problem.why].into_iter().chain(record.cells).collect::<Vec<_>>());
                }
            }
        }
        Ok(Some((text(&lines)?, (None, app, rows, problems, asked))))
    }))
}
