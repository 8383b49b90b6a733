// Small courtesies of forms: filters that apply themselves, buttons that cannot be pressed twice, text to copy.
document.addEventListener("change", (event) => {
  event.target.closest("form[data-autosubmit]")?.requestSubmit();
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post" || event.target.hasAttribute("hx-post")) return;
  const button = event.submitter;
  if (button) setTimeout(() => (button.disabled = true), 0);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[method=post] button[disabled]").forEach((b) => (b.disabled = false));
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) await navigator.clipboard.writeText(button.dataset.copy);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
