// A proposal, or one part of it, taken into the form without losing what was typed; without this, links do it.
const form = document.querySelector("[data-strategy]");

const belongs = {
  channels: (name) => name.startsWith("channel_") || name.startsWith("reason_"),
  targets: (name) => /^(metric|own|start|goal|until)_\d+$/.test(name),
};

function wanted(field, name) {
  if (field === "*") return name !== "version" && name !== "decided" && name !== "owner" && name !== "currency";
  return belongs[field] ? belongs[field](name) : name === field;
}

function set(control, value) {
  if (control.type === "checkbox") control.checked = Boolean(value);
  else control.value = value ?? "";
}

function take(field, values) {
  for (const control of form.elements) {
    if (!control.name || !wanted(field, control.name)) continue;
    const isPart = belongs.channels(control.name) || belongs.targets(control.name);
    if (control.name in values) set(control, values[control.name]);
    else if (isPart) set(control, "");
  }
  form.elements.play.value = values.play;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-take]");
  if (!link || !form) return;
  const proposal = link.closest("[data-proposal]");
  event.preventDefault();
  take(link.dataset.take, JSON.parse(proposal.querySelector("script").textContent));
  link.dataset.taken = "";
  const first = form.elements[link.dataset.take === "*" ? "objective" : link.dataset.take];
  (first instanceof HTMLElement ? first : form).scrollIntoView({ block: "center", behavior: "smooth" });
});
