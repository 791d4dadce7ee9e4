// Scans by drag and drop or from the scanner's folder, pages to type from, text that a program read as a proposal.
// Without this script files are chosen with the form's own field.
(() => {
  "use strict";
  const place = document.getElementById("drop"), desk = document.getElementById("desk");
  const mails = document.getElementById("mails");
  const dropped = (target, then) => {
    for (const kind of ["dragenter", "dragover"]) target.addEventListener(kind, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      target.classList.add("over");
    });
    for (const kind of ["dragleave", "drop"]) target.addEventListener(kind, () => target.classList.remove("over"));
    target.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      then(event.dataTransfer.files);
    });
  };
  if (mails) return dropped(document.body, (files) => { mails.files = files; });
  if (!place) return;

  const news = document.getElementById("scans-news"), list = document.getElementById("scans-kept");
  const tell = (words) => { news.textContent = words; };
  const send = async (fields) => {
    const body = new FormData();
    for (const name of ["key", "csrf_token"]) body.append(name, desk.elements[name].value);
    for (const box of desk.querySelectorAll("[name=staged]:checked")) body.append("staged", box.value);
    for (const [name, value] of fields) body.append(name, value);
    tell("正在收取……");
    try {
      const headers = { "X-CSRF-Token": desk.elements.csrf_token.value };
      const answer = await fetch(place.dataset.add, { method: "POST", body, headers });
      if (answer.status === 401) {
        tell("");
        return void document.dispatchEvent(new CustomEvent("log-in", { detail: () => send(fields) }));
      }
      if (!answer.ok) throw new Error(answer.status === 413 ? "文件太大，没有收下。" : "没有收下，请重试。");
      list.insertAdjacentHTML("beforeend", await answer.text());
      htmx.process(list);
      tell("");
      desk.dispatchEvent(new Event("input"));
      const folder = document.getElementById("folder");
      if (folder) htmx.trigger(folder, "taken");
    } catch (error) {
      tell(error instanceof TypeError ? "没有连上服务器，文件没有收下，请重试。" : error.message);
    }
  };
  // one after the other: a large file that fails takes no other with it
  const add = async (files) => {
    if ([...files].some((file) => /\.(eml|msg)$/i.test(file.name))) tell("邮件文件请在“存成文件的邮件”页面登记。");
    for (const file of files) if (!/\.(eml|msg)$/i.test(file.name)) await send([["scans", file]]);
  };

  dropped(desk, add);
  const chooser = document.getElementById("scans");
  chooser.addEventListener("change", async () => {
    const files = [...chooser.files];
    chooser.value = "";
    await add(files);
  });

  document.addEventListener("click", (event) => {
    const { watched, page } = event.target.dataset;
    if (watched !== undefined) send([["watched", watched]]);
    if (page !== undefined) turn(event.target.closest("[data-pages]"), Number(page));
    if ("use" in event.target.dataset) take(event.target.closest(".reading").querySelector("[data-proposed]").textContent);
  });
  const turn = (pages, step) => {
    const picture = pages.querySelector("img"), now = Number(new URL(picture.src).searchParams.get("page"));
    const next = new Image();
    next.addEventListener("load", () => {
      picture.src = next.src;
      picture.alt = picture.alt.replace(/\d+(?= 页$)/, now + step);
    });
    if (now + step > 0) next.src = pages.dataset.pages + "?page=" + (now + step);
  };
  const take = (text) => {
    const field = desk.elements.body;
    if (!field) return;
    field.value = [field.value.trim(), text].filter(Boolean).join("\n");
    if (desk.elements.recognised) desk.elements.recognised.value = "1";
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
})();
