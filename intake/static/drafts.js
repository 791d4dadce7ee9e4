// Keeps what is typed on the server, a moment after it was typed: it outlives a crash, a log-out and this page.
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const passing = new Set(["csrf_token", "act"]), told = document.getElementById("draft-kept");
  const pause = 1500, again = 5000; // milliseconds

  const typed = () => new URLSearchParams(
    [...new FormData(form)].filter(([name, value]) => !passing.has(name) && typeof value === "string"));

  // What left with the last page may reach the server after this page was made: until it answers, this tab knows it.
  const sent = "desk:" + form.dataset.draft;
  const restore = () => {
    const words = new URLSearchParams(sessionStorage.getItem(sent));
    const fields = [...form.elements].filter((field) => field.name && field.type !== "file" && !passing.has(field.name));
    for (const field of fields) {
      const values = words.getAll(field.name);
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
      else if (values.length) {
        field.value = values.shift();
        words.delete(field.name);
        for (const value of values) words.append(field.name, value);
      }
    }
  };
  const unsure = sessionStorage.getItem(sent) !== null && !document.querySelector(".error-summary");
  if (unsure) restore();

  // what the server shows after a mistake it may not have kept
  let kept = unsure || document.querySelector(".error-summary") ? "" : String(typed());
  let timer = 0, leaving = false, submitted = false;

  const later = (wait) => { timer ||= setTimeout(keep, wait); };
  const keep = async () => {
    clearTimeout(timer);
    timer = 0;
    const body = typed(), text = String(body);
    if (text === kept || leaving) return;
    try {
      if (!submitted) sessionStorage.setItem(sent, text);
      const headers = { "X-CSRF-Token": form.elements.csrf_token.value };
      const answer = await fetch(form.dataset.draft, { method: "POST", body, headers, keepalive: text.length < 60000 });
      if (answer.status === 401) return void document.dispatchEvent(new CustomEvent("log-in", { detail: keep }));
      if (!answer.ok) throw new Error(answer.status === 422 ? await answer.text() : "草稿没有保存，请尽快登记");
      kept = text;
      sessionStorage.removeItem(sent);
      told.textContent = "草稿已保存 " + new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
    } catch (error) {
      told.textContent = error instanceof TypeError ? "没有连上服务器，草稿暂未保存" : error.message;
      later(again);
    }
  };

  form.addEventListener("input", () => later(pause));
  form.addEventListener("submit", () => { leaving = true; });
  // nothing stays in a browser that somebody logged out of
  document.addEventListener("submit", () => {
    submitted = true;
    sessionStorage.removeItem(sent);
  });
  window.addEventListener("pageshow", () => { leaving = submitted = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  if (!kept) later(pause);
})();
