//! The file of a message: seen, heard, or saved. A part of the page; until its code is here, its place is kept.
use super::{
    model::{Kind, Media, MediaState, Message, MessageId, Shows},
    server_fns::fetch_media_again,
    words,
};
use crate::{
    media::words as files,
    ui::{Button, Glyph, Icon, Look, Toasts, part},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// Shows the file of a message, if it has one.
pub fn media_view(message: RwSignal<Message>) -> AnyView {
    // A file does not become another one; what became of it does.
    match message.read_untracked().media.clone() {
        Some(media) => part(move || place(&media, None), move || Box::pin(split_media(message))),
        None => ().into_any(),
    }
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split_media(message: RwSignal<Message>) -> Result<AnyView, SplitLoaderError> {
    let media = Memo::new(move |_| message.read().media.clone());
    let (id, kind) = (message.read_untracked().id, message.read_untracked().kind);
    Ok(view! { {move || media.get().map(|media| shown(id, kind, &media))} }.into_any())
}

/// Room for a picture or film, so that nothing moves when it comes; until then its small picture fills it, if there is one.
fn place(media: &Media, thumbnail: Option<String>) -> AnyView {
    let (width, height) = (media.width, media.height);
    if width == 0 || height == 0 {
        return thumbnail.map(|thumbnail| view! { <img class="media-frame" src=thumbnail alt=""/> }.into_any()).into_any();
    }
    let thumbnail = thumbnail.map(|thumbnail| {
        view! { <image href=thumbnail width="100%" height="100%" preserveAspectRatio="xMidYMid slice"></image> }.into_any()
    });
    view! {
        <svg class="media-frame" viewBox=format!("0 0 {width} {height}") width=width.to_string() height=height.to_string() aria-hidden="true">
            {thumbnail}
        </svg>
    }
    .into_any()
}

fn shown(id: MessageId, kind: Kind, media: &Media) -> AnyView {
    let address = format!("/media/{}", id.0);
    let thumbnail = media.has_thumbnail.then(|| format!("{address}/thumbnail"));
    let about = match &media.state {
        MediaState::Stored(shows) => return stored(address, kind, media, *shows, thumbnail),
        MediaState::Uploading(None) => ().into_any(),
        MediaState::Uploading(Some(percent)) => view! {
            <progress class="media-progress" max="100" value=percent.to_string() aria-label=words::UPLOADING></progress>
        }
        .into_any(),
        MediaState::Pending => view! { <p class="media-note" role="status">{words::FETCHING}</p> }.into_any(),
        MediaState::TooLarge => view! { <p class="media-note">{words::TOO_LARGE}</p> }.into_any(),
        MediaState::Failed(why) => view! { <p class="media-note">{why.clone()}</p><Fetch id words=words::TRY_AGAIN/> }.into_any(),
        MediaState::NotFetched => view! { <p class="media-note">{words::NOT_FETCHED}</p><Fetch id words=words::FETCH/> }.into_any(),
    };
    // A document's is shown beside its name.
    let (inside, beside) = if kind == Kind::Document { (None, thumbnail) } else { (thumbnail, None) };
    view! { {place(media, inside)}{file_line(media, beside)}{about} }.into_any()
}

fn stored(address: String, kind: Kind, media: &Media, shows: Shows, thumbnail: Option<String>) -> AnyView {
    let (width, height) = (media.width, media.height);
    let said = |side: u32| (side > 0).then(|| side.to_string());
    match shows {
        Shows::Image => {
            let class = if kind == Kind::Sticker { "media-frame media-sticker" } else { "media-frame" };
            let source = address.clone();
            view! {
                <a href=address target="_blank" rel="external noopener">
                    <img class=class src=source alt=words::kind(kind) width=said(width) height=said(height) loading="lazy" decoding="async"/>
                </a>
            }
            .into_any()
        }
        Shows::Video => view! {
            <video
                class="media-frame"
                src=address
                poster=thumbnail
                width=said(width)
                height=said(height)
                controls
                preload="metadata"
                aria-label=words::kind(kind)
            ></video>
        }
        .into_any(),
        Shows::Audio => {
            view! { <audio class="media-audio" src=address controls preload="metadata" aria-label=words::kind(kind)></audio> }.into_any()
        }
        Shows::Nothing => {
            let name = if media.name.is_empty() { files::FILE.to_owned() } else { media.name.clone() };
            let save_as = name.clone();
            view! {
                <a class="media-file" href=address download=save_as rel="external">
                    {cover(thumbnail)}
                    <span dir="auto">{name}</span>
                    <span class="media-size">{files::size(media.size)}</span>
                </a>
            }
            .into_any()
        }
    }
}

/// The small picture of a file that is not shown itself.
fn cover(thumbnail: Option<String>) -> Option<AnyView> {
    thumbnail.map(|thumbnail| view! { <img class="media-cover" src=thumbnail alt=""/> }.into_any())
}

fn file_line(media: &Media, thumbnail: Option<String>) -> Option<AnyView> {
    (!media.name.is_empty()).then(|| {
        view! {
            <p class="media-file">
                {cover(thumbnail)}
                <span dir="auto">{media.name.clone()}</span>
                <span class="media-size">{files::size(media.size)}</span>
            </p>
        }
        .into_any()
    })
}

#[component]
fn Fetch(id: MessageId, words: &'static str) -> impl IntoView {
    let toasts = Toasts::of_page();
    let fetch = Callback::new(move |()| {
        spawn_local(async move {
            if let Err(error) = fetch_media_again(id).await {
                toasts.show(error.to_string());
            }
        });
    });
    view! { <Button look=Look::Quiet on_press=fetch><Icon glyph=Glyph::Again/>{words}</Button> }
}
