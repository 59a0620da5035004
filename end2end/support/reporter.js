// Writes how many tests passed and failed, for the closing line of bin/test.
import { writeFileSync } from "node:fs";

export default class CountReporter {
  #outcomes = new Map();
  #errors = 0;

  onTestEnd(test) {
    this.#outcomes.set(test.id, test.outcome());
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
