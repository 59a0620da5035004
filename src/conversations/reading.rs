//! Reading a conversation.
use super::{
    model::Thread,
    store::{self, Cursor},
};
use crate::{
    error::AppError,
    leads::{LeadId, listing as leads},
    state::AppState,
};

/// Messages of one stretch.
const STRETCH: usize = 50;

/// The newest stretch, or the one before the cursor.
///
/// # Errors
/// `NotFound`; `Malformed` for a cursor that this did not give out.
pub async fn thread(app: &AppState, lead: LeadId, earlier: Option<&str>) -> Result<Thread, AppError> {
    leads::one(app, lead).await?;
    let cursor = earlier.map(parse_cursor).transpose()?;
    let mut messages = store::before(&app.db, lead, cursor.as_ref(), i64::try_from(STRETCH + 1).unwrap_or(i64::MAX)).await?;
    let has_more = messages.len() > STRETCH;
    messages.truncate(STRETCH);
    messages.reverse();
    let earlier = messages.first().filter(|_| has_more).map(|first| format!("{}.{}", first.at, first.id.0));
    Ok(Thread { messages, earlier })
}

fn parse_cursor(text: &str) -> Result<Cursor, AppError> {
    text.split_once('.')
        .and_then(|(at, id)| Some(Cursor { at: at.parse().ok()?, id: id.to_owned() }))
        .ok_or_else(|| AppError::Malformed("this cursor was not given out by the thread".into()))
}
