// Dangerous steps ask first: data-confirm="what will happen" on a form or on its button. Sends once it was answered.
const dialog = document.getElementById("confirm");
let waiting = null;

document.addEventListener(
  "submit",
  (event) => {
    const words = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (!words || !dialog || event.target.dataset.confirmed) {
      delete event.target.dataset.confirmed;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form: event.target, submitter: event.submitter };
    document.getElementById("confirm-text").textContent = words;
    dialog.returnValue = "no";
    dialog.showModal();
  },
  true,
);

dialog?.addEventListener("close", () => {
  if (!waiting) return;
  const { form, submitter } = waiting;
  waiting = null;
  if (dialog.returnValue !== "yes") return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(submitter ?? undefined);
});
