// The editor's conveniences: links of the problems panel select their line, and a tab that is left warns about unsaved text.
const text = document.querySelector("textarea.editor-text");

function select(line) {
  const lines = text.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(before, before + (lines[line - 1] || "").length);
  const height = text.scrollHeight / Math.max(lines.length, 1);
  text.scrollTop = Math.max(0, (line - 4) * height);
}

function byHash() {
  const found = location.hash.match(/^#L(\d+)$/);
  if (found) select(Number(found[1]));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (!link) return;
  event.preventDefault();
  select(Number(link.dataset.line));
});
addEventListener("hashchange", byHash);
byHash();

const saved = text.defaultValue;
let leaving = false;
text.form.addEventListener("submit", () => { leaving = true; });
addEventListener("beforeunload", (event) => { if (!leaving && text.value !== saved) event.preventDefault(); });
