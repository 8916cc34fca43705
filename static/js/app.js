// Conveniences only: every page works without this file. It reads data-attributes of the templates and sets no style.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (target) => target.closest("input, textarea, select, [contenteditable], [role='tablist'], video, audio, dialog") !== null;
const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

// Menus: Escape and a click elsewhere close them, and the focus returns to the button.
const close = (menu, focus) => { menu.open = false; if (focus) menu.querySelector("summary").focus(); };
addEventListener("keydown", (event) => {
  if (event.key === "Escape") all("details[data-menu][open]").forEach((menu) => close(menu, menu.contains(document.activeElement)));
});
addEventListener("click", (event) => all("details[data-menu][open]").forEach((menu) => menu.contains(event.target) || close(menu, false)));
addEventListener("focusin", (event) => all("details[data-menu][open]").forEach((menu) => menu.contains(event.target) || close(menu, false)));

// n and p go to the next and the previous step, unless somebody writes; a box with data-keys-switch turns them off for this browser.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target) || stored("step-keys") === "off") return;
  if (event.key === "n" || event.key === "p") document.querySelector(`a[data-key="${event.key}"]`)?.click();
});

// A list of lesson tabs: sections one below the other become tabs, with arrow keys.
function tabs(box) {
  const panels = all(":scope > .tab-panel", box);
  if (panels.length < 2) return;
  const list = document.createElement("div");
  list.className = "tab-list";
  list.setAttribute("role", "tablist");
  const buttons = panels.map((panel) => {
    const title = panel.querySelector(".tab-title");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: title.textContent, id: `${title.id}-tab` });
    button.setAttribute("role", "tab");
    panel.id ||= `${title.id}-panel`;
    button.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", button.id);
    return button;
  });
  const show = (chosen) => buttons.forEach((button, index) => {
    button.setAttribute("aria-selected", String(index === chosen));
    button.tabIndex = index === chosen ? 0 : -1;
    panels[index].hidden = index !== chosen;
  });
  list.addEventListener("click", (event) => { const at = buttons.indexOf(event.target.closest("button")); if (at >= 0) show(at); });
  list.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const turn = document.dir === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + turn, ArrowLeft: at - turn, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + buttons.length) % buttons.length;
    show(next);
    buttons[next].focus();
  });
  list.append(...buttons);
  box.prepend(list);
  box.dataset.ready = "";
  const wanted = panels.findIndex((panel) => location.hash && panel.querySelector(`#${CSS.escape(location.hash.slice(1))}`));
  show(Math.max(0, wanted));
}

function copyButton(box) {
  const words = document.body.dataset;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: words.copy });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box.querySelector("code").innerText);
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = words.copy; }, 2000);
  });
  box.append(button);
}

function counter(line) {
  const field = document.getElementById(line.dataset.counter);
  const count = () => {
    const left = Number(line.dataset.limit) - field.value.length;
    line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{}", Math.abs(left));
    line.toggleAttribute("data-over-limit", left < 0);
  };
  field.addEventListener("input", count);
  count();
}

function showButton(button) {
  const field = document.getElementById(button.dataset.show);
  const words = [button.firstChild.textContent, button.dataset.hideLabel];
  button.hidden = false;
  button.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.firstChild.textContent = words[Number(hidden)];
    button.setAttribute("aria-pressed", String(hidden));
  });
  field.form?.addEventListener("submit", () => { field.type = "password"; });
}

// The quiet clock: shown to the second, said aloud each minute, and each ten seconds in the last one.
function timer(box) {
  const ends = performance.now() + Number(box.dataset.timer) * 1000;
  const text = box.querySelector("[data-timer-text]");
  const said = box.querySelector("[data-timer-said]");
  const tick = () => {
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    text.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : box.dataset.over;
    box.toggleAttribute("data-late", left <= 60);
    if (left === 60) said.textContent = box.dataset.oneMinute;
    else if (left > 60 && left % 60 === 0) said.textContent = box.dataset.minutes.replace("{}", left / 60);
    else if (left < 60 && left > 0 && left % 10 === 0) said.textContent = box.dataset.seconds.replace("{}", left);
    if (left) return;
    said.textContent = box.dataset.over;
    clearInterval(running);
    document.querySelector("form[data-hand-in-at-end]")?.requestSubmit();
  };
  const running = setInterval(tick, 1000);
  tick();
}

// Things in order: the buttons move rows here; without script the same buttons are sent to the server.
function ordering(list) {
  const ends = () => [...list.children].forEach((row, index, rows) => {
    row.querySelector('[data-move="-1"]').disabled = index === 0;
    row.querySelector('[data-move="1"]').disabled = index === rows.length - 1;
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    if (button.dataset.move === "1") row.nextElementSibling?.after(row);
    else row.previousElementSibling?.before(row);
    ends();
    (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button)?.focus();
    list.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// A message can be closed; one with a name (data-dismissible="name") stays closed in this browser.
function dismissible(box) {
  const name = box.dataset.dismissible;
  if (name && stored(`closed-${name}`)) { box.hidden = true; return; }
  const button = box.querySelector("[data-dismiss]");
  button.hidden = false;
  button.addEventListener("click", () => {
    box.hidden = true;
    if (name) try { localStorage.setItem(`closed-${name}`, "1"); } catch { /* private window: it comes back next time */ }
  });
}

function keysSwitch(box) {
  box.checked = stored("step-keys") !== "off";
  box.addEventListener("change", () => { try { localStorage.setItem("step-keys", box.checked ? "on" : "off"); } catch { /* for this page only */ } });
}

// Who signs out leaves no text of theirs at this desk (keep.js keeps it until it is saved).
addEventListener("submit", (event) => {
  if (!event.target.matches("form[action='/sign-out']")) return;
  try { Object.keys(localStorage).filter((key) => key.startsWith("kept.")).forEach((key) => localStorage.removeItem(key)); } catch { /* nothing was kept */ }
});

function enliven(root) {
  const start = { "[data-tabs]": tabs, ".highlight": copyButton, "[data-counter]": counter, "[data-show]": showButton, "[data-timer]": timer,
    "[data-ordering]": ordering, "[data-dismissible]": dismissible, "[data-keys-switch]": keysSwitch, "[data-focus]": (box) => box.focus() };
  for (const [selector, wake] of Object.entries(start)) {
    for (const element of all(selector, root)) {
      if (element.dataset.awake !== undefined) continue;
      element.dataset.awake = "";
      wake(element);
    }
  }
}

enliven(document);
document.addEventListener("htmx:after:swap", () => enliven(document));
addEventListener("beforeprint", () => all(".prose details:not([open])").forEach((box) => { box.open = true; }));
