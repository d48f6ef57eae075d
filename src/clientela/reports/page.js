
(() => {
  "use strict";
  // A picture is drawn already; this makes it answer to the pointer. Where it cannot, the drawn one stays.
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("role", "tooltip");
  document.body.append(tip);

  const filled = (value) => {
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

  const show = (handler, event, item, value) => {
    tip.hidden = value === null || value === undefined || value === "";
    if (tip.hidden) return;
    filled(value);
    const box = tip.getBoundingClientRect();
    const left = Math.min(event.clientX + 14, window.innerWidth - box.width - 8);
    const below = event.clientY + 18;
    const top = below + box.height > window.innerHeight ? event.clientY - box.height - 12 : below;
    tip.style.left = `${Math.max(left, 8)}px`;
    tip.style.top = `${Math.max(top, 8)}px`;
  };

  const revive = async (figure) => {
    const spec = JSON.parse(figure.querySelector("script").textContent);
    const picture = figure.querySelector(".picture");
    const still = picture.querySelector("svg");
    const stage = document.createElement("div");
    await window.vegaEmbed(stage, spec, {
      actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: show,
    });
    const live = stage.querySelector("svg");
    live.setAttribute("role", "img");
    live.setAttribute("aria-label", figure.dataset.title);
    live.setAttribute("aria-description", still.querySelector("desc").textContent);
    still.replaceWith(stage);
  };

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.unobserve(entry.target);
      revive(entry.target).catch((error) => console.error(error));
    }
  }, { rootMargin: "400px" });
  for (const figure of document.querySelectorAll("figure")) seen.observe(figure);

  window.addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
  window.addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details")) each.open = true;
  });
})();
