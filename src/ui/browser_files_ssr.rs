//! The twin of `browser_files.rs` on the server: there are no files.
#![expect(missing_docs, reason = "each call is described in browser_files.rs")]
use super::picked::{NoMicrophone, Picked};
use uuid::Uuid;

pub fn chosen<Event>(_event: &Event) -> Vec<Picked> {
    Vec::new()
}
pub fn chosen_in<Field>(_field: &Field) -> Vec<Picked> {
    Vec::new()
}
pub fn pasted<Event>(_event: &Event) -> Vec<Picked> {
    Vec::new()
}
pub fn on_drag(_over: impl Fn(bool) + Clone + 'static, _dropped: impl Fn(Vec<Picked>) + 'static) {}
pub fn picked(_id: Uuid) -> Option<Picked> {
    None
}
pub fn forget(_id: Uuid) {}
pub fn park(_place: &str, _files: Vec<Picked>) {}
pub fn parked(_place: &str) -> Vec<Picked> {
    Vec::new()
}
pub fn keep_of_server(_picked: &Picked, _address: String) {}
pub async fn upload(_id: Uuid, _progress: impl Fn(u8) + 'static) -> Result<String, Option<String>> {
    Err(None)
}
pub async fn upload_thumbnail(_id: Uuid) {}
pub async fn send(_id: Uuid, _method: &str, _address: &str, _progress: impl Fn(u8) + 'static) -> Result<String, Option<String>> {
    Err(None)
}
pub async fn begin_recording() -> Result<(), NoMicrophone> {
    Err(NoMicrophone::NotHere)
}
pub async fn end_recording() -> Option<Picked> {
    None
}
pub fn give_up_recording() {}
