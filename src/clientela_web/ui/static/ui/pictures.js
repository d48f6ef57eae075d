// Vega-Lite figures: drawn when they come near, in the colours of the page, with tooltips; the table behind stays.
let library = null;

function loaded(address) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

const isSingle = (spec) => !["hconcat", "vconcat", "concat", "facet", "repeat", "spec"].some((key) => key in spec);

function fitted(spec, width) {
  if (!isSingle(spec) || typeof spec.width !== "number" || spec.usermeta?.fixed) return spec;
  return { ...spec, width: Math.min(width, spec.width + 240), autosize: { type: "fit-x", contains: "padding" } };
}

function coloured() {
  const style = getComputedStyle(document.documentElement);
  const [ink, muted, line] = ["--ink", "--muted", "--line"].map((name) => style.getPropertyValue(name).trim());
  return {
    background: "transparent",
    axis: { labelColor: ink, titleColor: muted, gridColor: line, domainColor: line, tickColor: line },
    legend: { labelColor: ink, titleColor: muted },
    header: { labelColor: ink, titleColor: muted },
    title: { color: ink, subtitleColor: muted },
    text: { color: ink },
    view: { stroke: "transparent" },
  };
}

function merged(base, over) {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const both = value && typeof value === "object" && !Array.isArray(value);
    result[key] = both ? merged(base[key] ?? {}, value) : value;
  }
  return result;
}

async function draw(figure, address) {
  await loaded(address);
  const spec = JSON.parse(figure.querySelector("script").textContent);
  const stage = figure.querySelector("[data-stage]");
  const { background, ...config } = coloured();
  const dressed = { ...fitted(spec, stage.clientWidth), background, config: merged(spec.config ?? {}, config) };
  const { view } = await window.vegaEmbed(stage, dressed, {
    actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: window.clientelaTip,
  });
  const drawn = stage.querySelector("svg");
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", figure.getAttribute("aria-label") ?? "");
  for (const mark of drawn.querySelectorAll("[aria-roledescription], g[role], path[role]")) {
    for (const name of ["role", "aria-roledescription", "aria-label"]) mark.removeAttribute(name);
  }
  // what scrolls must be reachable by keyboard
  if (stage.scrollWidth > stage.clientWidth) stage.tabIndex = 0;
  view.addEventListener("click", (event, item) => {
    const link = item?.datum?.href;
    if (link && link.startsWith("/")) window.location.assign(link);
  });
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    draw(target, target.dataset.alive).catch((error) => {
      target.querySelector("details")?.setAttribute("open", "");
      console.error(error);
    });
  }
}, { rootMargin: "300px" });

export function revive(figure, address) {
  figure.dataset.alive = address;
  near.observe(figure);
}
