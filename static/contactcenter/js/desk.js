// The operator's screen: which call is shown, when its parts are asked for again. The server decides what is in them.
import "./desk_keys.js";
import "./desk_timers.js";
import { leaveNote, openNote } from "./desk_notes.js";

// the live stream says what has changed, or asks for it; these are for what nobody pushes, and for a lost word
const CALLS_EVERY_MS = 20000;
const SIDE_EVERY_MS = 20000;
const SIDE_REST_MS = 4000; // many colleagues change their state at once
const root = document.querySelector("[data-desk]");
const card = document.getElementById("desk-card");
const talk = document.getElementById("desk-talk");
const title = document.title;
const COMES = ["ringing", "transfer"];
let known = new Set();

const tabs = () => [...document.querySelectorAll("#desk-calls [data-open-call]")];
const shown = () => card.querySelector("[data-call]")?.dataset.call ?? "";
const written = () => talk.querySelector("[data-talk]")?.dataset.talk ?? "";
const address = (call, part) => `${root.dataset.callsOf}${call}/${part}/`;
// each part asks for itself: of several requests of one part the last counts, parts do not wait for each other
const ask = (url, target, swap = "innerHTML") => htmx.ajax("GET", url, { target, swap, source: target });
const busy = () => talk.contains(document.activeElement) || document.querySelector("dialog[open]") !== null;

// Another call is shown by itself only when it disturbs nobody: never out of a talk, never while something is written.
function choose(list) {
  const now = list.find((tab) => tab.dataset.openCall === shown());
  const taken = list.find((tab) => tab.dataset.part === "talking");
  const comes = list.find((tab) => COMES.includes(tab.dataset.part) && !known.has(mark(tab)));
  if (taken && now?.dataset.part !== "talking" && !known.has(mark(taken))) return taken;
  if (comes && !busy() && now?.dataset.part !== "talking") return comes;
  return now ?? list[0];
}

const mark = (tab) => `${tab.dataset.openCall} ${tab.dataset.part}`;

function settle() {
  const list = tabs();
  const chosen = choose(list);
  for (const tab of list) tab.toggleAttribute("data-fresh", COMES.includes(tab.dataset.part) && tab !== chosen);
  announce(list);
  known = new Set(list.map(mark));
  show(chosen);
}

function announce(list) {
  const rings = list.filter((tab) => COMES.includes(tab.dataset.part));
  document.title = rings.length ? `● ${title}` : title;
  const fresh = rings.find((tab) => !known.has(mark(tab)));
  if (fresh) root.querySelector("[data-desk-said]").textContent = fresh.textContent.replace(/\s+/g, " ").trim();
}

function show(tab) {
  for (const one of tabs()) one.removeAttribute("aria-current");
  tab?.setAttribute("aria-current", "true");
  const call = tab?.dataset.openCall ?? "";
  remember(call);
  if (!call) return clear();
  const seen = card.querySelector("[data-call]");
  if (seen?.dataset.call !== call || seen.dataset.version !== tab.dataset.version) ask(address(call, "card"), "#desk-card");
  if (written() !== call) {
    leaveNote();
    ask(address(call, "talk"), "#desk-talk");
  } else if (talk.dataset.part !== tab.dataset.part) ask(address(call, "conclusion"), "#desk-conclusion");
  talk.dataset.part = tab.dataset.part;
}

function clear() {
  if (!shown() && !written()) return;
  leaveNote();
  card.replaceChildren(root.querySelector("[data-desk-waiting]").content.cloneNode(true));
  talk.replaceChildren(root.querySelector("[data-desk-no-talk]").content.cloneNode(true));
}

function remember(call) {
  const url = new URL(location.href);
  if (call) url.searchParams.set("open", call);
  else url.searchParams.delete("open");
  history.replaceState(null, "", url);
}

let asking = false;
async function askCalls(open = shown(), whole = false) {
  if (asking && !whole) return;
  asking = true;
  const seen = whole ? "" : (document.getElementById("desk-calls").dataset.version ?? "");
  const url = new URL(root.dataset.calls, location.href);
  if (open) url.searchParams.set("open", open);
  url.searchParams.set("seen", seen);
  try {
    await ask(url.pathname + url.search, "#desk-calls", "outerHTML");
  } finally {
    asking = false;
  }
}

let sideAt = 0;
let sideLater = 0;
function askSide() {
  clearTimeout(sideLater);
  sideAt = Date.now();
  return ask(root.dataset.side, "#desk-side", "outerHTML");
}

function askSideSoon() {
  clearTimeout(sideLater);
  sideLater = setTimeout(askSide, Math.max(0, sideAt + SIDE_REST_MS - Date.now()));
}

// an event while the last one is still being asked about is asked about afterwards
let again = false;
async function callsChanged() {
  if (asking) {
    again = true;
    return;
  }
  await askCalls();
  if (!again) return;
  again = false;
  await callsChanged();
}

async function open(call) {
  const tab = tabs().find((one) => one.dataset.openCall === call);
  if (tab) return show(tab);
  await askCalls(call, true);
  show(tabs().find((one) => one.dataset.openCall === call));
}

if (root?.dataset.calls) {
  known = new Set(tabs().map(mark));
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt?.id === "desk-calls") settle();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open-call]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open(link.dataset.openCall);
    }
    if (event.target.closest("[data-next-call]")) {
      const list = tabs();
      show(list[(list.findIndex((tab) => tab.dataset.openCall === shown()) + 1) % list.length]);
    }
  });
  document.addEventListener("desk-changed", callsChanged);
  document.addEventListener("desk-finished", () => {
    leaveNote();
    askCalls("", true).then(askSide);
  });
  document.addEventListener("live:call", callsChanged);
  document.addEventListener("live:team", askSideSoon);
  document.addEventListener("live:obligation", askSideSoon);
  document.addEventListener("live:reset", () => callsChanged().then(askSide));
  setInterval(callsChanged, CALLS_EVERY_MS);
  setInterval(askSideSoon, SIDE_EVERY_MS);
  document.addEventListener("visibilitychange", () => document.hidden || callsChanged());
}

// an action of the card is done: what it has changed is asked for
document.addEventListener("desk-acted", () => {
  document.getElementById("desk-action").close();
  if (shown()) ask(address(shown(), "card"), "#desk-card");
  if (written()) ask(address(written(), "conclusion"), "#desk-conclusion");
  if (root.dataset.side) askSide();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "desk-talk") openNote();
});
if (root) openNote();
