//! A tab's live socket, spoken to in the app's own words.
use super::{Browser, PATIENCE};
use futures_util::{SinkExt, StreamExt};
use leadwire::{
    error::AppError,
    live::{Change, LiveCommand, LiveMessage},
};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, http::HeaderValue},
};

/// The tab.
pub struct Tab {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub run: String,
    pub seq: u64,
}

impl Tab {
    /// Opens the socket and greets, as a new tab.
    pub async fn open(base: &str, browser: &Browser) -> Self {
        Self::come_back(base, browser, None, 0).await.0
    }

    /// Greets as a tab that was here before; answers what it is told first.
    pub async fn come_back(base: &str, browser: &Browser, run: Option<String>, seq: u64) -> (Self, LiveMessage) {
        let (tab, first) = Self::greet(base, browser.cookie.as_deref(), &LiveCommand::Hello { run, seq }).await;
        (tab, first.expect("a greeting is answered"))
    }

    /// Opens the socket with these first words; answers what it is told first.
    pub async fn greet(base: &str, cookie: Option<&str>, greeting: &LiveCommand) -> (Self, Option<LiveMessage>) {
        let socket = Self::connect(base, cookie, Some(base)).await.expect("the socket opens");
        let mut tab = Self { socket, run: String::new(), seq: 0 };
        tab.say(greeting).await;
        let first = tab.hear().await;
        if let Some(LiveMessage::Welcome { run, seq } | LiveMessage::Resync { run, seq }) = &first {
            (tab.run, tab.seq) = (run.clone(), *seq);
        }
        (tab, first)
    }

    /// The bare upgrade, with any Origin and cookie.
    pub async fn connect(
        base: &str,
        cookie: Option<&str>,
        origin: Option<&str>,
    ) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, Box<tungstenite::Error>> {
        let url = format!("{}/call/live", base.replacen("http", "ws", 1));
        let mut request = url.into_client_request().unwrap();
        for (name, value) in [("cookie", cookie), ("origin", origin)] {
            if let Some(value) = value {
                request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
            }
        }
        Ok(connect_async(request).await.map_err(Box::new)?.0)
    }

    pub async fn say(&mut self, command: &LiveCommand) {
        let item: Result<&LiveCommand, AppError> = Ok(command);
        self.socket.send(Message::Binary(encode(&item).into())).await.expect("the socket takes a command");
    }

    /// The next message; none when the socket is closed. What every greeting is followed by is passed over.
    pub async fn hear(&mut self) -> Option<LiveMessage> {
        loop {
            match self.hear_anything().await {
                Some(LiveMessage::BrokenPhones(_)) => {}
                heard => return heard,
            }
        }
    }

    /// The next message, whatever it is.
    pub async fn hear_anything(&mut self) -> Option<LiveMessage> {
        let heard = tokio::time::timeout(PATIENCE, async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Binary(bytes))) => return Some(decode(&bytes)),
                    Some(Ok(Message::Text(text))) => return Some(decode(text.as_bytes())),
                    Some(Ok(Message::Close(_))) | None | Some(Err(_)) => return None,
                    Some(Ok(_)) => {}
                }
            }
        });
        heard.await.expect("something is said in time")
    }

    /// Hears until something that the test is after.
    pub async fn hear_until<T>(&mut self, mut wanted: impl FnMut(&LiveMessage) -> Option<T>) -> T {
        loop {
            let message = self.hear().await.expect("the socket is open");
            if let LiveMessage::Changed { seq, .. } = &message {
                self.seq = *seq;
            }
            if let Some(found) = wanted(&message) {
                return found;
            }
        }
    }

    pub async fn hear_change<T>(&mut self, mut wanted: impl FnMut(&Change) -> Option<T>) -> T {
        self.hear_until(|message| match message {
            LiveMessage::Changed { change, .. } => wanted(change),
            _ => None,
        })
        .await
    }
}

/// The transport marks a value with one byte and an error with another, before its postcard.
fn encode(item: &Result<&LiveCommand, AppError>) -> Vec<u8> {
    match item {
        Ok(command) => [&[0][..], &postcard::to_allocvec(command).unwrap()].concat(),
        Err(error) => [&[1][..], &postcard::to_allocvec(error).unwrap()].concat(),
    }
}

fn decode(bytes: &[u8]) -> LiveMessage {
    assert_eq!(bytes.first(), Some(&0), "an error: {}", String::from_utf8_lossy(bytes));
    postcard::from_bytes(&bytes[1..]).expect("a message of ours")
}
