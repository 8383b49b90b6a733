// The review mode: an answer shows the next pair at once and is sent meanwhile; pairs are fetched before they are needed.
import { toast } from "../../core/js/toasts.js";

const form = document.getElementById("review");
const stage = document.getElementById("stage");
const said = document.getElementById("review-said");
const waiting = []; // pairs that come next, ready to be shown
const seen = new Set(); // what was skipped or answered here is not fetched again
const LOW = 3;
let sending = Promise.resolve(); // answers go one after the other, in the order of the keys
let fetching = null;
let last = ""; // the place of the newest pair that was fetched

const current = () => stage.querySelector(".pair");
const parse = (html) => new DOMParser().parseFromString(html, "text/html");

function request(url, body) {
  const headers = { "HX-Request": "true", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  return fetch(url, body ? { method: "POST", headers, body } : { headers });
}

function show(pair) {
  stage.replaceChildren(...(pair ? [pair] : []));
  document.getElementById("done").hidden = Boolean(pair) || Boolean(fetching);
  form.querySelector(".review-keys").classList.toggle("is-idle", !pair);
  if (!pair) return;
  form.action = pair.dataset.action;
  document.getElementById("preview").href = pair.dataset.preview;
  document.getElementById("likely-kind").textContent = pair.dataset.kindWords ? `: ${pair.dataset.kindWords}` : "";
  if (!form.contains(document.activeElement)) pair.focus({ preventScroll: true });
}

function advance(words) {
  const pair = waiting.shift();
  show(pair);
  said.textContent = pair ? `${words} ${pair.getAttribute("aria-label")}` : words;
  refill();
}

function refill() {
  if (fetching || waiting.length >= LOW || last === null) return;
  const place = last || current()?.dataset.cursor || "";
  fetching = request(`${form.dataset.next}&after=${encodeURIComponent(place)}`)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((html) => {
      const found = [...parse(html).querySelectorAll(".pair")];
      last = found.length ? found.at(-1).dataset.cursor : null;
      waiting.push(...found.filter((pair) => !seen.has(pair.dataset.pk)));
    })
    .catch(() => (last = null))
    .finally(() => {
      fetching = null;
      if (!current()) advance(said.textContent);
      else if (last !== null) refill();
    });
}

function tally(page) {
  const fresh = page.getElementById("tally");
  if (fresh) document.getElementById("tally").replaceWith(fresh);
  return fresh;
}

function drop(closed) {
  for (const pk of closed.split(" ").filter(Boolean)) {
    const at = waiting.findIndex((pair) => pair.dataset.pk === pk);
    if (at >= 0) waiting.splice(at, 1);
    if (current()?.dataset.pk === pk) advance(form.dataset.settled);
  }
}

// a refused pair comes back in front of the others, with the reason in its head
function giveBack(pair, words) {
  toast(words, "error");
  said.textContent = words;
  const now = current();
  if (now) waiting.unshift(now);
  show(pair);
}

function send(pair, answer, kind) {
  const body = new FormData();
  body.set("answer", answer);
  body.set("kind", kind);
  body.set("waiting", [current(), ...waiting].filter(Boolean).map((one) => one.dataset.pk).join(" "));
  return request(pair.dataset.action, body).then(async (response) => {
    const fresh = tally(parse(await response.text()));
    if (response.ok) return drop(fresh?.dataset.closed ?? "");
    const words = fresh?.dataset.refusal || document.getElementById("toasts").dataset.failed;
    if (fresh && !("open" in fresh.dataset)) return toast(words, "warning");
    return giveBack(pair, words);
  });
}

function answer(button) {
  const pair = current();
  if (!pair) return;
  const kind = button.name === "kind" ? button.value : pair.dataset.kind;
  const word = button.name === "kind" ? "relative" : button.value;
  seen.add(pair.dataset.pk);
  advance(button.dataset.said);
  sending = sending.then(() => send(pair, word, kind)).catch(() => giveBack(pair, document.getElementById("toasts").dataset.offline));
}

function skip(button) {
  if (!current()) return;
  seen.add(current().dataset.pk);
  advance(button.dataset.said);
}

function undo() {
  sending = sending
    .then(() => request(form.dataset.undo, new FormData()))
    .then(async (response) => {
      const page = parse(await response.text());
      tally(page);
      const pair = page.querySelector(".pair");
      if (!pair) return toast(form.dataset.nothing, "info");
      seen.delete(pair.dataset.pk);
      const now = current();
      if (now) waiting.unshift(now);
      show(pair);
      said.textContent = `${form.dataset.undone} ${pair.getAttribute("aria-label")}`;
    })
    .catch(() => toast(document.getElementById("toasts").dataset.offline, "error"));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (button?.id === "undo") undo();
  else if (button) answer(button);
});
document.getElementById("skip").addEventListener("click", (event) => skip(event.currentTarget));
// a key that is held down would answer pairs that nobody has looked at
document.addEventListener("keydown", (event) => event.repeat && event.stopImmediatePropagation(), true);
if (current()) show(current());
refill();
