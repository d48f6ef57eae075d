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
settle(document);
