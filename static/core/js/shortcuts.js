// Keys by their place on the keyboard (event.code), so that they work in the Russian layout; never while typing.
import { openPalette } from "./palette.js";

const GO_MS = 1500;
let goUntil = 0;

const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
const rows = () => [...document.querySelectorAll("main [data-row-link]")];

function step(by) {
  const list = rows();
  if (!list.length) return false;
  const at = list.indexOf(document.activeElement);
  list[Math.min(Math.max(at + by, 0), list.length - 1)].focus();
  return true;
}

function go(code) {
  const target = document.querySelector(`[data-go][data-code="${code}"]`);
  if (target) window.location.assign(target.dataset.go);
  return Boolean(target);
}

function plain(event) {
  if (goUntil > Date.now()) {
    goUntil = 0;
    if (go(event.code)) return true;
  }
  if (event.code === "Slash" && event.shiftKey) return openSheet();
  if (event.code === "Digit7" && event.shiftKey && event.key === "?") return openSheet();
  if (event.code === "Slash") return focusFilter();
  if (event.code === "KeyG") return (goUntil = Date.now() + GO_MS) > 0;
  if (event.code === "KeyJ") return step(1);
  if (event.code === "KeyK") return step(-1);
  return press(event);
}

function openSheet() {
  document.getElementById("shortcuts")?.showModal();
  return true;
}

// The sheet names the keys of the page it is opened on: the words of each button, or its data-key-label ("": left out).
function pageKeys() {
  const named = new Map();
  for (const one of document.querySelectorAll("main [data-key]")) {
    const words = one.dataset.keyLabel ?? plainWords(one);
    if (words && !named.has(words)) named.set(words, one.dataset.key.replace(/Key|Digit/, ""));
  }
  return named;
}

function plainWords(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function fillSheet(sheet) {
  const rows = [...pageKeys()].map(([words, keys]) => {
    const row = document.createElement("div");
    const name = document.createElement("dt");
    const place = document.createElement("dd");
    name.textContent = words;
    place.append(...keys.split("+").flatMap((key) => [Object.assign(document.createElement("kbd"), { textContent: key }), " "]));
    row.append(name, place);
    return row;
  });
  sheet.querySelector("[data-page-keys]").replaceChildren(...rows);
  sheet.querySelector("[data-page-keys-title]").hidden = !rows.length;
}

const sheet = document.getElementById("shortcuts");
if (sheet) new MutationObserver(() => sheet.open && fillSheet(sheet)).observe(sheet, { attributeFilter: ["open"] });

function focusFilter() {
  const box = document.querySelector("main [data-filter-first], main .filters input:not([type=hidden])");
  if (!box) {
    openPalette();
    return true;
  }
  box.focus();
  box.select?.();
  return true;
}

// Pages name their own keys: data-key="KeyN" (or "Shift+KeyN") on a link or a button presses it; not where the page is
// inert, a click from here would go through.
const keyed = (key) => document.querySelector(`main [data-key="${key}"]:not([inert] *)`);

function press(event) {
  const shifted = event.shiftKey && keyed(`Shift+${event.code}`);
  const target = shifted || keyed(event.code);
  target?.click();
  return Boolean(target);
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (plain(event)) event.preventDefault();
});
