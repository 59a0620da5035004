//! The way to WhatsApp's server, one step after the other, up to the server's greeting: with keys made for this alone, so
//! that no linked phone notices, and never so far as to log in.
use super::{Destination, version};
use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use std::{
    net::SocketAddr,
    time::{Duration, Instant, SystemTime},
};
use tokio::net::TcpStream;
use tokio_websockets::{ClientBuilder, MaybeTlsStream, Message, WebSocketStream};
use wacore::{framing, handshake::XxHandshakeState, net::WHATSAPP_WEB_ORIGIN, store::Device};
use wacore_binary::consts::WA_CONN_HEADER;
use whatsapp_rust::transport::default_tls_connector;

/// No step may take longer; all five within the time that a request has.
const STEP_DEADLINE: Duration = Duration::from_secs(5);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One step of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeStep {
    /// Looking up the server's address.
    Address,
    /// Connecting to it.
    Tcp,
    /// Encrypting the connection, and checking that the server is the one.
    Tls,
    /// Turning it into a WebSocket.
    WebSocket,
    /// Greeting each other in WhatsApp's own encryption.
    Handshake,
}

/// How a step went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probed {
    /// Well; some steps have something to say, such as the address.
    Passed(String),
    /// This destination has no such step.
    NotNeeded,
    /// Not within the deadline.
    Late,
    /// The server answered the upgrade with this HTTP status.
    Status(u16),
    /// Otherwise; the cause in a few words.
    Failed(String),
    /// A step before it failed.
    NotReached(ProbeStep),
}

/// The whole way.
#[derive(Clone, Debug)]
pub struct Probe {
    /// Every step in its order, and how long it took.
    pub steps: Vec<(ProbeStep, Duration, Probed)>,
    /// What the server's clock said, Unix seconds, and when we heard it; servers may keep it to themselves.
    pub server_time: Option<(i64, Instant)>,
}

impl ProbeStep {
    const ALL: [Self; 5] = [Self::Address, Self::Tcp, Self::Tls, Self::WebSocket, Self::Handshake];
}

/// Takes the way to the one destination of this build. Within 26 s, whatever is broken.
pub async fn probe(destination: &Destination) -> Probe {
    let mut probe = Probe { steps: Vec::new(), server_time: None };
    let _ = probe.go(destination).await;
    if let Some(&(failed, ..)) = probe.steps.last() {
        for &step in &ProbeStep::ALL[probe.steps.len()..] {
            probe.steps.push((step, Duration::ZERO, Probed::NotReached(failed)));
        }
    }
    probe
}

/// The version of WhatsApp Web right now; none when this build asks for none.
///
/// # Errors
/// Why it could not be found out. Sessions then use the one that the library brings.
pub async fn web_version(destination: &Destination) -> Result<Option<String>> {
    let version = version::ask(&destination.version_script).await?;
    Ok(version.map(|(major, minor, revision)| format!("{major}.{minor}.{revision}")))
}

impl Probe {
    /// None where a step failed.
    async fn go(&mut self, destination: &Destination) -> Option<()> {
        let Destination { url, host, port, .. } = destination;
        let addresses = self.step(ProbeStep::Address, look_up(host, *port), |found| words(found)).await?;
        let tcp =
            self.step(ProbeStep::Tcp, connect(&addresses), |tcp| tcp.peer_addr().map(|peer| peer.to_string()).unwrap_or_default()).await?;
        let stream = if url.starts_with("wss://") {
            let connector = default_tls_connector();
            self.step(ProbeStep::Tls, async { Ok(connector.wrap(host, tcp).await?) }, |_| String::new()).await?
        } else {
            self.steps.push((ProbeStep::Tls, Duration::ZERO, Probed::NotNeeded));
            MaybeTlsStream::Plain(tcp)
        };
        let (mut socket, server_time) = self.step(ProbeStep::WebSocket, upgrade(url, stream), |_| String::new()).await?;
        self.server_time = server_time.map(|seconds| (seconds, Instant::now()));
        self.step(ProbeStep::Handshake, greet(&mut socket), |()| String::new()).await?;
        // Whoever does not take the farewell in time is left without.
        drop(tokio::time::timeout(Duration::from_secs(1), socket.close()).await);
        Some(())
    }

    async fn step<T>(&mut self, step: ProbeStep, work: impl Future<Output = Result<T>>, say: impl FnOnce(&T) -> String) -> Option<T> {
        let begun = Instant::now();
        let worked = tokio::time::timeout(STEP_DEADLINE, work).await;
        let (probed, gained) = match worked {
            Ok(Ok(gained)) => (Probed::Passed(say(&gained)), Some(gained)),
            Ok(Err(error)) => (failure(&error), None),
            Err(_) => (Probed::Late, None),
        };
        self.steps.push((step, begun.elapsed(), probed));
        gained
    }
}

fn failure(error: &anyhow::Error) -> Probed {
    match error.downcast_ref::<tokio_websockets::Error>() {
        Some(tokio_websockets::Error::Upgrade(tokio_websockets::upgrade::Error::DidNotSwitchProtocols(status))) => Probed::Status(*status),
        _ => Probed::Failed(format!("{error:#}")),
    }
}

fn words(addresses: &[SocketAddr]) -> String {
    addresses.iter().map(|address| address.ip().to_string()).collect::<Vec<_>>().join(", ")
}

async fn look_up(host: &str, port: u16) -> Result<Vec<SocketAddr>> {
    let found: Vec<_> = tokio::net::lookup_host((host, port)).await?.collect();
    if found.is_empty() {
        bail!("the name has no address");
    }
    Ok(found)
}

async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream> {
    let stream = TcpStream::connect(addresses).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn upgrade(url: &str, stream: MaybeTlsStream<TcpStream>) -> Result<(Socket, Option<i64>)> {
    let origin = http::HeaderValue::from_static(WHATSAPP_WEB_ORIGIN);
    let builder = ClientBuilder::from_uri(url.parse()?).add_header(http::header::ORIGIN, origin)?;
    let (socket, response) = builder.connect_on(stream).await?;
    let date = response.headers().get(http::header::DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    let since_epoch = date.and_then(|date| date.duration_since(SystemTime::UNIX_EPOCH).ok());
    Ok((socket, since_epoch.and_then(|since| i64::try_from(since.as_secs()).ok())))
}

/// Says hello and checks the server's answer, its certificate included. What a client would send next, which begins a
/// login, is not sent.
async fn greet(socket: &mut Socket) -> Result<()> {
    let mut handshake = XxHandshakeState::new(Device::new().noise_key, Vec::new(), &WA_CONN_HEADER)?;
    let hello = framing::encode_frame(&handshake.build_client_hello()?, Some(&WA_CONN_HEADER))?;
    socket.send(Message::binary(hello)).await.context("our greeting could not be sent")?;
    let answer = hear(socket).await?;
    handshake.read_server_hello_and_build_client_finish(&answer).context("the answer is not WhatsApp's")?;
    Ok(())
}

async fn hear(socket: &mut Socket) -> Result<Vec<u8>> {
    let mut frames = framing::FrameDecoder::new();
    while let Some(message) = socket.next().await {
        let message = message.context("the connection broke off")?;
        if let Some((code, _)) = message.as_close() {
            bail!("the server closed the connection (code {})", u16::from(code));
        }
        if message.is_binary() {
            frames.feed(message.as_payload());
        }
        if let Some(frame) = frames.decode_frame() {
            return Ok(frame.to_vec());
        }
    }
    bail!("the server closed the connection");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_nobody_has_ends_the_way_at_the_address() {
        let destination =
            Destination { url: "wss://nobody.invalid/".into(), host: "nobody.invalid".into(), port: 443, version_script: String::new() };
        let probe = probe(&destination).await;
        assert!(matches!(probe.steps[0], (ProbeStep::Address, _, Probed::Failed(_))), "{probe:?}");
        let reached: Vec<_> = probe.steps[1..].iter().map(|(_, _, probed)| probed.clone()).collect();
        assert_eq!(reached, vec![Probed::NotReached(ProbeStep::Address); 4]);
    }

    #[tokio::test]
    async fn a_server_without_encryption_ends_the_way_at_tls() {
        let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = plain.local_addr().unwrap().port();
        let answers = tokio::spawn(async move {
            let (mut stream, _) = plain.accept().await.unwrap();
            tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        });
        let destination =
            Destination { url: format!("wss://127.0.0.1:{port}/"), host: "127.0.0.1".into(), port, version_script: String::new() };
        let probe = probe(&destination).await;
        answers.await.unwrap();
        assert!(matches!(probe.steps[2], (ProbeStep::Tls, _, Probed::Failed(_))), "{probe:?}");
        assert_eq!(probe.steps[4].2, Probed::NotReached(ProbeStep::Tls));
    }
}
