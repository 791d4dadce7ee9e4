// Renews who else has an opinion open, while this page is looked at and somebody is at it.
// Without this script it is said when the page is loaded.
(() => {
  "use strict";
  const EVERY = 20_000, IDLE = 300_000; // milliseconds; a page left alone must not keep a session alive
  let touched = Date.now();
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"])
    document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });

  const renew = async () => {
    const line = document.getElementById("presence"), token = document.querySelector("input[name=csrf_token]");
    if (!line || document.hidden || Date.now() - touched > IDLE) return;
    try {
      const answer = await fetch(line.dataset.renew, { method: "POST", headers: { "X-CSRF-Token": token.value } });
      if (!answer.ok) return;
      const { words } = await answer.json();
      // the pane may show another one by now
      if (line.isConnected && line.textContent !== words) line.textContent = words;
    } catch { /* it is said again in a while */ }
  };
  setInterval(renew, EVERY);
  document.addEventListener("visibilitychange", renew);
})();
