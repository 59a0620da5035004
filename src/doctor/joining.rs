//! One examination at a time: whoever asks while one is under way gets its report.
use super::{
    examining::{self, Inside},
    model::{Examined, Report},
    vitals,
    writing::as_text,
};
use crate::{
    clock::Clock,
    error::{AppError, unexpected},
    state::AppState,
};
use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

type Running = Shared<BoxFuture<'static, Option<Arc<Report>>>>;

/// The doctor of the running server; cheap to clone.
#[derive(Clone)]
pub struct Doctor(Arc<Shift>);

struct Shift {
    running: Mutex<Option<Running>>,
    /// The start, by the clock that never jumps and by the one that people read.
    started: (Instant, i64),
}

impl Doctor {
    /// A doctor whose shift begins now.
    pub fn new(clock: &Clock) -> Self {
        Self(Arc::new(Shift { running: Mutex::default(), started: (Instant::now(), clock.now_ms()) }))
    }

    /// Examines the running server, or joins the examination that is under way.
    ///
    /// # Errors
    /// When the examination broke off, which is a bug.
    pub async fn examine(&self, app: &AppState) -> Result<Examined, AppError> {
        let running = {
            let mut running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
            match &*running {
                Some(under_way) if under_way.peek().is_none() => under_way.clone(),
                _ => running.insert(self.begin(app.clone())).clone(),
            }
        };
        let report = running.await.ok_or_else(|| unexpected(&"an examination broke off"))?;
        Ok(Examined { text: as_text(&report), report: (*report).clone() })
    }

    /// A task of its own: whoever began it may go, and those who joined still get the report.
    fn begin(&self, app: AppState) -> Running {
        let (since, at) = self.0.started;
        let task = tokio::spawn(async move {
            let passed = i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX);
            let clock_moved = app.clock.now_ms() - at - passed;
            let inside = Inside { db: app.db.clone(), vitals: vitals::of_server(&app).await, clock_moved };
            Arc::new(examining::examine(&app.config, &app.clock, Some(inside)).await)
        });
        task.map(Result::ok).boxed().shared()
    }
}

impl fmt::Debug for Doctor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Doctor")
    }
}
