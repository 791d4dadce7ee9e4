// What staff pages can do with a script: keys, questions before grave acts, the pane without a full reload.
// Without this script everything works by links, buttons and unfolding.
(() => {
  "use strict";
  const typing = (element) => element.matches("textarea, select, input:not([type=checkbox], [type=radio])");

  const ask = (words, then) => {
    const dialog = document.getElementById("ask");
    dialog.querySelector("p").textContent = words;
    dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") then(); }, { once: true });
    dialog.returnValue = "no";
    dialog.showModal();
  };

  // A question before a grave act; the form goes on its way after "yes".
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (!form.dataset.ask || form.dataset.asked) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form.dataset.ask, () => {
      form.dataset.asked = "yes";
      form.requestSubmit(button);
    });
  }, true);

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
    const inserter = event.target.closest("[data-insert]");
    if (inserter) {
      const area = document.getElementById(inserter.dataset.insert);
      area.setRangeText(inserter.closest("div").querySelector("dd").textContent, area.selectionStart, area.selectionEnd, "end");
      area.focus();
    }
    const ticker = event.target.closest("[data-tick]");
    if (ticker) for (const box of document.getElementsByName(ticker.dataset.tick)) box.checked = true;
  });
  document.documentElement.classList.add("scripted");

  // "/" leads to the search box: in the queue to the list's own, see below, elsewhere to that of the page.
  document.addEventListener("keydown", (event) => {
    const box = document.getElementById("search");
    if (event.key !== "/" || !box || typing(document.activeElement) || document.querySelector("dialog[open], #queue")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  const queue = () => document.getElementById("queue");
  if (!queue()) return;
  const opinion = () => document.getElementById("pane")?.dataset.opinion;
  let busy = false, waiting = [];

  const neighbour = (step) => {
    const links = [...queue().querySelectorAll(".lines a")];
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    return links[at + step] || (step > 0 ? queue().querySelector("[rel=next]") : null);
  };
  // Words selected in the text are what is to be hidden: each line of them a stretch of its own.
  const take = (details) => {
    const area = details?.querySelector("[data-selected]"), selected = getSelection();
    const words = selected.toString().trim();
    if (!area || !words || !selected.anchorNode.parentElement.closest(".letter")) return false;
    area.value = `${area.value.trim()}\n${words}`.trim();
    details.open = true;
    details.querySelector("input:not([type=hidden], [type=checkbox])").focus();
    return true;
  };
  document.addEventListener("pointerdown", (event) => {
    const summary = event.target.closest("summary");
    if (summary && take(summary.parentElement)) summary.addEventListener("click", (click) => click.preventDefault(), { once: true });
  });
  const use = (target) => {
    if (take(target)) return;
    if (target.matches("details")) {
      target.open = true;
      target.querySelector("textarea, input:not([type=hidden])").focus();
      target.scrollIntoView({ block: "nearest" });
    } else if (typing(target)) target.focus();
    else target.click();
  };
  const press = (key) => {
    if (key === "?") document.getElementById("keys").showModal();
    else if (key === "j" || key === "k") neighbour(key === "j" ? 1 : -1)?.click();
    else {
      const target = queue().querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!target) return false;
      use(target);
    }
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return void document.activeElement.blur();
    if (typing(document.activeElement) || event.repeat || event.key.length !== 1) return;
    const key = event.key.toLowerCase();
    // A key pressed while the last act is on its way belongs to the opinion that stands there, never to one unseen as yet.
    if (busy) waiting.push([opinion(), key]);
    else if (!press(key)) return;
    event.preventDefault();
  });

  // Words typed for another act would be lost with the page.
  document.addEventListener("htmx:confirm", (event) => {
    const elsewhere = (area) => area.value !== area.defaultValue && !event.detail.elt.contains(area);
    if (busy || ![...queue().querySelectorAll("textarea")].some(elsewhere)) return;
    event.preventDefault();
    ask("页面上有还没有提交的文字，离开后就没有了。确定离开？", () => event.detail.issueRequest(true));
  });

  let before = null, scrolled = 0;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (busy) return void event.preventDefault();
    busy = true;
    before = opinion();
    scrolled = queue().querySelector(".lines")?.scrollTop || 0;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful && !event.detail.xhr.status) tell("没有连上服务器，内容没有保存，请重试。");
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "queue") return; // heading and messages settle by themselves
    const lines = queue().querySelector(".lines"), moved = opinion() !== before;
    if (lines) lines.scrollTop = scrolled;
    lines?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    if (moved) window.scrollTo({ top: 0, behavior: "instant" });
    document.getElementById("pane")?.focus({ preventScroll: true });
    const wrong = queue().querySelector("#news") || queue().querySelector("#problem");
    wrong?.scrollIntoView({ block: "center", behavior: "instant" });
    if (wrong?.id === "news") wrong.focus({ preventScroll: true });
    else wrong?.parentElement.querySelector("textarea, input:not([type=hidden])")?.focus({ preventScroll: true });
    busy = false;
    const keys = waiting.filter(([shown]) => shown === opinion());
    waiting = [];
    for (const [shown, key] of keys) if (busy) waiting.push([shown, key]); else press(key);
  });
  // What failed leaves the page with all that was typed; after a log-in the server asks to go on with it.
  document.addEventListener("htmx:responseError", (event) => {
    busy = false;
    waiting = [];
    const form = event.detail.elt;
    if (event.detail.xhr.status === 401 && form.matches("form")) return; // the layer for logging in sends it again
    tell(event.detail.xhr.status === 404 ? "这件意见已看不到了，可能已设为密件或隔离。" : "操作没有成功，内容还在页面上，请稍后重试。");
  });
  document.addEventListener("htmx:sendError", () => { busy = false; waiting = []; });

  const tell = (words) => {
    const line = document.createElement("p");
    line.className = "flash bad";
    line.setAttribute("role", "alert");
    line.textContent = words;
    document.getElementById("flashes").replaceChildren(line);
    line.scrollIntoView({ block: "nearest" });
  };
})();
