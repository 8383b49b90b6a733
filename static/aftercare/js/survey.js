// The short form of a call: a digit answers the question at hand and goes on, letters press their button.
const form = document.querySelector("[data-survey]");
const asks = [...form.querySelectorAll("[data-ask]")];

const written = (target) => target.matches("textarea, select, input[type=text]");
const open = () => asks.find((ask) => ask.querySelector("[data-digit]") && !ask.querySelector("input:checked"));

function at(target) {
  const here = target.closest("[data-ask]");
  return here?.querySelector("[data-digit]") ? here : open();
}

function choose(ask, digit) {
  const input = ask?.querySelector(`[data-digit="${digit}"]`);
  if (!input) return false;
  input.checked = true;
  const next = asks[asks.indexOf(ask) + 1];
  const place = next?.querySelector("input, textarea") ?? form.querySelector("[data-slot] input") ?? input;
  place.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || written(event.target)) return;
  const digit = /^(?:Minus|NumpadSubtract)$/.test(event.code) ? "-" : /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  const button = form.querySelector(`[data-press="${event.code}"]`);
  const done = digit ? choose(at(event.target), digit) : Boolean(button);
  if (!digit && button) button.click();
  if (done) event.preventDefault();
});

asks[0]?.querySelector("input, textarea")?.focus();
