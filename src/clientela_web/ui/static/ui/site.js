// What every page has: pictures that come alive, the menu on small screens, words when a request fails.
import { revive } from "./pictures.js";

const vega = document.querySelector("script[data-vega]").dataset.vega;

function settle(root) {
  for (const figure of root.querySelectorAll("[data-picture]:not([data-alive])")) revive(figure, vega);
}

function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.hidden = false;
  setTimeout(() => { box.hidden = true; }, 6000);
}

function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  navigator.clipboard.writeText(source.value ?? source.textContent);
  toast(button.dataset.done ?? "✓");
}

document.addEventListener("htmx:load", (event) => settle(event.detail.elt.parentElement ?? document));
document.addEventListener("htmx:responseError", () => toast(document.body.dataset.failed));
document.addEventListener("htmx:sendError", () => toast(document.body.dataset.failed));
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
// A question that cannot be taken back is asked twice.
document.addEventListener("submit", (event) => {
  const asked = event.target.dataset.confirm;
  if (asked && !window.confirm(asked)) event.preventDefault();
});
// Words typed before the page listened are looked for as well: htmx compares with what stood there when it began.
const heard = new WeakMap();
function listen() {
  for (const words of document.querySelectorAll("input[type=search]")) {
    if (words.value === (heard.get(words) ?? words.defaultValue)) continue;
    heard.set(words, words.value);
    if (words.form?.hasAttribute("hx-get")) words.form.requestSubmit();
    else words.dispatchEvent(new Event("search", { bubbles: true }));
  }
}
document.addEventListener("DOMContentLoaded", listen);
window.addEventListener("load", listen); // what the browser itself puts back
// A form that was asked for is where one goes on.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "desk") return;
  event.detail.target.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
});
settle(document);
