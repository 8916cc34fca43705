// Keeps in this browser what is written and not saved yet, and offers it again: a sign-in that ended, or a page that was left, takes no
// text away. What is saved says the page: the field named by data-base changes with each saving. The copy is the writer's alone
// (data-keep is who they are): it goes once it is saved, with the sign-out, and when somebody else writes at this desk.

const DAYS = 30;
const store = (deed) => { try { return deed(localStorage); } catch { return null; /* no store: the page itself still has it */ } };
const fields = () => [...document.querySelectorAll("textarea[data-keep]")];
const base = (field) => field.form.elements[field.dataset.base];
const key = (field) => `kept.${field.dataset.keep}.${new URL(field.form.action).pathname}`;
const same = (one, other) => one.trim() === other.trim();
const isSent = (field) => field.form.hasAttribute("data-send-when-left");
const sent = new WeakMap();

const kept = (field) => store((shelf) => JSON.parse(shelf.getItem(key(field))));
const forget = (field) => store((shelf) => shelf.removeItem(key(field)));
const remember = (field) => store((shelf) => shelf.setItem(key(field), JSON.stringify({ text: field.value, base: base(field).value, at: Date.now() })));

function offer(field, copy) {
  const box = field.form.querySelector("[data-kept]");
  box.hidden = false;
  box.querySelector("[data-kept-take]").onclick = () => {
    field.value = copy.text;
    base(field).value = copy.base; // what others saved since is found, as in a window that stayed open
    box.hidden = true;
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  box.querySelector("[data-kept-drop]").onclick = () => { forget(field); box.hidden = true; field.focus(); };
}

function look(field) {
  const copy = kept(field);
  if (!copy) return;
  if (Date.now() - copy.at > DAYS * 86400000) return forget(field);
  if (!same(copy.text, field.value)) return offer(field, copy);
  if (copy.base !== base(field).value || isSent(field)) forget(field); // not where a preview shows what is not saved
}

const mine = fields().map((field) => `kept.${field.dataset.keep}.`);
store((shelf) => Object.keys(shelf).filter((name) => name.startsWith("kept.") && !mine.some((own) => name.startsWith(own))).forEach((name) => shelf.removeItem(name)));
fields().forEach(look);

document.addEventListener("input", (event) => { if (event.target.matches("textarea[data-keep]")) remember(event.target); });
document.addEventListener("htmx:before:request", () => fields().forEach((field) => sent.set(field, field.value)));
document.addEventListener("htmx:after:swap", () => fields().forEach((field) => {
  const copy = kept(field);
  if (!copy || copy.base === base(field).value) return;
  if (sent.get(field) === field.value) forget(field);
  else remember(field);
}));

// A note is sent when its page is left within the moment before it would have been.
addEventListener("pagehide", () => fields().filter(isSent).forEach((field) => {
  const copy = kept(field);
  if (copy && same(copy.text, field.value) && !same(field.value, field.defaultValue)) {
    fetch(field.form.action, { method: "POST", body: new URLSearchParams(new FormData(field.form)), headers: { "HX-Request": "true" }, keepalive: true }).catch(() => null);
  }
}));
