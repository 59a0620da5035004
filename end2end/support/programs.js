// The two programs under test, started on ports of their own and always stopped.
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const targetFolder = process.env.CARGO_TARGET_DIR ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "leadwire/target");
const appProgram = process.env.LEADWIRE_BIN ?? join(targetFolder, "debug/leadwire");
const simulatorProgram = process.env.LEADWIRE_SIMULATOR_BIN ?? join(targetFolder, "debug/whatsapp-simulator");
const siteRoot = process.env.LEPTOS_SITE_ROOT ?? join(repository, "target/site");

export const owner = { name: "Ana Souza", email: "ana@example.com", password: "correct-horse-battery" };

/** A port that nothing listens on right now. */
export async function freePort() {
  const server = createServer();
  await new Promise((done, failed) => server.once("error", failed).listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** A child process whose output is kept, and that is never left behind. */
class Program {
  #name;
  #child = null;
  #exited = null;
  #listeners = new Set();
  output = "";

  constructor(name) {
    this.#name = name;
  }

  start(file, args, env) {
    if (!existsSync(file)) throw new Error(`${file} is missing: build it first (bin/test does).`);
    const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.output += text;
        for (const listener of this.#listeners) listener();
      });
    }
    this.#exited = new Promise((done) => {
      child.once("error", (error) => done(`could not start: ${error.message}`));
      child.once("exit", (code, signal) => done(`ended with ${signal ?? `status ${code}`}`));
    }).then((how) => {
      if (this.#child === child) this.#child = null;
      for (const listener of this.#listeners) listener();
      return how;
    });
    return child;
  }

  get pid() {
    return this.#child?.pid ?? null;
  }

  /** Waits until the output from `since` on matches; answers the match. */
  async says(pattern, { since = 0, within = 10_000 } = {}) {
    let listener;
    let timer;
    try {
      return await new Promise((done, failed) => {
        listener = () => {
          const match = this.output.slice(since).match(pattern);
          if (match) done(match);
          else if (!this.#child) failed(new Error(`${this.#name} ended before it said ${pattern}:\n${this.tail()}`));
        };
        this.#listeners.add(listener);
        timer = setTimeout(() => failed(new Error(`${this.#name} did not say ${pattern} within ${within} ms:\n${this.tail()}`)), within);
        listener();
      });
    } finally {
      clearTimeout(timer);
      this.#listeners.delete(listener);
    }
  }

  /** Waits until GET answers 200, or the program ends. */
  async answers(url, within = 20_000) {
    const deadline = Date.now() + within;
    for (;;) {
      if (!this.#child) throw new Error(`${this.#name} ended while starting:\n${this.tail()}`);
      const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
      await answer?.arrayBuffer().catch(() => null);
      if (answer?.status === 200) return;
      if (Date.now() > deadline) throw new Error(`${this.#name}: ${url} did not answer 200 within ${within} ms:\n${this.tail()}`);
      // There is no event for "a port of another process is open".
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  async stop(signal = "SIGTERM") {
    const child = this.#child;
    if (!child) return this.#exited;
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
    const how = await this.#exited;
    clearTimeout(timer);
    return how;
  }

  tail(lines = 40) {
    return this.output.split("\n").slice(-lines).join("\n");
  }
}

/** The WhatsApp server and its handsets, by their control calls. */
export class Simulator {
  #program = new Program("simulator");

  static async start() {
    const simulator = new Simulator();
    simulator.#program.start(simulatorProgram, ["--listen", "127.0.0.1:0"], {});
    [, simulator.listen] = await simulator.#program.says(/WhatsApp simulator on http:\/\/(\S+)/);
    simulator.url = `http://${simulator.listen}`;
    return simulator;
  }

  get output() {
    return this.#program.output;
  }

  get pid() {
    return this.#program.pid;
  }

  stop() {
    return this.#program.stop();
  }

  /** One control call; a refusal throws with its status and its words. */
  async call(method, path, body) {
    const answer = await fetch(`${this.url}/control/${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw Object.assign(new Error(`${method} /control/${path}: ${answer.status} ${text}`), { status: answer.status, text });
    return text ? JSON.parse(text) : null;
  }

  addHandset(number, name) {
    return this.call("POST", "handsets", { number, name });
  }

  /** The account of a handset gets another number. */
  changeNumber(number, to) {
    return this.call("POST", `handsets/${number}/migrate`, { number: to });
  }

  scan(number, qr) {
    return this.call("POST", `handsets/${number}/scan`, { qr });
  }

  /** A customer's handset writes; answers the message's id. */
  async write(from, to, text) {
    return (await this.call("POST", `handsets/${from}/messages`, { to, text })).id;
  }

  /** A handset sends what is more than a text: see `kind` in the simulator's README. Answers the id. */
  async say(from, to, said) {
    return (await this.call("POST", `handsets/${from}/messages`, { to, ...said })).id;
  }

  /** What a handset sent and received. With `waitFor`, answers when there are that many, or after `within` with what there is. */
  messages(number, { status, waitFor, within = 10_000 } = {}) {
    const query = new URLSearchParams();
    if (status) query.set("status", status);
    if (waitFor !== undefined) {
      query.set("wait_for", waitFor);
      query.set("timeout_ms", within);
    }
    return this.call("GET", `handsets/${number}/messages?${query}`);
  }

  read(number, chat) {
    return this.call("POST", `handsets/${number}/read`, { chat });
  }

  unlink(number) {
    return this.call("POST", `handsets/${number}/unlink`);
  }

  /** Open sockets. With `waitFor`, answers when there are exactly that many (in `state`), or after `within` with what there is. */
  connections({ state, waitFor, within = 10_000 } = {}) {
    const query = new URLSearchParams();
    if (state) query.set("state", state);
    if (waitFor !== undefined) {
      query.set("wait_for", waitFor);
      query.set("timeout_ms", within);
    }
    return this.call("GET", `connections?${query}`);
  }

  fault(fault) {
    return this.call("POST", "faults", fault);
  }

  noFaults() {
    return this.call("DELETE", "faults");
  }
}

/** A Leadwire of its own: fresh data folder, free port, SQLite. */
export class Leadwire {
  #program = new Program("leadwire");
  #env;

  /** With `firstRun`, no owner is made: the log prints the one-time link. `prepare` is given the data folder first. */
  static async start({ simulator, firstRun = false, env = {}, prepare = () => {} }) {
    const app = new Leadwire();
    app.dataFolder = await mkdtemp(join(tmpdir(), "leadwire-end2end-"));
    await prepare(app.dataFolder);
    app.listen = `127.0.0.1:${await freePort()}`;
    app.url = `http://${app.listen}`;
    app.#env = {
      LEADWIRE_LISTEN: app.listen,
      LEADWIRE_PUBLIC_URL: app.url,
      LEADWIRE_DATA_DIR: app.dataFolder,
      LEADWIRE_SIMULATOR_LISTEN: simulator.listen,
      LEPTOS_OUTPUT_NAME: "leadwire",
      LEPTOS_SITE_PKG_DIR: "pkg",
      LEPTOS_SITE_ROOT: siteRoot,
      RUST_BACKTRACE: "0",
      ...(firstRun ? {} : { LEADWIRE_OWNER_EMAIL: owner.email, LEADWIRE_OWNER_PASSWORD: owner.password }),
      ...env,
    };
    await app.run();
    return app;
  }

  /** Starts the program, again on the same data and address after `stop`. */
  async run() {
    this.#program.start(appProgram, ["serve"], this.#env);
    await this.#program.answers(`${this.url}/readyz`);
  }

  /** Starts the program without waiting until it is ready. */
  launch() {
    this.#program.start(appProgram, ["serve"], this.#env);
  }

  ready(within) {
    return this.#program.answers(`${this.url}/readyz`, within);
  }

  stop(signal) {
    return this.#program.stop(signal);
  }

  get pid() {
    return this.#program.pid;
  }

  get output() {
    return this.#program.output;
  }

  says(pattern, options) {
    return this.#program.says(pattern, options);
  }

  async firstRunLink() {
    const [, token] = await this.says(/\/first-run\?token=([A-Za-z0-9_.~-]+)/);
    return `${this.url}/first-run?token=${token}`;
  }

  /** Adds a person as an admin does it on the command line. */
  addPerson({ name, email, password, role }) {
    const command = ["user", "add", "--email", email, "--name", name, "--role", role];
    execFileSync(appProgram, command, { env: { ...process.env, ...this.#env }, input: `${password}\n`, stdio: ["pipe", "ignore", "inherit"] });
  }

  async remove() {
    await this.stop();
    await rm(this.dataFolder, { recursive: true, force: true });
  }
}
