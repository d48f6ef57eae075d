// The builder at the keyboard: keys on conditions, focus that stays where the work is, searches that stay out of the form.
const page = document.querySelector("[data-builder]");

// What is typed into a search box, or into the text of the rule, is no change of the rule yet.
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-apart]")) event.stopPropagation();
}, true);

// An answer that comes while somebody has typed on is left out: the next one brings both changes.
let typed = 0;
document.addEventListener("input", (event) => {
  if (event.target.closest("#builder-form") && !event.target.closest("[data-apart]")) typed = performance.now();
});
document.addEventListener("htmx:beforeRequest", (event) => { event.detail.xhr.began = performance.now(); });
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "editor" || !event.detail.shouldSwap) return;
  if (typed > event.detail.xhr.began && document.activeElement?.closest("#builder-form")) event.detail.shouldSwap = false;
});

function stops() { return [...page.querySelectorAll("[data-stop]")]; }
function tool(stop, name) { return stop.closest("[data-row]")?.querySelector(`[data-tool="${name}"]`); }
function adding(stop) {
  const group = stop.closest(".branch.group");
  return group?.querySelector(`:scope > [data-add]`);
}
function move(stop, by) {
  const all = stops();
  all[all.indexOf(stop) + by]?.focus();
}

const KEYS = { Delete: "remove", Backspace: "remove", g: "wrap", n: "negate", c: "copy" };
const ALT = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return close(event);
  const search = event.target.closest("[data-search]");
  if (search) return searching(event, search);
  if (event.target.closest("#palette-items")) return choosing(event);
  const stop = event.target.closest("[data-stop]");
  if (!stop || event.ctrlKey || event.metaKey) return;
  if (event.altKey && ALT[event.key]) press(event, tool(stop, ALT[event.key]));
  else if (event.altKey) return;
  else if (stop.tagName === "SELECT" && ["ArrowUp", "ArrowDown"].includes(event.key)) return;
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(stop, event.key === "ArrowDown" ? 1 : -1); }
  else if (event.key.toLowerCase() === "a") press(event, adding(stop));
  else if (KEYS[event.key] ?? KEYS[event.key.toLowerCase()]) press(event, tool(stop, KEYS[event.key] ?? KEYS[event.key.toLowerCase()]));
});
function press(event, button) {
  if (!button) return;
  event.preventDefault();
  button.click();
}
function close(event) {
  const menu = event.target.closest("details.more[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  else if (document.querySelector("[data-palette]")) press(event, document.querySelector("[data-close-palette]"));
}
// Enter takes the first thing found; the arrow goes down into what was found.
function searching(event, search) {
  const near = search.closest("[data-palette], [data-suggestions]");
  if (event.key === "Enter") { event.preventDefault(); near?.querySelector(".offers button")?.click(); }
  if (event.key === "ArrowDown") { event.preventDefault(); near?.querySelector(".offers button")?.focus(); }
}
function choosing(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const all = [...document.querySelectorAll("#palette-items button")];
  const next = all[all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
  event.preventDefault();
  (next ?? document.getElementById("palette-words")).focus();
}

// After a change the focus goes to what was changed, or comes back to where it was.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id !== "editor" && event.detail.target?.id !== "editor") return;
  const words = document.getElementById("palette-words");
  if (words && !words.dataset.seen) {
    words.dataset.seen = "yes";
    words.focus();
    words.closest("[data-palette]").scrollIntoView({ block: "center" });
    return;
  }
  const editor = document.getElementById("editor");
  if (!editor) return;
  const wanted = editor.dataset.focus;
  if (wanted) attend(editor, wanted);
  const text = document.getElementById("rule-text");
  if (text.dataset.line) pointAt(text);
});
function attend(editor, name) {
  const path = name === "r" ? "" : name.slice(2);
  const branch = [...editor.querySelectorAll("[data-path], [data-handle]")].find((each) => each.dataset.handle === path || each.dataset.path === path);
  const open = "inside" in editor.dataset && branch?.matches(".open") ? first(branch.querySelector(".leaf-body")) : null;
  const target = open ?? branch?.querySelector("[data-stop]")
    ?? editor.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden]), [name="${CSS.escape(name)}.node"], #${CSS.escape(slug(name))}-search, #${CSS.escape(slug(name))}`)
    ?? branch?.querySelector("button, select");
  target?.focus({ preventScroll: false });
}
// Of an open condition, what is most likely missing: a value to search, a value to type, then anything.
function first(body) {
  return body.querySelector(".search") ?? body.querySelector(".scalar input:not([type=hidden])")
    ?? body.querySelector("input:not([type=hidden])") ?? body.querySelector("select, button");
}
function slug(name) { return name.replace(/\W+/g, "-").replace(/^-|-$/g, ""); }
function pointAt(text) {
  const lines = text.value.split("\n").slice(0, Number(text.dataset.line) - 1);
  const at = lines.reduce((sum, line) => sum + line.length + 1, 0) + Number(text.dataset.column) - 1;
  text.focus();
  text.setSelectionRange(at, Math.min(at + 1, text.value.length));
}

// Panels are asked for when they are opened; a closed one waits.
for (const panel of document.querySelectorAll("details.panel")) {
  panel.addEventListener("toggle", () => {
    if (panel.open) panel.querySelector("[data-panel]").dispatchEvent(new Event("shown"));
  });
}
document.addEventListener("htmx:confirm", (event) => {
  const panel = event.target.closest?.("details.panel");
  if (panel && !panel.open && event.target.matches("[data-panel]")) event.preventDefault();
});
// One menu at a time.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.more[open]")) return;
  for (const other of document.querySelectorAll("details.more[open]")) if (other !== event.target) other.open = false;
}, true);
document.addEventListener("click", (event) => {
  if (event.target.closest("details.more")) return;
  for (const open of document.querySelectorAll("details.more[open]")) open.open = false;
});

// Dragging a condition onto another puts it before that one; onto a group, into it.
let dragged = null;
document.addEventListener("pointerdown", (event) => {
  const head = event.target.closest("[data-row]");
  const branch = head?.closest("[data-handle]");
  if (branch && event.pointerType === "mouse" && !event.target.closest(".tools, select")) branch.draggable = true;
});
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-handle]");
  if (!dragged) return;
  dragged.classList.add("dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.handle);
});
function place(event) {
  const over = event.target.closest?.("#builder-form [data-handle]");
  return dragged && over && !dragged.contains(over) ? over : null;
}
document.addEventListener("dragover", (event) => {
  const over = place(event);
  for (const marked of document.querySelectorAll(".drop")) if (marked !== over) marked.classList.remove("drop");
  if (over) { event.preventDefault(); over.classList.add("drop"); }
});
document.addEventListener("drop", (event) => {
  const over = place(event);
  if (!over) return;
  event.preventDefault();
  const button = document.createElement("button");
  Object.assign(button, { type: "submit", name: "op", value: JSON.stringify(["move", dragged.dataset.handle, over.dataset.handle]), hidden: true });
  document.getElementById("builder-form").append(button);
  button.click();
});
document.addEventListener("dragend", () => {
  for (const each of document.querySelectorAll(".drop, .dragged")) each.classList.remove("drop", "dragged");
  dragged = null;
});
