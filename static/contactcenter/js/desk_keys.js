// Keys of the operator's screen beyond those that press a button: digits in lists, sheets, leaving the note.
const digit = (event) => /^(Digit|Numpad)([1-9])$/.exec(event.code)?.[2] ?? "";
const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
let group = "";

// the list of reasons: a digit chooses the group, the next one the reason
function inReasons(event, dialog) {
  const figure = digit(event);
  if (!figure || !plain(event)) return false;
  if (!group) {
    const found = dialog.querySelector(`[data-group="${figure}"]`);
    if (found) mark(dialog, figure);
    return Boolean(found);
  }
  const chosen = dialog.querySelector(`[data-group="${group}"] [data-child="${figure}"]`);
  if (!chosen) return false;
  chosen.click();
  return true;
}

function mark(dialog, figure) {
  group = figure;
  dialog.toggleAttribute("data-grouped", Boolean(figure));
  for (const one of dialog.querySelectorAll("[data-group]")) one.toggleAttribute("data-on", one.dataset.group === figure);
}

// a row of answers that was gone to: a digit presses its button
function inDigits(event) {
  const list = document.activeElement?.closest("[data-digits]");
  const button = list?.querySelector(`[data-digit="${digit(event)}"]`);
  if (!button || !plain(event)) return false;
  button.click();
  return true;
}

// from the search into what it found and back: arrows; Enter takes the first
function inFound(event) {
  const box = document.getElementById("stranger-q");
  const found = [...document.querySelectorAll("#stranger-found [data-digit]")];
  const stops = [box, ...found];
  const at = stops.indexOf(document.activeElement);
  if (!box || !found.length || at < 0) return false;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    stops[(at + (event.key === "ArrowDown" ? 1 : -1) + stops.length) % stops.length].focus();
    return true;
  }
  if (event.key !== "Enter" || document.activeElement !== box) return false;
  found[0].click();
  return true;
}

document.addEventListener(
  "keydown",
  (event) => {
    const dialog = document.getElementById("desk-reasons");
    const writes = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    let done = false;
    if (dialog?.open) done = inReasons(event, dialog);
    else if (inFound(event)) done = true;
    else if (event.key === "Escape" && writes && !document.querySelector("dialog[open]")) done = leave(event.target);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) done = send(event.target);
    else if (!writes && !document.querySelector("dialog[open]")) done = inDigits(event);
    if (!done) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

function leave(box) {
  box.blur();
  return true;
}

function send(from) {
  const form = from.closest("dialog form:not([method=dialog])");
  form?.requestSubmit();
  return Boolean(form);
}

document.addEventListener("click", (event) => {
  const focus = event.target.closest("[data-focus]");
  if (focus) document.getElementById(focus.dataset.focus)?.focus();
  const digits = event.target.closest("[data-digits-on]");
  if (digits) document.querySelector(`[data-digits="${digits.dataset.digitsOn}"] [data-digit]`)?.focus();
  if (event.target.closest("[data-sheet-close]")) event.target.closest("dialog").close();
  if (event.target.closest('[data-open-dialog="desk-reasons"]')) mark(document.getElementById("desk-reasons"), "");
});

// what was searched for stands under the fingers at once
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".call-other[open]")) event.target.querySelector("input")?.focus();
}, true);

// a reason is chosen: its list is done with
document.addEventListener("submit", (event) => {
  if (event.target.matches("#desk-reasons form.reasons")) event.target.closest("dialog").close();
});

// a sheet opens with its form in it and stays open while the form has faults, whatever changes behind it meanwhile; what
// it does to the card itself closes it, and so does another call
document.addEventListener("htmx:afterSwap", (event) => {
  const { target, elt, requestConfig } = event.detail;
  const sheet = document.getElementById("desk-action");
  if (target?.id === "desk-card" && sheet?.contains(requestConfig?.elt ?? elt)) sheet.close();
  if (!sheet || target?.closest?.("#desk-action") !== sheet) return;
  if (!sheet.open) sheet.showModal();
  const first = sheet.querySelector("[aria-invalid], input:checked, form:not([method=dialog]) :is(input:not([type=hidden]), select, textarea)");
  first?.focus();
});
