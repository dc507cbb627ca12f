// Runs work again and again without overlap; rarely while the page is hidden.
const HIDDEN_MS = 5000;

export function every(ms, work) {
  let timer;
  let running = false;
  async function run() {
    clearTimeout(timer);
    if (running) return;
    running = true;
    try {
      await work();
    } catch {
      // Polls report their own problems; the next round tries again.
    }
    running = false;
    timer = setTimeout(run, document.hidden ? Math.max(ms, HIDDEN_MS) : ms);
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) run();
  });
  timer = setTimeout(run, ms);
}
