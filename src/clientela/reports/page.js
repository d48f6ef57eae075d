
(() => {
  "use strict";
  // A picture is drawn already; this makes it answer to the pointer. Where it cannot, the drawn one stays.
  const revive = async (figure) => {
    const spec = JSON.parse(figure.querySelector("script").textContent);
    const picture = figure.querySelector(".picture");
    const still = picture.querySelector("svg");
    const stage = document.createElement("div");
    await window.vegaEmbed(stage, spec, {
      actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: window.clientelaTip,
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

  window.addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details")) each.open = true;
  });
})();
