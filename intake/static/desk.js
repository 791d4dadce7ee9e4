// The desk without a mouse: save and choose by key, the call's time from the first keystroke, a draft until it is saved.
// Without this script everything works by Tab and Enter.
(() => {
  "use strict";
  const form = document.querySelector("form[data-desk]");
  if (!form) return;
  const slot = "desk:" + form.dataset.desk;
  const passing = new Set(["csrf_token", "key", "act", "staged", "scans"]);

  const choose = (number) => {
    const radio = document.getElementById("offer-" + number);
    if (radio) radio.checked = true;
    return Boolean(radio);
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[value=save]"));
    } else if (event.altKey && /^Digit[0-3]$/.test(event.code) && choose(event.code.slice(-1))) {
      event.preventDefault();
    } else if (form.querySelector(`button[data-key="${event.key}"]`)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector(`button[data-key="${event.key}"]`));
    }
  });

  const called = form.elements.call_at;
  const begin = () => {
    // Swedish writes 2026-11-24 09:05; the date too, since a call may be saved after midnight
    const zone = { timeZone: form.dataset.zone, dateStyle: "short", timeStyle: "short" };
    if (called && !called.value) called.value = new Date().toLocaleString("sv-SE", zone);
  };
  form.addEventListener("input", (event) => { if (event.target !== called) begin(); }, { once: true });

  const keep = () => {
    const typed = [...new FormData(form)].filter(([name, value]) => !passing.has(name) && typeof value === "string");
    sessionStorage.setItem(slot, JSON.stringify(typed));
  };
  const restore = () => {
    const typed = new Map(JSON.parse(sessionStorage.getItem(slot) || "[]"));
    if (!typed.get("body") && !typed.get("phone")) return;
    for (const field of form.elements) {
      if (!field.name || passing.has(field.name) || field.name === "issue") continue;
      if (field.type === "checkbox") field.checked = typed.has(field.name);
      else if (typed.has(field.name)) field.value = typed.get(field.name);
    }
    document.addEventListener("DOMContentLoaded", () => form.elements.body.dispatchEvent(new Event("restored")));
  };
  const forget = () => sessionStorage.removeItem(slot);

  // A page with a receipt or with errors is the server's answer: it knows better than the draft.
  if (document.querySelector("[data-saved]")) forget();
  else if (!document.querySelector(".error-summary")) restore();
  form.addEventListener("input", keep);
  document.querySelector("form.who")?.addEventListener("submit", forget);
  const wrong = document.querySelector(".has-error input, .has-error textarea, .has-error select");
  if (wrong) wrong.focus();
})();
