//! Building the application, serving it, stopping it.
use crate::{
    app::{App, shell},
    clock::Clock,
    config::Config,
    conversations::{self, Fetching, Importing, Later, Listening, Outbox, PhoneInbox, purging},
    db::{Db, InstanceLock},
    doctor::{Doctor, vitals_route},
    event::EventBus,
    http::{AllowedOrigin, error_statuses, finish_calls, health_routes, path_for_log, require_origin, security_headers},
    leads::{Imports, deleting::Purging, download_routes, upload_routes},
    live::Fanout,
    media::Shelf,
    phones::{InboxOf, Limits, Supervisor, SupervisorParts},
    state::AppState,
    team::{SignIns, Team, first_run},
    templates,
    whatsapp::Engine,
};
use anyhow::{Context, Result};
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::IntoResponse,
    routing::get,
    serve::ListenerExt,
};
use leptos::{
    config::LeptosOptions,
    nonce::use_nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::{ErrorHandler, LeptosRoutes, ResponseOptions, generate_route_list};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::mpsc, task::JoinSet};
use tower::ServiceExt;
use tower_http::{limit::RequestBodyLimitLayer, services::ServeDir, timeout::TimeoutLayer, trace::TraceLayer};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

/// The largest body of a request: a message of 4,096 characters in its longest form needs a fraction.
const LARGEST_BODY: usize = 128 * 1024;
/// No request is answered later than this; a WebSocket's answer is its upgrade.
const ANSWER_DEADLINE: Duration = Duration::from_secs(30);
/// A sign-in that is not used for this long ends.
const SIGN_IN_IDLE: time::Duration = time::Duration::days(14);
/// How long a predecessor may take to give the database free: its requests and sessions end first.
const PREDECESSOR_DEADLINE: Duration = Duration::from_secs(8);
/// A file of leads on a slow connection takes longer; it is given up sooner when nothing comes any more.
const UPLOAD_DEADLINE: Duration = Duration::from_secs(30 * 60);
/// No file has a longer name, bytes; tower-http 0.7.1 calls it a failure of the server when one is asked for.
const LONGEST_FILE_NAME: usize = 255;
/// How long open requests may take to finish when the program stops.
const STOP_DEADLINE: Duration = Duration::from_secs(3);

/// The application, ready to serve.
pub struct Application {
    listener: TcpListener,
    router: Router,
    state: AppState,
    tasks: JoinSet<()>,
    lock: InstanceLock,
}

impl Application {
    /// Makes sure to be the only one on the database, opens and migrates it, binds the address, opens the sessions of linked phones.
    ///
    /// # Errors
    /// A sentence that names what is wrong: a knob, the database, the address.
    pub async fn build(config: Config) -> Result<Self> {
        let limits = Limits::default().hurried(config.build.hurry());
        Self::build_with(config, limits).await
    }

    /// The same with other limits for linking, for tests.
    ///
    /// # Errors
    /// As of [`Self::build`].
    pub async fn build_with(config: Config, limits: Limits) -> Result<Self> {
        Self::build_at(config, limits, Clock::system()).await
    }

    /// The same at another time, for tests.
    ///
    /// # Errors
    /// As of [`Self::build`].
    pub async fn build_at(mut config: Config, limits: Limits, clock: Clock) -> Result<Self> {
        config.check()?;
        let mut lock = InstanceLock::take(&config.database_url(), PREDECESSOR_DEADLINE).await?;
        let db = Db::open(&config.database_url()).await?;
        db.migrate().await?;
        let listener = TcpListener::bind(config.listen).await.with_context(|| format!("cannot listen on {}", config.listen))?;
        config.listen = listener.local_addr()?;
        lock.introduce(config.listen).await?;
        let mut tasks = JoinSet::new();
        let state = connect_rooms(config, db, limits, clock, &mut tasks)?;
        first_run::prepare(&state).await.map_err(|error| anyhow::anyhow!("cannot create the owner: {error}"))?;
        state.phones.resume().await.map_err(|error| anyhow::anyhow!("cannot resume the phones: {error}"))?;
        let router = routes(&state);
        Ok(Self { listener, router, state, tasks, lock })
    }

    /// The address that was bound, also when port 0 was asked for.
    ///
    /// # Errors
    /// When the socket is gone.
    pub fn address(&self) -> Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// What the rooms share; for tests and demo mode.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Serves until `stopped` is done, then ends requests, sessions and the database in this order.
    ///
    /// # Errors
    /// When serving fails, or another Leadwire has taken the database.
    pub async fn run_until(mut self, stopped: impl Future<Output = ()> + Send + 'static) -> Result<()> {
        let (stopping, mut stop_seen) = tokio::sync::watch::channel(false);
        // What is pushed goes out at once, however small, instead of waiting for the tab to confirm what came before.
        let listener = self.listener.tap_io(|connection| drop(connection.set_nodelay(true)));
        let serving =
            axum::serve(listener, self.router.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(async move {
                stopped.await;
                let _ = stopping.send(true);
            });
        let mut taken = None;
        tokio::select! {
            served = serving => served.context("serving failed")?,
            // Browsers keep connections open; after the deadline they are dropped and come back to the next process.
            () = async { let _ = stop_seen.wait_for(|stop| *stop).await; tokio::time::sleep(STOP_DEADLINE).await; } => {}
            sentence = self.lock.lost() => taken = Some(sentence),
        }
        tracing::info!("Stopping: closing the phones' connections; their links stay");
        self.state.phones.stop().await;
        self.tasks.shutdown().await;
        self.state.db.close().await;
        self.lock.release().await;
        taken.map_or(Ok(()), |sentence| Err(anyhow::anyhow!(sentence)))
    }
}

fn connect_rooms(config: Config, db: Db, limits: Limits, clock: Clock, tasks: &mut JoinSet<()>) -> Result<AppState> {
    let events = EventBus::default();
    let engine = Engine::new(db.clone(), &config)?;
    let (outbox, queued) = Outbox::new();
    let (fetching, importing) = (Fetching::default(), Importing::default());
    let shelf = Shelf::at(config.media_folder());
    shelf.sweep();
    let inbox_of: InboxOf = {
        let inbox = (db.clone(), events.clone(), clock.clone(), outbox.clone(), fetching.clone(), importing.clone());
        Arc::new(move |phone| {
            let (db, events, clock, outbox, fetching, importing) = inbox.clone();
            Arc::new(PhoneInbox { phone, db, events, clock, outbox, fetching, importing })
        })
    };
    let (ready, logged_in) = mpsc::unbounded_channel();
    let parts = SupervisorParts { db: db.clone(), engine, events: events.clone(), clock: clock.clone(), limits, inbox_of, ready };
    let phones = Supervisor::new(parts);
    let leptos =
        LeptosOptions::builder().output_name("leadwire").site_root(config.site_root.display().to_string()).site_addr(config.listen).build();
    let fanout = Fanout::default();
    let doctor = Doctor::new(&clock);
    let (config, team, later, listening) = (Arc::new(config), Team::default(), Later::default(), Listening::default());
    let imports = Imports::default();
    let state = AppState {
        config,
        db,
        events,
        clock,
        team,
        phones,
        outbox,
        later,
        listening,
        fetching,
        importing,
        shelf,
        imports,
        purging: Purging::default(),
        fanout,
        doctor,
        leptos,
    };
    tasks.spawn(state.fanout.clone().run(state.events.subscribe()));
    tasks.spawn(Outbox::run(state.clone(), queued, logged_in));
    tasks.spawn(state.fetching.clone().run(state.clone()));
    tasks.spawn(state.later.clone().run(state.clone()));
    tasks.spawn(state.importing.clone().run(state.clone()));
    tasks.spawn(state.listening.clone().run(state.clone()));
    tasks.spawn(state.imports.clone().run(state.clone()));
    tasks.spawn(purging::run(state.clone()));
    tasks.spawn(state.phones.clone().keep_watch());
    tasks.spawn(forget_expired_sign_ins(SignIns::new(state.db.clone(), state.clock.clone())));
    Ok(state)
}

fn routes(state: &AppState) -> Router {
    let secure = state.config.is_https();
    let sessions = SessionManagerLayer::new(SignIns::new(state.db.clone(), state.clock.clone()))
        .with_name(if secure { "__Host-leadwire" } else { "leadwire" })
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(secure)
        .with_expiry(Expiry::OnInactivity(SIGN_IN_IDLE));
    let options = state.leptos.clone();
    let pages = generate_route_list(App);
    // What a sign-in opens, and nothing but our own pages may ask for.
    let guarded = |rooms: Router<AppState>| {
        rooms
            .layer(middleware::from_fn(error_statuses))
            .layer(sessions.clone())
            .layer(middleware::from_fn_with_state(AllowedOrigin::of(&state.config), require_origin))
    };
    let rooms = Router::new()
        .leptos_routes_with_context(state, pages, page_policy, {
            let options = options.clone();
            move || shell(options.clone())
        })
        .route("/media/{message}", get(conversations::serve))
        .route("/media/{message}/thumbnail", get(conversations::serve_thumbnail))
        .merge(templates::files::routes())
        .merge(download_routes())
        .merge(files_or_nothing(state));
    let uploads = guarded(upload_routes()).layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, UPLOAD_DEADLINE));
    guarded(rooms)
        .merge(health_routes())
        .merge(vitals_route())
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_DEADLINE))
        .layer(middleware::from_fn(finish_calls))
        .merge(uploads)
        // Files come behind the same doors, but are larger and take longer.
        .merge(guarded(conversations::upload_routes()))
        .layer(middleware::from_fn(security_headers))
        // The path only, and not even that of a guest: what follows is a secret.
        .layer(TraceLayer::new_for_http().make_span_with(
            |request: &Request| tracing::debug_span!("request", method = %request.method(), path = path_for_log(request.uri().path())),
        ))
        .with_state(state.clone())
}

/// Our files; a page that says so where there is none. Not by the library's handler of both (`file_and_error_handler_with_context` of
/// leptos_axum 0.8.10): it puts the headers of whichever page is being drawn on its thread onto the file and takes them from that page,
/// which is then sent without its policy, or without the place it redirects to.
fn files_or_nothing(state: &AppState) -> Router<AppState> {
    let context = {
        let state = state.clone();
        move || {
            provide_context(state.clone());
            page_policy();
        }
    };
    let missing = ErrorHandler::new_with_context(context, shell, state.leptos.clone());
    let files = ServeDir::new(&*state.leptos.site_root)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false)
        .call_fallback_on_method_not_allowed(true)
        .fallback(missing.clone());
    Router::new().fallback(move |request: Request| async move {
        if request.uri().path().split('/').any(|name| name.len() > LONGEST_FILE_NAME) {
            missing.oneshot(request).await.into_response()
        } else {
            files.oneshot(request).await.into_response()
        }
    })
}

/// Scripts run only with the nonce of this very page, or from our own files. Pictures and films may be what the person chose just now
/// (`blob:`).
fn page_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

async fn forget_expired_sign_ins(sign_ins: SignIns) {
    let mut hourly = tokio::time::interval(Duration::from_secs(3600));
    loop {
        hourly.tick().await;
        if let Err(error) = sign_ins.delete_expired().await {
            tracing::warn!("Expired sign-ins could not be deleted: {error}");
        }
    }
}
