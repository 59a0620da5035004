//! Files as only a browser has them: chosen, pasted, dropped, recorded, and sent to the server. The server has the twin
//! `browser_files_ssr.rs`, which has none. Call these in effects and event handlers only.
use super::{
    browser, browser_thumbnail,
    picked::{Claims, NoMicrophone, Picked},
};
use futures_channel::oneshot;
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};
use uuid::Uuid;
use web_sys::{
    Blob, BlobEvent, ClipboardEvent, DataTransfer, DragEvent, Event, File, FileList, FilePropertyBag, HtmlInputElement, MediaDevices,
    MediaRecorder, MediaRecorderOptions, MediaStream, MediaStreamConstraints, MediaStreamTrack, ProgressEvent, Url, XmlHttpRequest,
};

/// What is recorded, the best first: the first is what WhatsApp's own voice messages are.
const SOUNDS: [(&str, &str); 3] = [("audio/ogg;codecs=opus", "ogg"), ("audio/webm;codecs=opus", "webm"), ("audio/mp4", "m4a")];

struct Recorder {
    recorder: MediaRecorder,
    stream: MediaStream,
    pieces: Rc<RefCell<Vec<JsValue>>>,
    began: i64,
    _hear: Closure<dyn FnMut(BlobEvent)>,
}

/// Where a file is that was chosen.
#[derive(Clone)]
enum Source {
    /// With the browser.
    Here(File),
    /// On the server, which takes it from there: what stands after `/upload/…/`.
    There(String),
}

thread_local! {
    /// What was chosen and is not sent yet.
    static CHOSEN: RefCell<HashMap<Uuid, (Source, Picked)>> = RefCell::default();
    /// What waits where somebody will come back to it.
    static PARKED: RefCell<HashMap<String, Vec<Picked>>> = RefCell::default();
    static RECORDER: RefCell<Option<Recorder>> = const { RefCell::new(None) };
}

/// What was chosen in the field for files that tells of it.
pub fn chosen(event: &Event) -> Vec<Picked> {
    let field = event.target().and_then(|field| field.dyn_into().ok());
    field.map(|field| chosen_in(&field)).unwrap_or_default()
}

/// What was chosen in a field for files, which is emptied, so that the same file can be chosen again.
pub fn chosen_in(field: &HtmlInputElement) -> Vec<Picked> {
    let picked = keep_all(field.files());
    field.set_value("");
    picked
}

/// The files in the clipboard; when there are some, nothing else of it is pasted. Words and tables of office programs come with a
/// picture of themselves, which nobody means.
pub fn pasted(event: &Event) -> Vec<Picked> {
    let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
    let data = data.filter(|data| !(has(data, "text/plain") && has(data, "text/html")));
    let picked = keep_all(data.and_then(|data| data.files()));
    if !picked.is_empty() {
        event.prevent_default();
    }
    picked
}

/// Tells while files are dragged over the window, and takes those that are dropped on it, until the owner is gone.
pub fn on_drag(over: impl Fn(bool) + Clone + 'static, dropped: impl Fn(Vec<Picked>) + 'static) {
    let dropped = Rc::new(dropped);
    for name in ["dragenter", "dragover", "dragleave", "drop"] {
        let (over, dropped) = (over.clone(), dropped.clone());
        let handle = window_event_listener_untyped(name, move |event| {
            let Some(event) = event.dyn_ref::<DragEvent>() else { return };
            let Some(data) = event.data_transfer().filter(|data| has(data, "Files")) else { return };
            match name {
                // Leaving an element for another one is no leaving.
                "dragleave" => over(event.related_target().is_some()),
                "drop" => {
                    event.prevent_default();
                    over(false);
                    dropped(keep_all(data.files()));
                }
                // The browser would open the file otherwise.
                _ => {
                    event.prevent_default();
                    over(true);
                }
            }
        });
        on_cleanup(move || handle.remove());
    }
}

fn has(data: &DataTransfer, wanted: &str) -> bool {
    data.types().iter().any(|kind| kind.as_string().as_deref() == Some(wanted))
}

fn keep_all(files: Option<FileList>) -> Vec<Picked> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|at| files.get(at)).map(|file| keep(file, 0)).collect()
}

fn keep(file: File, recorded: u32) -> Picked {
    let claims = Claims::of(&file.type_());
    let preview = if claims == Claims::Picture { Url::create_object_url_with_blob(&file).ok() } else { None };
    let picked = Picked { id: Uuid::now_v7(), name: file.name(), size: file.size() as i64, claims, preview, recorded };
    CHOSEN.with_borrow_mut(|chosen| chosen.insert(picked.id, (Source::Here(file), picked.clone())));
    picked
}

/// Keeps a file that the server has, under an id of its own; `/upload/{id}/{address}` takes it from there.
pub fn keep_of_server(picked: &Picked, address: String) {
    CHOSEN.with_borrow_mut(|chosen| chosen.insert(picked.id, (Source::There(address), picked.clone())));
}

/// What was chosen under this id, as long as the page has it.
pub fn picked(id: Uuid) -> Option<Picked> {
    CHOSEN.with_borrow(|chosen| chosen.get(&id).map(|(_, picked)| picked.clone()))
}

/// Lets a file go.
pub fn forget(id: Uuid) {
    let gone = CHOSEN.with_borrow_mut(|chosen| chosen.remove(&id));
    if let Some(preview) = gone.and_then(|(_, picked)| picked.preview) {
        drop(Url::revoke_object_url(&preview));
    }
}

/// Remembers what is attached in this place, as long as the tab is open.
pub fn park(place: &str, files: Vec<Picked>) {
    PARKED.with_borrow_mut(|parked| match files.is_empty() {
        true => parked.remove(place),
        false => parked.insert(place.to_owned(), files),
    });
}

/// What was attached in this place when it was left.
pub fn parked(place: &str) -> Vec<Picked> {
    PARKED.with_borrow(|parked| parked.get(place).cloned().unwrap_or_default())
}

/// Sends the file of a message to the server, see [`send`]; one that the server has is taken from there.
///
/// # Errors
/// The server's sentence; none when it did not answer.
pub async fn upload(id: Uuid, progress: impl Fn(u8) + 'static) -> Result<String, Option<String>> {
    match CHOSEN.with_borrow(|chosen| chosen.get(&id).map(|(source, _)| source.clone())) {
        Some(Source::There(address)) => carry("PUT", &format!("/upload/{id}/{address}"), None, progress).await,
        _ => send(id, "PUT", &format!("/upload/{id}"), progress).await,
    }
}

/// Sends a file to an address of the server, telling how much of it is there, in percent. The answer is the server's word.
///
/// # Errors
/// The server's sentence; none when it did not answer.
pub async fn send(id: Uuid, method: &str, address: &str, progress: impl Fn(u8) + 'static) -> Result<String, Option<String>> {
    let Some((Source::Here(file), _)) = CHOSEN.with_borrow(|chosen| chosen.get(&id).cloned()) else { return Err(None) };
    carry(method, address, Some(&file), progress).await
}

/// Makes a small picture of a file that the server has, and sends it after it. What cannot be drawn here goes without, as does what the
/// server does not take.
pub async fn upload_thumbnail(id: Uuid) {
    let Some((Source::Here(file), picked)) = CHOSEN.with_borrow(|chosen| chosen.get(&id).cloned()) else { return };
    if let Some(small) = browser_thumbnail::of(&file, picked.claims).await {
        let address = format!("/upload/{id}/thumbnail?width={}&height={}", small.width, small.height);
        drop(carry("PUT", &address, Some(&small.jpeg), |_| ()).await);
    }
}

async fn carry(method: &str, address: &str, body: Option<&Blob>, progress: impl Fn(u8) + 'static) -> Result<String, Option<String>> {
    let request = XmlHttpRequest::new().map_err(|_| None)?;
    request.open(method, address).map_err(|_| None)?;
    let (tell, told) = oneshot::channel::<()>();
    let ended = Closure::once(move |_: JsValue| tell.send(()).unwrap_or_default());
    request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
    let hear = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.total() > 0.0 {
            progress((event.loaded() * 100.0 / event.total()) as u8);
        }
    });
    if let Ok(sending) = request.upload() {
        sending.set_onprogress(Some(hear.as_ref().unchecked_ref()));
    }
    request.send_with_opt_blob(body).map_err(|_| None)?;
    told.await.unwrap_or_default();
    let said = request.response_text().ok().flatten().filter(|said| !said.is_empty());
    match request.status() {
        Ok(200..300) => Ok(said.unwrap_or_default()),
        _ => Err(said),
    }
}

/// Begins to record, once the person has let the browser.
///
/// # Errors
/// See [`NoMicrophone`].
pub async fn begin_recording() -> Result<(), NoMicrophone> {
    give_up_recording();
    let devices = js_sys::Reflect::get(&window().navigator(), &"mediaDevices".into()).ok().filter(|devices| !devices.is_undefined());
    let devices: MediaDevices = devices.ok_or(NoMicrophone::NotHere)?.unchecked_into();
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&JsValue::TRUE);
    let asking = devices.get_user_media_with_constraints(&constraints).map_err(|_| NoMicrophone::NotHere)?;
    let stream: MediaStream = settled(&asking).await.ok_or(NoMicrophone::Refused)?.unchecked_into();
    let options = MediaRecorderOptions::new();
    if let Some((mime, _)) = SOUNDS.iter().find(|(mime, _)| MediaRecorder::is_type_supported(mime)) {
        options.set_mime_type(mime);
    }
    let recorder = MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options);
    let Ok(recorder) = recorder else {
        end(&stream);
        return Err(NoMicrophone::NotHere);
    };
    let pieces = Rc::new(RefCell::new(Vec::new()));
    let keep = pieces.clone();
    let hear = Closure::<dyn FnMut(BlobEvent)>::new(move |event: BlobEvent| keep.borrow_mut().extend(event.data().map(JsValue::from)));
    recorder.set_ondataavailable(Some(hear.as_ref().unchecked_ref()));
    if recorder.start().is_err() {
        end(&stream);
        return Err(NoMicrophone::NotHere);
    }
    RECORDER.set(Some(Recorder { recorder, stream, pieces, began: browser::now_ms(), _hear: hear }));
    Ok(())
}

/// Ends the recording; the file, when there is something in it.
pub async fn end_recording() -> Option<Picked> {
    let Recorder { recorder, stream, pieces, began, _hear } = RECORDER.take()?;
    let (tell, told) = oneshot::channel::<()>();
    let stopped = Closure::once(move |_: JsValue| tell.send(()).unwrap_or_default());
    recorder.set_onstop(Some(stopped.as_ref().unchecked_ref()));
    let seconds = u32::try_from((browser::now_ms() - began + 500) / 1000).unwrap_or_default().max(1);
    let mime = recorder.mime_type();
    if recorder.stop().is_ok() {
        told.await.unwrap_or_default();
    }
    end(&stream);
    let ending = SOUNDS.iter().find(|(known, _)| mime.starts_with(&known[..9])).map_or("webm", |(_, ending)| ending);
    let (parts, options) = (js_sys::Array::new(), FilePropertyBag::new());
    for piece in pieces.borrow().iter() {
        parts.push(piece);
    }
    options.set_type(&mime);
    let file = File::new_with_blob_sequence_and_options(&parts, &format!("recording.{ending}"), &options).ok()?;
    (file.size() > 0.0).then(|| keep(file, seconds))
}

/// Ends the recording and lets it go.
pub fn give_up_recording() {
    if let Some(given_up) = RECORDER.take() {
        given_up.recorder.set_ondataavailable(None);
        drop(given_up.recorder.stop());
        end(&given_up.stream);
    }
}

/// The browser's sign that it listens goes out.
fn end(stream: &MediaStream) {
    stream.get_tracks().iter().for_each(|track| JsCast::unchecked_into::<MediaStreamTrack>(track).stop());
}

/// What a promise came to; none when it was broken.
pub(super) async fn settled(promise: &js_sys::Promise) -> Option<JsValue> {
    let (tell, told) = oneshot::channel();
    let well = Rc::new(Cell::new(Some(tell)));
    let ill = well.clone();
    let well = Closure::once(move |value: JsValue| drop(well.take().map(|tell| tell.send(Some(value)))));
    let ill = Closure::once(move |_: JsValue| drop(ill.take().map(|tell| tell.send(None))));
    drop(promise.then2(&well, &ill));
    told.await.ok().flatten()
}
