// Logs in again in a layer over the page: whatever is typed stays where it is, and what was refused is sent once more.
// Without this script the log-in page carries the words over.
(() => {
  "use strict";
  const layer = document.getElementById("log-in"), form = layer.querySelector("form"), problem = layer.querySelector(".error");
  const again = new Set();

  const open = (then) => {
    if (then) again.add(then);
    if (layer.open) return;
    problem.textContent = "";
    layer.showModal();
    form.elements.password.focus();
  };
  // other scripts ask for it with what is to be done afterwards
  document.addEventListener("log-in", (event) => open(event.detail));

  let pressed = null;
  document.addEventListener("submit", (event) => { if (event.target !== form) pressed = event.submitter; }, true);
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 401) return;
    const elt = event.detail.elt, button = elt.contains(pressed) ? pressed : null;
    open(elt.matches("form") ? () => elt.requestSubmit(button) : null);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.words);
      for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = said.csrf_token;
    } catch (error) {
      problem.textContent = error instanceof TypeError ? "没有连上服务器，请稍后重试。" : error.message;
      form.elements.password.select();
      return;
    }
    form.elements.password.value = "";
    if (form.elements.code) form.elements.code.value = "";
    layer.close();
    const todo = [...again];
    again.clear();
    for (const act of todo) act();
  });
  layer.querySelector("[data-later]").addEventListener("click", () => layer.close());
})();
