// Links that act on the list follow what the list shows now: its address changes while somebody types.
function follow() {
  for (const link of document.querySelectorAll("a[data-follow]")) {
    const address = new URL(link.href);
    address.search = window.location.search;
    link.href = address;
    if (link.hasAttribute("hx-get")) link.setAttribute("hx-get", address.pathname + address.search);
  }
}
document.addEventListener("htmx:pushedIntoHistory", follow);
