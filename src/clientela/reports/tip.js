// What a picture says of the mark under the pointer; comes with the library that draws, wherever that goes.
window.clientelaTip = (() => {
  "use strict";
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("role", "tooltip");

  const fill = (value) => {
    if (value === null || typeof value !== "object") {
      tip.textContent = String(value);
      return;
    }
    const list = document.createElement("dl");
    for (const [name, text] of Object.entries(value)) {
      const term = document.createElement("dt");
      const said = document.createElement("dd");
      term.textContent = name.trim();
      said.textContent = String(text);
      list.append(term, said);
    }
    tip.replaceChildren(list);
  };

  window.addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
  return (handler, event, item, value) => {
    tip.hidden = value === null || value === undefined || value === "";
    if (tip.hidden) return;
    document.body.append(tip);
    fill(value);
    const box = tip.getBoundingClientRect();
    const left = Math.min(event.clientX + 14, window.innerWidth - box.width - 8);
    const below = event.clientY + 18;
    const top = below + box.height > window.innerHeight ? event.clientY - box.height - 12 : below;
    tip.style.left = `${Math.max(left, 8)}px`;
    tip.style.top = `${Math.max(top, 8)}px`;
  };
})();
