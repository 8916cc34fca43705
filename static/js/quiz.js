// Keeps each answer when it is given. The page works without this file: its buttons save. What could not be sent stays in this
// browser, under the attempt's name, and is sent again until the server has it or says that it cannot take it.

const form = document.querySelector("form[data-attempt]");
const PAUSES = [2, 4, 8, 15, 30];

const sentence = (page) => new DOMParser().parseFromString(page, "text/html").querySelector("main p")?.textContent.trim() ?? "";
const aWhile = (milliseconds) => new Promise((wake) => { setTimeout(wake, milliseconds); });

class Question {
  constructor(box) {
    this.box = box;
    this.key = box.dataset.question;
    this.place = box.querySelector("[data-saved]");
    this.revision = box.querySelector(`[name="revision.${CSS.escape(this.key)}"]`);
    this.local = `attempt.${form.dataset.attempt}.${this.key}`;
    this.changes = 0;
    this.failures = 0;
    this.sending = null;
    this.timer = 0;
    box.addEventListener("change", () => this.changed(0));
    box.addEventListener("input", (event) => { if (event.target.matches("textarea, input[type='text']")) this.changed(1200); });
    box.addEventListener("click", (event) => this.clicked(event));
  }

  get fields() { return [...this.box.querySelectorAll(`[name="answer.${CSS.escape(this.key)}"]`)]; }

  get values() {
    return this.fields.filter((field) => !["checkbox", "radio"].includes(field.type) || field.checked).map((field) => field.value);
  }

  // The fields as they were when the connection went away.
  restore(values) {
    const fields = this.fields;
    if (fields[0]?.type === "hidden") {
      const rows = new Map(fields.map((field) => [field.value, field.closest("li")]));
      if (values.length === rows.size && values.every((value) => rows.has(value))) rows.get(values[0]).parentElement.append(...values.map((value) => rows.get(value)));
      this.box.querySelectorAll("[data-move]").forEach((button) => {
        button.disabled = !(button.dataset.move === "1" ? button.closest("li").nextElementSibling : button.closest("li").previousElementSibling);
      });
    } else if (["checkbox", "radio"].includes(fields[0]?.type)) fields.forEach((field) => { field.checked = values.includes(field.value); });
    else fields.forEach((field, index) => { field.value = values[index] ?? ""; });
  }

  changed(wait) {
    this.changes += 1;
    this.remember();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  remember() {
    try { localStorage.setItem(this.local, JSON.stringify({ values: this.values, revision: this.revision.value })); } catch { /* no store: the page itself still has it */ }
  }

  forget() {
    try { localStorage.removeItem(this.local); } catch { /* nothing was kept */ }
  }

  get waits() { return this.changes > 0; }

  async send() {
    clearTimeout(this.timer);
    if (this.sending || !this.waits) return this.sending;
    this.sending = this.attempt();
    await this.sending;
    this.sending = null;
    if (this.waits && !this.failures) return this.send();
  }

  async attempt() {
    const changes = this.changes;
    const body = new URLSearchParams([["csrf_token", form.elements.csrf_token.value], [this.revision.name, this.revision.value],
      ...this.values.map((value) => [`answer.${this.key}`, value])]);
    const answer = await fetch(this.box.dataset.save, { method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(20000) }).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) return this.later(form.dataset.offline);
    if (answer.status === 401 || answer.redirected) return this.later(form.dataset.signedOut);
    const words = await answer.text().catch(() => null);
    if (words === null) return this.later(form.dataset.offline);
    if (answer.status === 400 || answer.status === 403) return this.later(sentence(words)); // signed in anew: the page must be loaded again
    this.failures = 0;
    this.changes -= changes;
    if (answer.ok) this.revision.value = answer.headers.get("X-Revision");
    if (!this.waits && !words.includes("data-elsewhere")) this.forget();
    if (words.includes("<html")) this.say(sentence(words));
    else this.place.innerHTML = words;
  }

  later(words) {
    this.say(words);
    this.timer = setTimeout(() => this.send(), PAUSES[Math.min(this.failures, PAUSES.length - 1)] * 1000);
    this.failures += 1;
  }

  say(words) {
    const line = Object.assign(document.createElement("p"), { className: "ds-validation-message", textContent: words });
    if (this.place.textContent.trim() !== words) this.place.replaceChildren(line);
  }

  // Another window saved meanwhile: what stands here is sent again over the newer revision; taking the other is the server's page.
  clicked(event) {
    const button = event.target.closest("button[name='keep'], button[name='take']");
    if (!button) return;
    if (button.name === "take") return this.forget();
    event.preventDefault();
    this.revision.value = button.closest("[data-elsewhere]").dataset.elsewhere;
    this.changed(0);
  }

  // What an earlier page could not send; not when another page has saved since, which the revision tells.
  resume() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(this.local)); } catch { /* unreadable: nothing to resume */ }
    if (!kept) return;
    this.restore(kept.values);
    this.revision.value = kept.revision;
    this.changed(0);
  }
}

// Once an attempt is handed in, this browser keeps nothing of it: the next person at this desk is somebody else.
const over = document.querySelector("[data-attempt-over]");
if (over) {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(`attempt.${over.dataset.attemptOver}.`)).forEach((key) => localStorage.removeItem(key));
  } catch { /* nothing was kept */ }
}

if (form) {
  const questions = [...form.querySelectorAll("[data-question]")].map((box) => new Question(box));
  questions.forEach((question) => question.resume());
  addEventListener("online", () => questions.forEach((question) => question.send()));
  document.addEventListener("visibilitychange", () => { if (document.hidden) questions.forEach((question) => question.send()); });

  // The page's own buttons save everything; what this file is about to send would only be sent twice.
  let leaving = false;
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    const { submitter } = event;
    await Promise.race([Promise.all(questions.map((question) => question.sending)), aWhile(3000)]);
    await aWhile(0); // while this event is still being told, the browser ignores another submission without a word
    questions.forEach((question) => clearTimeout(question.timer));
    leaving = true;
    form.requestSubmit(submitter);
    setTimeout(() => { leaving = false; }, 3000);
  });

  // Two seconds before the end, what is being typed is sent as it stands.
  const clock = document.querySelector("[data-timer]");
  if (clock) setTimeout(() => questions.forEach((question) => question.send()), Math.max(0, Number(clock.dataset.timer) - 2) * 1000);
}
