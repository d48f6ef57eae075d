// Writing a message: what can be said of each is put where the writer was, with a click.
const PLACES = "#id_subject, #id_preheader, #id_body, #id_text, [name^=variant_subject_], [name^=variant_body_]";
let place = document.querySelector("#id_body");

document.addEventListener("focusin", (event) => {
  if (event.target.matches(PLACES)) place = event.target;
});

function put(words) {
  const { selectionStart: from, selectionEnd: until, value } = place;
  place.value = value.slice(0, from) + words + value.slice(until);
  place.focus();
  place.setSelectionRange(from + words.length, from + words.length);
  place.dispatchEvent(new Event("input", { bubbles: true }));
}

// Without scripts they are words to be copied.
for (const words of document.querySelectorAll("[data-merge]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = words.textContent;
  button.addEventListener("click", () => put(words.textContent));
  words.replaceWith(button);
}
