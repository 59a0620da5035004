//! The live half of the link dialog: steps on one side, on the other what the link is doing right now.
use super::{
    code_view::CodeView,
    link_steps::{NumberStep, PasskeyStep},
    linker::Linker,
    model::{Cause as WhyInWords, CodePicture, LinkProgress, PhoneAction, PhoneId, PhoneState},
    words,
};
use crate::{
    error::AppError,
    ui::{Button, FormError, Glyph, Icon, Look, QrCode, Toasts, effect},
};
use leptos::{prelude::*, task::spawn_local};

/// Shows the link of one phone for as long as it is open.
#[component]
pub fn LinkPanel(
    /// Which phone.
    phone: PhoneId,
    /// Its link.
    progress: Signal<Option<LinkProgress>>,
    /// Who links it.
    linker: Linker,
    /// Closes the dialog, where there is one.
    #[prop(optional)]
    on_close: Option<Callback<()>>,
    /// Scans the code on show with the simulated handset, where there is one.
    #[prop(optional_no_strip)]
    on_simulated_scan: Option<Callback<PhoneId>>,
) -> impl IntoView {
    let state = Memo::new(move |_| progress.read().as_ref().map_or(PhoneState::Starting, |progress| progress.phone.state));
    let error = RwSignal::new(None::<AppError>);
    let begin = Callback::new(move |force| {
        error.set(None);
        spawn_local(async move {
            if let Err(refused) = linker.begin(phone, force).await {
                error.try_set(Some(refused));
            }
        });
    });
    // A phone that was never linked has nothing to lose; a link that ended starts again only when asked.
    Effect::new(move |begun: Option<bool>| {
        let is_new = progress.read().as_ref().is_some_and(|progress| progress.phone.state == PhoneState::New);
        if is_new && begun != Some(true) {
            begin.run(false);
        }
        begun == Some(true) || is_new
    });
    let last = StoredValue::new(None::<CodePicture>);
    effect(move || {
        if let Some(code) = progress.read().as_ref().and_then(|progress| progress.code.as_ref()) {
            last.set_value(Some(code.picture.clone()));
        }
    });
    let is_done = Memo::new(move |_| state.get() == PhoneState::Connected);
    let may_send = Memo::new(move |_| matches!(linker, Linker::Team) && !state.get().is_active());
    let refusal = Signal::derive(move || error.get().map(|error| error.to_string()));
    let panel = Panel { phone, progress, last, linker, begin, on_close, on_simulated_scan };
    view! {
        <div class="link-panel" class:link-panel-done=move || is_done.get()>
            <div class="link-help">
                <ol class="link-steps">{words::STEPS.map(|step| view! { <li>{step}</li> })}</ol>
                <details>
                    <summary>{words::HANDSET_SAYS}</summary>
                    {words::HANDSET_MESSAGES.map(|message| view! { <p>{message}</p> })}
                </details>
                {move || may_send.get().then(|| view! {
                    <p>{words::ELSEWHERE}<a href=format!("/phones/{phone}")>{words::SEND_LINK}</a></p>
                }.into_any())}
            </div>
            <div class="link-stage">
                <p class="link-status" role="status">{move || status_words(state.get())}</p>
                <FormError error=refusal/>
                {move || panel.stage(state.get())}
            </div>
        </div>
    }
}

fn status_words(state: PhoneState) -> &'static str {
    match state {
        PhoneState::New | PhoneState::Starting => words::ASKING,
        PhoneState::WaitingForScan => words::SCAN,
        other => other.label(),
    }
}

/// What a panel shows and does.
#[derive(Clone, Copy)]
struct Panel {
    phone: PhoneId,
    progress: Signal<Option<LinkProgress>>,
    /// The code that was on show last.
    last: StoredValue<Option<CodePicture>>,
    linker: Linker,
    begin: Callback<bool>,
    on_close: Option<Callback<()>>,
    on_simulated_scan: Option<Callback<PhoneId>>,
}

impl Panel {
    /// What stands under the status, by state.
    fn stage(self, state: PhoneState) -> AnyView {
        let Self { phone, progress, last, linker, begin, on_close, on_simulated_scan } = self;
        match state {
            PhoneState::New | PhoneState::Starting => {
                view! { <div class="code-frame code-frame-waiting" aria-hidden="true"></div> }.into_any()
            }
            PhoneState::WaitingForScan => view! {
                <CodeView progress/>
                {on_simulated_scan.map(|scan| view! {
                    <Button on_press=Callback::new(move |()| scan.run(phone))><Icon glyph=Glyph::Phone/>{words::SIMULATED_SCAN}</Button>
                }.into_any())}
                <NumberStep phone progress linker/>
                {matches!(linker, Linker::Team).then(|| view! {
                    <Button look=Look::Quiet on_press=Callback::new(move |()| begin.run(true))>{words::AFRESH}</Button>
                }.into_any())}
            }
            .into_any(),
            PhoneState::PasskeyRequired => view! { <PasskeyStep phone progress linker/> }.into_any(),
            PhoneState::Securing | PhoneState::Syncing => view! {
                <div class="code-frame code-frame-step"><Icon glyph=Glyph::Work/></div>
                <p class="row-text">{words::KEEP_OPEN}</p>
            }
            .into_any(),
            PhoneState::Connected => view! { <Connected progress on_close/> }.into_any(),
            PhoneState::Reconnecting => view! {
                <div class="code-frame code-frame-step"><Icon glyph=Glyph::Again/></div>
                <Cause progress/>
            }
            .into_any(),
            PhoneState::CodeExpired => again(progress, begin, false, spent(last.get_value()), words::NEW_CODE),
            PhoneState::Failed => view! {
                {again(progress, begin, true, view! { <Icon glyph=Glyph::Alert/> }.into_any(), words::TRY_AGAIN)}
                {on_close.filter(|_| is_linked_already(progress)).map(|on_close| {
                    view! { <Button on_press=merge(phone, on_close)>{words::MERGE}</Button> }.into_any()
                })}
            }
            .into_any(),
            other => again(progress, begin, false, view! { <Icon glyph=words::looks(other).1/> }.into_any(), words::NEW_CODE),
        }
    }
}

fn is_linked_already(progress: Signal<Option<LinkProgress>>) -> bool {
    progress.read().as_ref().and_then(|progress| progress.phone.cause.as_ref()).is_some_and(|cause| cause.code == "linked_already")
}

/// Goes on with the phone that has the number.
fn merge(phone: PhoneId, on_close: Callback<()>) -> Callback<()> {
    let toasts = Toasts::of_page();
    Callback::new(move |()| {
        spawn_local(async move {
            match Linker::Team.act(phone, PhoneAction::Merge).await {
                // The phone is gone and may have taken its dialog along.
                Ok(()) => drop(on_close.try_run(())),
                Err(refused) => toasts.show(refused.to_string()),
            }
        });
    })
}

/// The last code, which no handset takes any more: too blurred to be tried.
fn spent(last: Option<CodePicture>) -> AnyView {
    match last {
        Some(picture) => view! { <QrCode size=picture.size modules=picture.modules label=String::new()/> }.into_any(),
        None => view! { <Icon glyph=Glyph::Code/> }.into_any(),
    }
}

/// A link that ended, with the way to begin again. After a failure it starts afresh, whatever is left of it.
fn again(progress: Signal<Option<LinkProgress>>, begin: Callback<bool>, force: bool, picture: AnyView, words: &'static str) -> AnyView {
    view! {
        <div class="code-frame code-frame-ended" aria-hidden="true">{picture}</div>
        <Cause progress/>
        <Button look=Look::Primary on_press=Callback::new(move |()| begin.run(force))><Icon glyph=Glyph::Again/>{words}</Button>
    }
    .into_any()
}

#[component]
fn Cause(progress: Signal<Option<LinkProgress>>) -> impl IntoView {
    let cause = move || progress.read().as_ref()?.phone.cause.as_ref().map(WhyInWords::in_words);
    view! { {move || cause().map(|cause| view! { <p class="link-cause">{cause}</p> }.into_any())} }
}

#[component]
fn Connected(progress: Signal<Option<LinkProgress>>, on_close: Option<Callback<()>>) -> impl IntoView {
    let name = move || progress.read().as_ref().map(|progress| progress.phone.name.clone());
    let number = move || progress.read().as_ref().and_then(|progress| progress.phone.number.clone());
    let history =
        move || progress.read().as_ref().and_then(|progress| progress.phone.history.clone()).map(|known| [words::HISTORY, &known].concat());
    view! {
        <div class="code-frame code-frame-done"><Icon glyph=Glyph::Tick/></div>
        <p class="link-name">{move || name()}</p>
        <p class="row-text">{move || number()}</p>
        <p class="row-text">{move || history()}</p>
        {match on_close {
            Some(on_close) => view! {
                <div class="form-actions">
                    <Button on_press=on_close>{words::DONE}</Button>
                    <a class=Look::Primary.class() href="/leads">{words::GO_TO_LEADS}</a>
                </div>
            }
            .into_any(),
            None => view! { <p>{words::GUEST_LINKED}</p> }.into_any(),
        }}
    }
}
