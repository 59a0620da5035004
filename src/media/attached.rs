//! Files that go with what is being written, until it is sent or saved: chosen, pasted or dropped, shown above the field, and taken off
//! again.
use super::words;
use crate::ui::{Claims, Entry, Glyph, Icon, Picked, browser_files, effect, entries, pressed};
use leptos::{ev, prelude::*};

/// The files that go with what is being written.
#[derive(Clone, Copy)]
pub struct Attached {
    files: RwSignal<Vec<Picked>>,
    /// Whether there can be only one: another one takes its place.
    is_single: bool,
    /// The largest file that the server takes, in bytes; none while that is not known.
    pub largest: StoredValue<Option<u64>>,
    /// What is said of those that cannot go.
    error: RwSignal<Option<String>>,
    /// Where they wait for somebody who leaves the page and comes back; without it they are let go then.
    place: StoredValue<Option<String>>,
}

impl Attached {
    /// Those that were attached in this place before.
    pub fn kept(place: String, error: RwSignal<Option<String>>) -> Self {
        let files = RwSignal::new(browser_files::parked(&place));
        Self { files, is_single: false, largest: StoredValue::new(None), error, place: StoredValue::new(Some(place)) }
    }

    /// One file at most; perhaps there is one already.
    pub fn one(file: Option<Picked>, error: RwSignal<Option<String>>) -> Self {
        let files = RwSignal::new(file.into_iter().collect());
        Self { files, is_single: true, largest: StoredValue::new(None), error, place: StoredValue::new(None) }
    }

    /// The first of them.
    pub fn first(self) -> Option<Picked> {
        self.files.with(|files| files.first().cloned())
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.files.with_untracked(Vec::is_empty)
    }

    /// Adds files; one that cannot go says so and is let go.
    pub fn add(self, picked: Vec<Picked>) {
        for file in picked {
            match self.unfit(&file) {
                Some(why) => {
                    self.error.set(Some(why));
                    browser_files::forget(file.id);
                }
                None => {
                    self.error.set(None);
                    if self.is_single {
                        self.take().iter().for_each(|other| browser_files::forget(other.id));
                    }
                    self.files.update(|files| files.push(file));
                }
            }
        }
        self.park();
    }

    fn park(self) {
        self.place.with_value(|place| {
            if let Some(place) = place {
                browser_files::park(place, self.files.get_untracked());
            }
        });
    }

    /// Nobody sees them any more.
    fn leave(self) {
        // Nothing is told to those who show them: they are going too.
        let files = self.files.try_get_untracked().unwrap_or_default();
        if self.place.try_get_value().flatten().is_none() {
            files.iter().for_each(|file| browser_files::forget(file.id));
        }
    }

    /// What keeps a file from going, as far as it is known here.
    pub fn unfit(self, file: &Picked) -> Option<String> {
        let largest = self.largest.get_value();
        match largest.filter(|largest| u64::try_from(file.size).is_ok_and(|size| size > *largest)) {
            Some(largest) => Some(words::file_too_large(largest)),
            None => (file.size == 0).then(|| words::EMPTY_FILE.to_owned()),
        }
    }

    /// All of them; none is left.
    pub fn take(self) -> Vec<Picked> {
        let files = self.files.try_update(std::mem::take).unwrap_or_default();
        self.park();
        files
    }

    fn take_off(self, file: &Picked) {
        self.files.update(|files| files.retain(|other| other.id != file.id));
        self.park();
        browser_files::forget(file.id);
    }
}

/// The files above the field, and the place to drop more.
#[component]
pub fn AttachedFiles(
    /// Which.
    attached: Attached,
) -> impl IntoView {
    let is_over = RwSignal::new(false);
    effect(move || browser_files::on_drag(move |over| is_over.set(over), move |files| attached.add(files)));
    on_cleanup(move || attached.leave());
    let zone = move || is_over.get().then(|| view! { <div class="drop-zone">{words::DROP_HERE}</div> }.into_any());
    let list = move || {
        view! { <ul class="attached" aria-label=words::ATTACHED>{entries(move || attached.files.get().into_iter().map(|file| line(attached, file)).collect())}</ul> }
            .into_any()
    };
    let has_some = Memo::new(move |_| attached.files.with(|files| !files.is_empty()));
    view! {
        {move || zone()}
        {move || has_some.get().then(list)}
    }
}

fn line(attached: Attached, file: Picked) -> Entry {
    Entry::new((false, 0, file.id), move || {
        let picture = picture_of(&file);
        let (name, size, label) = (file.name.clone(), words::size(file.size), words::take_off(&file.name));
        let take_off = pressed(move || attached.take_off(&file));
        view! {
            <li class="attached-file">
                {picture}
                <span class="attached-name" dir="auto">{name}</span>
                <span class="media-size">{size}</span>
                <button type="button" class="icon-button" aria-label=label on:click=take_off><Icon glyph=Glyph::Close/></button>
            </li>
        }
        .into_any()
    })
}

/// What a file looks like where there is little room.
pub fn picture_of(file: &Picked) -> AnyView {
    match &file.preview {
        Some(address) => view! { <img class="attached-picture" src=address.clone() alt=""/> }.into_any(),
        None => view! { <Icon glyph=if file.claims == Claims::Sound { Glyph::Microphone } else { Glyph::Clip }/> }.into_any(),
    }
}

/// The field that files are chosen with, as a button.
#[component]
pub fn AttachButton(
    /// Where they go.
    attached: Attached,
) -> impl IntoView {
    let choose = move |event: ev::Event| attached.add(browser_files::chosen(&event));
    view! {
        <label class="icon-button attach" title=words::ATTACH>
            <input type="file" multiple=!attached.is_single class="visually-hidden" aria-label=words::ATTACH on:change=choose/>
            <Icon glyph=Glyph::Clip/>
        </label>
    }
}
