// A guest's page without its picture: its door and its socket, spoken as the page speaks them. A machine that plays app, WhatsApp and all
// browsers at once can hold hundreds of these, but not hundreds of windows.
import { WebSocket } from "ws";
import { pause } from "./doors.js";

/** Places of the kinds in `LiveCommand` and `LiveMessage` (src/live/model.rs); the socket speaks postcard behind a byte for "a value". */
const COMMAND = { watchLink: 1, ping: 3, guest: 4 };
const MESSAGE = { link: 3 };
/** Of all that a guest is told, only a code is that long: the modules of its picture. Bytes. */
const CODE = 300;
const HEARTBEAT_MS = 15_000;

export class Listener {
  #url;
  #address;
  #token;
  #phone;
  #socket = null;
  #beat = null;
  #closed = false;
  /** When each code came, and when each word came that says that there is none. */
  painted = [];
  taken = [];

  constructor({ url, address, token, phone }) {
    [this.#url, this.#address, this.#token, this.#phone] = [url, address, token, phone];
  }

  get #headers() {
    return { cookie: `address=${this.#address}`, origin: this.#url };
  }

  /** Asks for a code and listens, until `close`; a socket that is lost is opened again. */
  async open() {
    const body = new URLSearchParams({ token: this.#token, step: "begin", number: "" });
    const answer = await fetch(`${this.#url}/call/guest_step`, { method: "POST", headers: { ...this.#headers, accept: "application/json" }, body, redirect: "manual" });
    if (answer.status >= 400) throw new Error(`guest_step: ${answer.status} ${await answer.text()}`);
    await this.#listen();
    while (!this.painted.length) await pause(20);
  }

  async #listen() {
    const socket = new WebSocket(`${this.#url.replace("http", "ws")}/call/live`, { headers: this.#headers });
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const at = performance.timeOrigin + performance.now();
      const bytes = new Uint8Array(data);
      if (bytes[0] === 0 && bytes[1] === MESSAGE.link) (bytes.length > CODE ? this.painted : this.taken).push(at);
    };
    socket.onclose = () => {
      clearInterval(this.#beat);
      if (!this.#closed) setTimeout(() => void this.#listen(), 500);
    };
    await new Promise((done) => ([socket.onopen, socket.onerror] = [done, done]));
    if (socket.readyState !== WebSocket.OPEN) return;
    const token = Buffer.from(this.#token);
    socket.send(Buffer.concat([Buffer.from([0, COMMAND.guest, token.length]), token]));
    const phone = Buffer.from(this.#phone.replaceAll("-", ""), "hex");
    socket.send(Buffer.concat([Buffer.from([0, COMMAND.watchLink, phone.length]), phone]));
    this.#beat = setInterval(() => socket.send(Buffer.from([0, COMMAND.ping])), HEARTBEAT_MS);
  }

  close() {
    this.#closed = true;
    this.#socket?.close();
  }
}
