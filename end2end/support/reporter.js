// Writes how many tests passed and failed, for the closing line of bin/test, and prints what there is to a failed one: its page as
// it was, and the ends of its programs' logs. Where tests run, their files may be gone afterwards.
import { readFileSync, writeFileSync } from "node:fs";

const MOST_LINES = 80;

export default class CountReporter {
  #outcomes = new Map();
  #errors = 0;

  onTestEnd(test, result) {
    this.#outcomes.set(test.id, test.outcome());
    if (test.outcome() === "expected" || test.outcome() === "skipped") return;
    for (const { name, contentType, body, path } of result.attachments) {
      if (!contentType.startsWith("text/")) continue;
      const lines = (body ?? readFileSync(path)).toString().trimEnd().split("\n");
      const shown = contentType === "text/plain" ? lines.slice(-MOST_LINES) : lines.slice(0, MOST_LINES);
      console.log(`--- ${test.title}: ${name}\n${shown.join("\n")}`);
    }
  }

  // Something outside of any test: a file that does not load, a worker that died.
  onError() {
    this.#errors += 1;
  }

  onEnd() {
    const file = process.env.LEADWIRE_TEST_REPORT;
    if (!file) return;
    const outcomes = [...this.#outcomes.values()];
    const passed = outcomes.filter((outcome) => outcome === "expected").length;
    const failed = outcomes.filter((outcome) => outcome !== "expected" && outcome !== "skipped").length + this.#errors;
    writeFileSync(file, `{"passed":${passed},"failed":${failed}}\n`);
  }
}
