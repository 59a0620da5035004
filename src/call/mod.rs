//! How the browser calls the server: the one protocol of every server function, which plain forms speak too.
use crate::error::AppError;
use bytes::Bytes;
use http::Method;
use serde::{Serialize, de::DeserializeOwned};
use server_fn::{
    ContentType, Decodes, Encodes, Http, Protocol,
    client::Client,
    codec::{IntoReq, Json, PostUrl, Postcard, PostcardEncoding},
    error::FromServerFnError,
    redirect::call_redirect_hook,
    request::Req,
    response::ClientRes,
    server::Server,
};
use std::pin::Pin;

/// What pages of ours accept; whoever does not say so is answered in JSON.
pub const PAGES_ACCEPT: &str = Postcard::CONTENT_TYPE;

/// Fields of a form go; postcard comes back to pages, JSON to everybody else. On the wire these are the library's own
/// `Http<PostUrl, Postcard>` and `Http<PostUrl, Json>`.
///
/// Those compile a whole exchange into every server function. Here only writing the arguments and reading the answer is
/// compiled anew, and reading postcard takes a quarter of the code of reading JSON; together a tenth of the wasm.
pub struct Call;

type Answer = Pin<Box<dyn Future<Output = Result<Bytes, AppError>> + Send>>;

impl<Input, Output, Caller, Callee> Protocol<Input, Output, Caller, Callee, AppError> for Call
where
    Http<PostUrl, Json>: Protocol<Input, Output, Caller, Callee, AppError>,
    Http<PostUrl, Postcard>: Protocol<Input, Output, Caller, Callee, AppError>,
    Input: Send + IntoReq<PostUrl, Caller::Request, AppError>,
    Output: DeserializeOwned,
    Caller: Client<AppError>,
    Callee: Server<AppError>,
{
    const METHOD: Method = Method::POST;

    async fn run_server<Run, Running>(request: Callee::Request, run: Run) -> Result<Callee::Response, AppError>
    where
        Run: Fn(Input) -> Running + Send,
        Running: Future<Output = Result<Output, AppError>> + Send,
    {
        if request.accepts().as_deref() == Some(PAGES_ACCEPT) {
            <Http<PostUrl, Postcard> as Protocol<Input, Output, Caller, Callee, AppError>>::run_server(request, run).await
        } else {
            <Http<PostUrl, Json> as Protocol<Input, Output, Caller, Callee, AppError>>::run_server(request, run).await
        }
    }

    fn run_client(path: &str, input: Input) -> impl Future<Output = Result<Output, AppError>> + Send {
        let answer = exchange::<Caller>(input.into_req(path, PAGES_ACCEPT));
        async move { decode(answer.await?) }
    }
}

/// A value as the browser is sent it.
///
/// # Errors
/// What postcard cannot write, which is a bug of the type.
pub fn encode(value: &impl Serialize) -> Result<Bytes, AppError> {
    PostcardEncoding::encode(value).map_err(|unfit| AppError::Malformed(unfit.to_string()))
}

/// Reads what [`encode`] wrote.
///
/// # Errors
/// `Malformed` when it cannot be that. Postcard checks no more than the lengths and the variants it meets.
pub fn decode<T: DeserializeOwned>(bytes: Bytes) -> Result<T, AppError> {
    PostcardEncoding::decode(bytes).map_err(|_| AppError::Malformed("another version of Leadwire".into()))
}

/// Sends a request; answers the body of what comes back, or the error in it.
fn exchange<Caller: Client<AppError>>(request: Result<Caller::Request, AppError>) -> Answer {
    Box::pin(async move {
        let response = Caller::send(request?).await?;
        let (status, redirected, location) = (response.status(), response.has_redirect(), response.location());
        let body = response.try_into_bytes().await?;
        if status >= 400 {
            return Err(AppError::de(body));
        }
        if redirected || status >= 300 {
            call_redirect_hook(&location);
        }
        Ok(body)
    })
}
