// Menus are <details data-menu>: one open at a time, closed by Escape, by a click outside, by leaving with Tab.
const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("focusin", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Buttons that open a dialog of the page: data-open-dialog="id".
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open-dialog]");
  if (button) document.getElementById(button.dataset.openDialog)?.showModal();
});

// A click on the dimmed page closes a dialog.
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

// The theme switch changes the page at once and tells the server for the next ones.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  document.dispatchEvent(new CustomEvent("theme-chosen", { detail: theme }));
  for (const choice of form.querySelectorAll("button")) choice.setAttribute("aria-pressed", String(choice === event.submitter));
  const body = new FormData(form);
  body.set("theme", theme);
  await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
});
