// Only a new field has a type to choose; the whole list is shown when a target is entered.
const newField = (input) => {
  const options = input.list?.options;
  return options && input.value.toLowerCase().startsWith(options[1].value.toLowerCase());
};

const show = (input) => {
  const row = input.closest("tr");
  const isNew = newField(input);
  const type = row.querySelector("[data-type]");
  if (type) type.hidden = !isNew;
  const fixed = row.querySelector("[data-fixed]");
  if (fixed) fixed.hidden = isNew;
  row.classList.toggle("left-out", input.value === input.list?.options[0].value);
};

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-target]")) show(event.target);
});
document.addEventListener("focusin", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-target]")) return;
  input.dataset.before = input.value;
  input.select();
});
document.addEventListener("focusout", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-target]") || input.value.trim()) return;
  input.value = input.dataset.before ?? "";
  show(input);
});
