//! The settings of a phone on its page, for those who may change them. A part of the page.
use super::{
    hours_fields::{HoursDraft, HoursFields},
    model::PhoneSettings,
    server_fns::{phone_settings, save_phone_settings},
    words,
};
use crate::{
    error::AppError,
    live::{Change, Live},
    phones::PhoneId,
    ui::{Button, FormError, Look, Skeleton, Toasts, on_change, part, sent, ticked, typed},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// What a phone does by itself.
pub fn phone_settings_view(phone: PhoneId) -> AnyView {
    part(|| view! { <Skeleton label=words::LOADING/> }.into_any(), move || Box::pin(split(phone)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(phone: PhoneId) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Settings phone/> }.into_any())
}

/// The settings as they are stored, as they came last, and whether somebody changes them here.
#[derive(Clone, Copy)]
struct Desk {
    phone: PhoneId,
    shown: RwSignal<Option<PhoneSettings>>,
    stored: StoredValue<Option<PhoneSettings>>,
    is_touched: StoredValue<bool>,
    error: RwSignal<Option<AppError>>,
    busy: RwSignal<bool>,
}

impl Desk {
    /// What a colleague changed is shown, unless somebody is changing something here.
    fn read(self) {
        spawn_local(async move {
            match phone_settings(self.phone).await {
                Ok(fresh) if self.is_touched.try_get_value() == Some(false) && self.stored.get_value().as_ref() != Some(&fresh) => {
                    self.stored.set_value(Some(fresh.clone()));
                    self.shown.try_set(Some(fresh));
                }
                Ok(_) => {}
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }

    fn save(self, settings: PhoneSettings, toasts: Toasts) {
        if self.busy.get_untracked() {
            return;
        }
        let fit = match settings.fit() {
            Ok(fit) => fit,
            Err(unfit) => return self.error.set(Some(unfit)),
        };
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            match save_phone_settings(self.phone, fit).await {
                Ok(saved) => {
                    self.stored.try_update_value(|stored| *stored = Some(saved));
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
fn Settings(phone: PhoneId) -> impl IntoView {
    let desk = Desk {
        phone,
        shown: RwSignal::new(None),
        stored: StoredValue::new(None),
        is_touched: StoredValue::new(false),
        error: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let live = Live::of_tab();
    live.listen(move |change| {
        if matches!(change, Change::Phone(changed) if changed.id == phone) {
            desk.read();
        }
    });
    on_change(live.resynced(), move || desk.read());
    desk.read();
    // The fields say what is wrong with them.
    let of_form =
        Signal::derive(move || desk.error.get().filter(|error| !matches!(error, AppError::Invalid(_))).map(|error| error.to_string()));
    view! {
        <section class="phone-settings" aria-labelledby="phone-settings">
            <h2 id="phone-settings">{words::SETTINGS}</h2>
            <FormError error=of_form/>
            {move || match desk.shown.get() {
                Some(settings) => view! { <SettingsForm settings desk/> }.into_any(),
                None => view! { <Skeleton label=words::LOADING/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn SettingsForm(settings: PhoneSettings, desk: Desk) -> impl IntoView {
    let toasts = Toasts::of_page();
    let replies = RwSignal::new(settings.replies);
    let reply = RwSignal::new(settings.reply);
    let has_hours = RwSignal::new(settings.hours.is_some());
    let hours = HoursDraft::of(settings.hours.as_ref());
    let marks_read = RwSignal::new(settings.marks_read);
    let fetches_media = RwSignal::new(settings.fetches_media);
    let of_reply = desk.of_field("reply");
    let submit = sent(move |event| {
        event.prevent_default();
        let settings = PhoneSettings {
            replies: replies.get_untracked(),
            reply: reply.get_untracked(),
            hours: has_hours.get_untracked().then(|| hours.hours()),
            marks_read: marks_read.get_untracked(),
            fetches_media: fetches_media.get_untracked(),
        };
        desk.save(settings, toasts);
    });
    let of_hours = move || {
        let fields = || view! { <HoursFields draft=hours error=desk.of_field("hours") of_zone=desk.of_field("zone")/> }.into_any();
        has_hours.get().then(fields)
    };
    let of_reply_fields = move || {
        view! {
            <div class="phone-reply">
                <div class="field">
                    <label class="field-label" for="field-reply">{words::REPLY}</label>
                    // Its content is a property, never a child: children of a textarea are not escaped by the server.
                    <textarea
                        class="input template-body"
                        id="field-reply"
                        rows="3"
                        dir="auto"
                        aria-describedby="reply-hint reply-error"
                        aria-invalid=move || of_reply.read().is_some().then_some("true")
                        prop:value=move || reply.get()
                        on:input=typed(move |typed| reply.set(typed))
                    ></textarea>
                    <p class="field-hint" id="reply-hint">{words::REPLY_HINT}</p>
                    <p class="field-error" id="reply-error" role="alert">{move || of_reply.get()}</p>
                </div>
                <label class="field">
                    <span class="field-label">{words::WHEN}</span>
                    <select class="input" aria-label=words::WHEN on:change=typed(move |value| has_hours.set(value == OUTSIDE))>
                        <option value=ALWAYS prop:selected=move || !has_hours.get()>{words::ALWAYS}</option>
                        <option value=OUTSIDE prop:selected=move || has_hours.get()>{words::OUTSIDE}</option>
                    </select>
                </label>
                {of_hours}
            </div>
        }
        .into_any()
    };
    view! {
        <form class="form" on:submit=submit on:input=typed(move |_| desk.is_touched.set_value(true))>
            {check(words::REPLIES, "", replies)}
            {move || replies.get().then(of_reply_fields)}
            {check(words::MARKS_READ, words::MARKS_READ_HINT, marks_read)}
            {check(words::FETCHES, words::FETCHES_HINT, fetches_media)}
            <div class="form-actions phone-settings-actions">
                <Button look=Look::Primary kind="submit" busy=desk.busy>{words::SAVE}</Button>
            </div>
        </form>
    }
}

/// Values of the choice of when.
const ALWAYS: &str = "always";
const OUTSIDE: &str = "outside";

fn check(label: &'static str, hint: &'static str, value: RwSignal<bool>) -> AnyView {
    view! {
        <div class="field">
            <label class="check">
                <input type="checkbox" prop:checked=value on:change=ticked(move |is_ticked| value.set(is_ticked))/>
                {label}
            </label>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint">{hint}</p> }.into_any())}
        </div>
    }
    .into_any()
}
