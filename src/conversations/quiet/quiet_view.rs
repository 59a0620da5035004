//! The quiet hours beneath the sequences: a form for those who may set them, a sentence for the others. A part of the page.
use super::{
    model::QuietHours,
    server_fns::{quiet_hours, save_quiet_hours},
    words,
};
use crate::{
    error::AppError,
    live::{Change, Live},
    team::{Permission, SignedIn},
    ui::{Button, FormError, Look, Skeleton, Toasts, browser, field_of_minute, minute_of_field, on_change, part, sent, ticked, typed},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// When nothing goes to a lead by itself.
pub fn quiet_view() -> AnyView {
    part(|| view! { <Skeleton label=words::LOADING/> }.into_any(), || Box::pin(split()))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Quiet/> }.into_any())
}

/// The hours as they are stored, whether somebody changes them here, and what came of it.
#[derive(Clone, Copy)]
struct Desk {
    shown: RwSignal<Option<QuietHours>>,
    is_touched: StoredValue<bool>,
    error: RwSignal<Option<AppError>>,
    busy: RwSignal<bool>,
}

impl Desk {
    /// What a colleague changed is shown, unless somebody is changing something here.
    fn read(self) {
        spawn_local(async move {
            match quiet_hours().await {
                Ok(fresh) if self.is_touched.try_get_value() == Some(false) => drop(self.shown.try_set(Some(fresh))),
                Ok(_) => {}
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }

    fn save(self, hours: QuietHours, toasts: Toasts) {
        if self.busy.get_untracked() {
            return;
        }
        let fit = match hours.fit() {
            Ok(fit) => fit,
            Err(unfit) => return self.error.set(Some(unfit)),
        };
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            match save_quiet_hours(fit).await {
                Ok(_) => {
                    self.is_touched.try_update_value(|is_touched| *is_touched = false);
                    toasts.show(words::SAVED);
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
            self.busy.try_set(false);
        });
    }

    fn of_field(self, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.error.with(|error| error.as_ref()?.of_field(name).map(ToOwned::to_owned)))
    }
}

#[component]
fn Quiet() -> impl IntoView {
    let desk =
        Desk { shown: RwSignal::new(None), is_touched: StoredValue::new(false), error: RwSignal::new(None), busy: RwSignal::new(false) };
    let live = Live::of_tab();
    live.listen(move |change| {
        if *change == Change::QuietHours {
            desk.read();
        }
    });
    on_change(live.resynced(), move || desk.read());
    desk.read();
    // The fields say what is wrong with them.
    let of_form =
        Signal::derive(move || desk.error.get().filter(|error| !matches!(error, AppError::Invalid(_))).map(|error| error.to_string()));
    view! {
        <section class="quiet" aria-labelledby="quiet-hours">
            <h2 id="quiet-hours">{words::TITLE}</h2>
            <FormError error=of_form/>
            {move || match desk.shown.get() {
                Some(hours) if SignedIn::may(Permission::SetQuietHours) => view! { <QuietForm hours desk/> }.into_any(),
                Some(hours) => view! { <p>{words::in_force(&hours)}</p> }.into_any(),
                None => view! { <Skeleton label=words::LOADING/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn QuietForm(hours: QuietHours, desk: Desk) -> impl IntoView {
    let toasts = Toasts::of_page();
    let is_on = RwSignal::new(hours.is_on);
    let (from, to) = (RwSignal::new(field_of_minute(hours.from)), RwSignal::new(field_of_minute(hours.to)));
    let zone = RwSignal::new(hours.zone.unwrap_or_else(browser::time_zone));
    let (of_hours, of_zone) = (desk.of_field("hours"), desk.of_field("zone"));
    let submit = sent(move |event| {
        event.prevent_default();
        // What is no time makes hours that are refused.
        let minute = |value: RwSignal<String>| minute_of_field(&value.get_untracked()).unwrap_or(QuietHours::DAY);
        let hours = QuietHours { is_on: is_on.get_untracked(), from: minute(from), to: minute(to), zone: Some(zone.get_untracked()) };
        desk.save(hours, toasts);
    });
    let time = |label: &'static str, value: RwSignal<String>| {
        view! {
            <label class="field">
                <span class="field-label">{label}</span>
                <input class="input" type="time" prop:value=value on:input=typed(move |typed| value.set(typed))/>
            </label>
        }
        .into_any()
    };
    view! {
        <form class="form" on:submit=submit on:input=typed(move |_| desk.is_touched.set_value(true))>
            <div class="field">
                <label class="check">
                    <input type="checkbox" prop:checked=is_on on:change=ticked(move |is_ticked| is_on.set(is_ticked))/>
                    {words::IS_ON}
                </label>
                <p class="field-hint">{words::HINT}</p>
            </div>
            <div class="phone-times">{time(words::FROM, from)}{time(words::TO, to)}</div>
            <p class="field-error" role="alert">{move || of_hours.get()}</p>
            <div class="field">
                <label class="field-label" for="quiet-zone">{words::ZONE}</label>
                <input
                    class="input"
                    id="quiet-zone"
                    autocomplete="off"
                    aria-describedby="quiet-zone-hint quiet-zone-error"
                    aria-invalid=move || of_zone.read().is_some().then_some("true")
                    prop:value=zone
                    on:input=typed(move |typed| zone.set(typed))
                />
                <p class="field-hint" id="quiet-zone-hint">{words::ZONE_HINT}</p>
                <p class="field-error" id="quiet-zone-error" role="alert">{move || of_zone.get()}</p>
            </div>
            <div class="form-actions phone-settings-actions">
                <Button look=Look::Primary kind="submit" busy=desk.busy>{words::SAVE}</Button>
            </div>
        </form>
    }
}
