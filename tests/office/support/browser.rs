//! What a browser does, without drawing: cookies, Origin, forms.
use leadwire::conversations::{Message, Thread};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// One browser profile.
#[derive(Clone)]
pub struct Browser {
    base: String,
    pub cookie: Option<String>,
    http: reqwest::Client,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    pub bytes: bytes::Bytes,
    pub headers: reqwest::header::HeaderMap,
}

impl Answer {
    /// The value of a call that went well.
    pub fn ok<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{}", self.body);
        serde_json::from_str(&self.body).expect("the answer has this shape")
    }

    pub fn error(&self) -> leadwire::error::AppError {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no error: {} {}", self.status, self.body))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Browser {
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_secs(30)).build().unwrap();
        Self { base: base.to_owned(), cookie: None, http }
    }

    /// Calls a server function, as a page of ours does.
    pub async fn call(&mut self, name: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form(fields);
        let origin = self.base.clone();
        self.post(
            &format!("/call/{name}"),
            body,
            "application/x-www-form-urlencoded",
            &[("origin", &origin), ("accept", "application/json")],
        )
        .await
    }

    pub async fn post(&mut self, path: &str, body: String, kind: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.http.post(format!("{}{path}", self.base)).header("content-type", kind).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request).await
    }

    /// Sends a file as it is.
    pub async fn post_bytes(&mut self, path: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.http.post(format!("{}{path}", self.base)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request).await
    }

    /// Uploads a file, as a page of ours does.
    pub async fn upload(&mut self, id: &str, bytes: impl Into<reqwest::Body>) -> Answer {
        let origin = self.base.clone();
        self.upload_from(&origin, id, bytes).await
    }

    /// The same from another site.
    pub async fn upload_from(&mut self, origin: &str, id: &str, bytes: impl Into<reqwest::Body>) -> Answer {
        let request = self.http.put(format!("{}/upload/{id}", self.base)).header("origin", origin).body(bytes);
        self.send(request).await
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.base)).header("accept", "text/html");
        self.send(request).await
    }

    /// The same, with more headers.
    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.http.get(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request).await
    }

    async fn send(&mut self, mut request: reqwest::RequestBuilder) -> Answer {
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let answer = request.send().await.expect("the app answers");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        if let Some(set) = headers.get("set-cookie") {
            self.cookie = set.to_str().unwrap().split(';').next().map(str::to_owned);
        }
        let bytes = answer.bytes().await.expect("the body arrives");
        Answer { status, headers, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }
}

/// Fields as a form sends them.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            if byte.is_ascii_alphanumeric() {
                out.push(char::from(byte))
            } else {
                out.push_str(&format!("%{byte:02X}"))
            }
            out
        })
    };
    fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// A whole conversation, oldest first.
pub async fn all_messages(browser: &mut Browser, lead: &str) -> Vec<Message> {
    let (mut messages, mut earlier) = (Vec::new(), None::<String>);
    loop {
        let mut fields = vec![("lead", lead)];
        fields.extend(earlier.as_deref().map(|cursor| ("earlier", cursor)));
        let part: Thread = browser.call("thread", &fields).await.ok();
        messages.splice(0..0, part.messages);
        earlier = part.earlier;
        if earlier.is_none() {
            return messages;
        }
    }
}
