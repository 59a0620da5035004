//! Where an answer is written.
use super::{
    composer_tools::{Writing as Field, composer_tools},
    model::MessageText,
    talk::Talk,
    words,
};
use crate::{
    team::{Permission, SignedIn},
    ui::{Glyph, Icon, browser, effect, sent, typed},
};
use leptos::{ev, html, prelude::*};

/// The field "Message" and the button "Send"; a sentence for those who only read.
#[component]
pub fn Composer(
    /// The conversation it writes to.
    talk: Talk,
) -> impl IntoView {
    if SignedIn::may(Permission::SendMessages) {
        view! { <Writing talk/> }.into_any()
    } else {
        view! { <p class="composer composer-closed">{words::ONLY_READING}</p> }.into_any()
    }
}

#[component]
fn Writing(talk: Talk) -> impl IntoView {
    let me = StoredValue::new(SignedIn::here());
    // What was typed before the page came alive stays.
    let text = RwSignal::new(browser::typed_before(&format!(".composer-field[data-lead='{}']", talk.lead)));
    let error = RwSignal::new(None::<String>);
    let field = NodeRef::<html::Textarea>::new();
    let draft = format!("draft {}", talk.lead);
    let keep = StoredValue::new(draft.clone());
    let write = move |typed: String| {
        keep.with_value(|key| browser::keep_text(key, &typed));
        let too_long = typed.chars().count() > MessageText::LONGEST;
        error.set(MessageText::parse(&typed).err().filter(|_| too_long).map(|error| error.to_string()));
        text.set(typed);
    };
    effect(move || {
        if text.read_untracked().is_empty()
            && let Some(kept) = browser::kept_text(&draft)
        {
            write(kept);
        }
    });
    // Whoever comes to answer writes at once.
    effect(move || {
        if let Some(field) = field.get()
            && browser::is_at("#write")
        {
            browser::focus(&field);
        }
    });
    let send = move || match MessageText::parse(&text.get_untracked()) {
        Ok(fit) => {
            write(String::new());
            talk.writes(false);
            me.with_value(|me| talk.say(&fit, me.as_ref()));
            if let Some(field) = field.get_untracked() {
                browser::focus(&field);
            }
        }
        Err(unfit) => error.set(Some(unfit.to_string())),
    };
    let on_input = move |typed: String| {
        talk.writes(!typed.is_empty());
        write(typed);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        // Enter also ends the composing of a Chinese or Japanese word.
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    let on_submit = sent(move |event| {
        event.prevent_default();
        send();
    });
    view! {
        <form class="composer" on:submit=on_submit>
            {composer_tools(talk, Field { text, field, error, write: Callback::new(write) })}
            <p class="field-error" id="composer-error" role="alert">{move || error.get()}</p>
            <div class="composer-line">
                // Its content is a property, never a child: children of a textarea are not escaped by the server.
                <textarea
                    class="input composer-field"
                    data-lead=talk.lead.to_string()
                    aria-label=words::MESSAGE
                    aria-describedby="composer-error"
                    aria-invalid=move || error.read().is_some().then_some("true")
                    title=words::KEYS
                    placeholder=words::PLACEHOLDER
                    rows="1"
                    node_ref=field
                    prop:value=move || text.get()
                    on:input=typed(on_input)
                    on:keydown=on_key
                ></textarea>
                <button type="submit" class="button button-primary composer-send"><Icon glyph=Glyph::Send/>{words::SEND}</button>
            </div>
        </form>
    }
}
