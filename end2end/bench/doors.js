// The doors that pages call, called without a browser: form in, JSON out.
import { owner } from "../support/programs.js";

/** Signs in as the owner; answers `ask(door, fields)`, which throws what the door refuses. */
export async function signedIn(leadwire) {
  let cookie = "";
  const ask = async (door, fields = {}) => {
    const answer = await fetch(`${leadwire.url}/call/${door}`, {
      method: "POST",
      headers: { origin: leadwire.url, accept: "application/json", cookie },
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
    const text = await answer.text();
    cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    if (answer.status >= 400) throw Object.assign(new Error(`${door}: ${answer.status} ${text}`), { status: answer.status });
    return text ? JSON.parse(text) : null;
  };
  await ask("sign_in", { email: owner.email, password: owner.password });
  return Object.defineProperty(ask, "cookie", { get: () => cookie });
}

export const pause = (time) => new Promise((done) => setTimeout(done, time));

/** Asks again and again until the answer is wanted, or the time is over; answers the last one. */
export async function until(look, wanted, within = 30_000) {
  const deadline = Date.now() + within;
  for (;;) {
    const seen = await look();
    if (wanted(seen) || Date.now() > deadline) return seen;
    await pause(20);
  }
}
