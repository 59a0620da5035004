// What happens to a fleet of phones in one drill: they are linked, they lose WhatsApp, they come back.
const pause = (time) => new Promise((done) => setTimeout(done, time));
const LINKS_AT_ONCE = 6;

/** Links `count` phones, a few at once, each with a handset of its own. */
export async function linkPhones(doors, count) {
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const { id } = await doors.ask("add_phone", { name: `Phone ${count - left}` });
      await scan(doors, id);
    }
  };
  await Promise.all(Array.from({ length: LINKS_AT_ONCE }, one));
}

/** A conflict says that no code is there yet, or that it has just been replaced. */
async function scan(doors, phone) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await doors.ask("scan_with_simulated_handset", { phone });
    } catch (error) {
      if (error.status !== 409 || tries === 600) throw error;
      await pause(50);
    }
  }
}

/** Begins the links that failed anew; answers how many there were. */
export async function linkFailedAgain(doors) {
  const failed = (await doors.ask("list_phones")).filter(({ state }) => state === "failed" || state === "code_expired");
  for (const { id, cause } of failed) {
    console.error(`a link failed: ${cause?.sentence}`);
    await doors.ask("begin_linking", { phone: id, force: "false" });
    await scan(doors, id);
  }
  return failed.length;
}

/** Looks at the list until every phone is connected; `look` sees each. Answers when that was, or null after `within` seconds. */
export async function allConnected(doors, phones, within, look = () => {}) {
  const deadline = Date.now() + within * 1000;
  while (Date.now() < deadline) {
    const list = await doors.ask("list_phones").catch(() => []);
    const at = Date.now();
    const connected = list.filter(({ state }) => state === "connected").length;
    process.stderr.write(`\r${connected} of ${phones} connected   `);
    if (look(list, at) !== false && connected === phones) return at;
    await pause(400);
  }
  return null;
}

/** Seconds until each phone left `connected`, by its id, as `allConnected` looks: a phone may have come back between two looks. */
export function noticing(begun) {
  const noticed = new Map();
  const look = (list) => {
    for (const { id, state, since } of list) {
      if ((state !== "connected" || since > begun) && !noticed.has(id)) noticed.set(id, (since - begun) / 1000);
    }
    return noticed.size === list.length;
  };
  return { noticed, look };
}

/** The simulator's book since a time: the last login, and the most logins and the most tries within any second. */
export async function comings(simulator, since) {
  const { list } = await simulator.call("GET", `connects?since=${since}`);
  const times = (...kinds) => list.filter(({ kind }) => kinds.includes(kind)).map(({ at }) => at);
  const logins = times("login");
  return { logins: logins.length, last: logins.at(-1) ?? since, peak: peak(logins), tries: peak(times("socket", "refused")) };
}

function peak(times) {
  let most = 0;
  for (let start = 0, end = 0; end < times.length; end += 1) {
    while (times[end] - times[start] >= 1000) start += 1;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

/** Customers who write to the first phones, twice a second each, until told to stop; `stop` answers what they wrote. */
export function writing(simulator, customers, numbers, word) {
  const written = [];
  let isOn = true;
  const write = async (customer, index) => {
    for (let count = 0; isOn; count += 1) {
      const text = `${word} ${index}-${count}`;
      await simulator.write(customer, numbers[index % numbers.length], text);
      written.push(text);
      await pause(500);
    }
  };
  const done = Promise.all(customers.map(write));
  return {
    stop: async () => {
      isOn = false;
      await done;
      return written;
    },
  };
}

/** Once nothing more comes in for five seconds: which of these texts are shown nowhere, and which twice. */
export async function compare(doors, written) {
  let shown = await doors.texts();
  for (let quiet = 0, waited = 0; quiet < 5 && waited < 60; waited += 1) {
    await pause(1000);
    const again = await doors.texts();
    quiet = again.length === shown.length ? quiet + 1 : 0;
    shown = again;
  }
  const times = (text) => shown.filter((other) => other === text).length;
  return { lost: written.filter((text) => times(text) === 0), doubled: written.filter((text) => times(text) > 1) };
}
