// A file dropped anywhere on the form is looked at at once.
const form = document.querySelector("[data-drop]");

if (form) {
  const input = form.querySelector("input[type=file]");
  const tooLarge = form.querySelector("[data-too-large]");

  const send = () => {
    const file = input.files[0];
    if (!file) return;
    tooLarge.hidden = file.size <= Number(form.dataset.limit);
    if (!tooLarge.hidden) return;
    form.querySelector("[data-sending]").hidden = false;
    form.requestSubmit();
  };

  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    send();
  });
  input.addEventListener("change", send);
}
