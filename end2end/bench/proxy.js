// A reverse proxy, as people put one before Leadwire: it adds the address that a request came from. In a drill everybody sits on one
// machine, so the cookie "address" says whose address that is; whoever has none is the machine itself.
import { createServer, request } from "node:http";
import { connect } from "node:net";

export class Proxy {
  #server;
  /** Open WebSockets by the address that they came from. */
  #sockets = new Map();

  /** Listens on `port`, and passes everything on to the server at `to()`, "host:port". */
  static async start(port, to) {
    const proxy = new Proxy();
    proxy.url = `http://127.0.0.1:${port}`;
    proxy.#server = createServer((asked, answer) => {
      const [hostname, toPort] = to().split(":");
      const passed = request({ hostname, port: toPort, method: asked.method, path: asked.url, headers: named(asked) }, (answered) => {
        answer.writeHead(answered.statusCode, answered.rawHeaders);
        answered.pipe(answer);
      });
      passed.on("error", () => answer.destroy());
      asked.pipe(passed);
    });
    proxy.#server.on("upgrade", (asked, socket, head) => proxy.#upgrade(asked, socket, head, to()));
    await new Promise((done, failed) => proxy.#server.once("error", failed).listen(port, "127.0.0.1", done));
    return proxy;
  }

  #upgrade(asked, socket, head, to) {
    const [hostname, port] = to.split(":");
    const passed = connect({ host: hostname, port: Number(port), noDelay: true }, () => {
      const lines = Object.entries(named(asked)).map(([name, value]) => `${name}: ${value}`);
      passed.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      passed.write(head);
      socket.pipe(passed).pipe(socket);
    });
    const address = addressOf(asked);
    const open = this.#sockets.get(address) ?? new Set();
    this.#sockets.set(address, open.add(socket));
    socket.setNoDelay(true);
    for (const [one, other] of [[socket, passed], [passed, socket]]) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
    socket.on("close", () => open.delete(socket));
  }

  /** How many WebSockets are open. */
  get open() {
    return [...this.#sockets.values()].reduce((sum, open) => sum + open.size, 0);
  }

  /** Cuts off the WebSockets from this address. */
  cut(address) {
    for (const socket of this.#sockets.get(address) ?? []) socket.destroy();
  }

  async stop() {
    const closed = new Promise((done) => this.#server.close(done));
    this.#server.closeAllConnections();
    for (const address of this.#sockets.keys()) this.cut(address);
    await closed;
  }
}

const addressOf = ({ headers }) => headers.cookie?.match(/(?:^|; )address=([\d.]+)/)?.[1] ?? "127.0.0.1";

/** The request's headers with the address that it came from. */
const named = (asked) => ({ ...asked.headers, "x-forwarded-for": addressOf(asked) });
