// The desk without a mouse: save and choose by key, the call's time from the first keystroke.
// Without this script everything works by Tab and Enter.
(() => {
  "use strict";
  const form = document.querySelector("form[data-desk]");
  if (!form) return;

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

  const wrong = document.querySelector(".has-error input, .has-error textarea, .has-error select");
  if (wrong) wrong.focus();
})();
