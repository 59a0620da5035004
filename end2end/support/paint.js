// When a code is painted, told by the page itself. Runs in the page: hand it to `addInitScript`.

/**
 * Puts `nextCode()` into the page: a promise of the next picture of a code that is not the one on show.
 * `there` resolves to nothing once it is in the page; `painted` to the wall clock, milliseconds since 1970, at the end of
 * the frame that paints it.
 */
export function watchCodes() {
  const now = () => performance.timeOrigin + performance.now();
  const picture = () => document.querySelector('canvas[aria-label^="QR code"]')?.ariaLabel ?? null;
  // The callback of a frame runs before it is painted; a message posted there is taken up after that.
  const endOfFrame = () =>
    new Promise((done) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(now());
        port2.postMessage(null);
      });
    });
  globalThis.nextCode = () => {
    const before = picture();
    // An observer, as a loop over frames would itself be a load that is measured.
    const there = new Promise((done) => {
      const observer = new MutationObserver(() => {
        const current = picture();
        if (current === null || current === before) return;
        observer.disconnect();
        done();
      });
      observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
    });
    return { there, painted: there.then(endOfFrame) };
  };
}

/**
 * Puts `paintedText(text)` into the page: the wall clock, milliseconds since 1970, at the end of the frame that paints this text in the
 * list of leads. Runs in the page: hand it to `addInitScript`.
 */
export function watchText() {
  const isThere = (text) => document.querySelector("[data-lead]")?.textContent.includes(text) ?? false;
  const endOfFrame = () =>
    new Promise((done) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.timeOrigin + performance.now());
        port2.postMessage(null);
      });
    });
  globalThis.paintedText = (text) =>
    new Promise((there) => {
      const observer = new MutationObserver(() => {
        if (!isThere(text)) return;
        observer.disconnect();
        there();
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true });
    }).then(endOfFrame);
}
