// Leadwire's doors for programs: forms in, JSON out, as somebody who has signed in.
import { owner } from "../support/programs.js";

export class Doors {
  #url;
  #cookie = "";

  constructor(url) {
    this.#url = url;
  }

  async signIn({ email, password } = owner) {
    const answer = await this.#post("sign_in", { email, password });
    this.#cookie = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
    if (!this.#cookie) throw new Error(`sign_in: ${answer.status} ${await answer.text()}`);
  }

  /** One call; a refusal throws with its status. */
  async ask(door, fields = {}) {
    const answer = await this.#post(door, fields);
    const text = await answer.text();
    if (!answer.ok) throw Object.assign(new Error(`${door}: ${answer.status} ${text}`), { status: answer.status });
    return JSON.parse(text);
  }

  /** Every text in every conversation. */
  async texts() {
    const texts = [];
    for (const { id } of await this.#pages("list_leads", {}, "after", ({ leads, next }) => [leads, next])) {
      const messages = await this.#pages("thread", { lead: id }, "earlier", ({ messages: part, earlier }) => [part, earlier]);
      texts.push(...messages.map(({ text }) => text));
    }
    return texts;
  }

  async #pages(door, fields, cursor, read) {
    const all = [];
    let next;
    do {
      const [part, following] = read(await this.ask(door, next ? { ...fields, [cursor]: next } : fields));
      all.push(...part);
      next = following;
    } while (next);
    return all;
  }

  #post(door, fields) {
    return fetch(`${this.#url}/call/${door}`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: this.#url, accept: "application/json", cookie: this.#cookie },
      body: new URLSearchParams(fields),
    });
  }
}
