// The operator's screen: which call is shown, when its parts are asked for again. The server decides what is in them.
import "../../core/js/morph.js";
import "./desk_keys.js";
import "./desk_timers.js";
import { leaveNote, openNote } from "./desk_notes.js";

// the live stream says what has changed, or asks for it; these are for what nobody pushes, and for a lost word
const CALLS_EVERY_MS = 20000;
const SIDE_EVERY_MS = 20000;
const SIDE_REST_MS = 4000; // many colleagues change their state at once
const WORD_MS = 1500; // whoever types on has not looked up yet
const IN_PLACE = "morph:innerHTML settle:0ms";
const ANEW = "innerHTML";
const PARTS = ["card", "talk", "conclusion"];
const root = document.querySelector("[data-desk]");
const card = document.getElementById("desk-card");
const talk = document.getElementById("desk-talk");
const title = document.title;
const COMES = ["ringing", "transfer"];
let known = new Set();
let current = card?.querySelector("[data-call]")?.dataset.call ?? "";
let part = ""; // what the current call is to this operator
let isLost = false; // an answer did not arrive: the next one has to be whole

const tabs = () => [...document.querySelectorAll("#desk-calls [data-open-call]")];
const written = () => talk.querySelector("[data-talk]")?.dataset.talk ?? "";
const address = (call, of) => `${root.dataset.callsOf}${call}/${of}/`;
// each part asks for itself: of several requests of one part the last counts, parts do not wait for each other
const ask = (url, target, swap) => htmx.ajax("GET", url, { target, swap, source: target }).catch(() => {});
const sheetIsOpen = () => document.querySelector("dialog[open]") !== null;
const busy = () => talk.contains(document.activeElement) || sheetIsOpen();
const mark = (tab) => `${tab.dataset.openCall} ${tab.dataset.part}`;

// Another call is shown by itself only when it disturbs nobody: never out of a talk, never while something is written.
// A call that was taken waits for the end of the word only.
function choose(list) {
  const now = list.find((tab) => tab.dataset.openCall === current);
  const [taken, comes] = [["talking"], COMES].map((parts) =>
    list.find((tab) => parts.includes(tab.dataset.part) && !known.has(mark(tab))),
  );
  if (now?.dataset.part === "talking") return now;
  if (taken) return inTheMiddle() ? now : taken;
  return comes && !busy() ? comes : (now ?? list[0]);
}

let settlesLater = 0;
function settle() {
  clearTimeout(settlesLater);
  const list = tabs();
  const chosen = choose(list);
  const waits = list.filter((tab) => tab !== chosen && tab.dataset.part === "talking" && !known.has(mark(tab)));
  for (const tab of list) tab.toggleAttribute("data-fresh", COMES.includes(tab.dataset.part) && tab !== chosen);
  announce(list);
  const isLater = waits.length > 0 && chosen?.dataset.part !== "talking";
  known = new Set(list.filter((tab) => !isLater || !waits.includes(tab)).map(mark));
  if (isLater) settlesLater = setTimeout(settle, WORD_MS);
  show(chosen);
}

let typedAt = 0;
const inTheMiddle = () => current !== "" && (sheetIsOpen() || (busy() && Date.now() - typedAt < WORD_MS));

function announce(list) {
  const rings = list.filter((tab) => COMES.includes(tab.dataset.part));
  document.title = rings.length ? `● ${title}` : title;
  const fresh = rings.find((tab) => !known.has(mark(tab)));
  if (fresh) root.querySelector("[data-desk-said]").textContent = fresh.textContent.replace(/\s+/g, " ").trim();
}

// The parts of the chosen call: of another call they come anew, of the same one in place and only where something changed.
function show(tab) {
  for (const one of tabs()) one.removeAttribute("aria-current");
  tab?.setAttribute("aria-current", "true");
  const call = tab?.dataset.openCall ?? "";
  remember(call);
  if (!call) return clear();
  const isSame = call === current && !isLost;
  current = call;
  if (!isSame) askAnew(card, "card");
  else if (seenVersion() !== tab.dataset.version) askCard();
  if (!isSame && written() !== call) askTalk();
  else if (!isSame || part !== tab.dataset.part) askConclusion();
  if (written() === call) openNote();
  part = tab.dataset.part;
  isLost = false;
}

const seenVersion = () => card.querySelector("[data-call]")?.dataset.version;
const askCard = () => ask(address(current, "card"), "#desk-card", IN_PLACE);
const askConclusion = () => ask(address(current, "conclusion"), "#desk-conclusion", IN_PLACE);

// until it has come, no key and no click reaches what still stands there of another call
function askAnew(section, of) {
  const shown = section.querySelector("[data-call], [data-talk]")?.dataset;
  section.inert = shown !== undefined && (shown.call ?? shown.talk) !== current;
  ask(address(current, of), `#${section.id}`, ANEW);
}

function askTalk() {
  leaveNote();
  askAnew(talk, "talk");
}

function clear() {
  if (!current && !written()) return;
  current = "";
  leaveNote();
  card.inert = talk.inert = false;
  card.replaceChildren(root.querySelector("[data-desk-waiting]").content.cloneNode(true));
  talk.replaceChildren(root.querySelector("[data-desk-no-talk]").content.cloneNode(true));
}

function remember(call) {
  const url = new URL(location.href);
  if (call) url.searchParams.set("open", call);
  else url.searchParams.delete("open");
  history.replaceState(null, "", url);
}

// One question about the calls at a time; what is wanted meanwhile is asked right after it.
let wanted = null;
let asking = null;
function askCalls(wish = {}) {
  wanted = { ...wanted, ...wish };
  asking ??= askWanted();
  return asking;
}

async function askWanted() {
  while (wanted) {
    const { open = current, whole = isLost } = wanted;
    wanted = null;
    const url = new URL(root.dataset.calls, location.href);
    if (open) url.searchParams.set("open", open);
    url.searchParams.set("seen", whole ? "" : (document.getElementById("desk-calls").dataset.version ?? ""));
    await ask(url.pathname + url.search, "#desk-calls", "morph:outerHTML settle:0ms");
  }
  asking = null;
}

let sideAt = 0;
let sideLater = 0;
function askSide() {
  clearTimeout(sideLater);
  sideAt = Date.now();
  return ask(root.dataset.side, "#desk-side", "morph:outerHTML");
}

function askSideSoon() {
  clearTimeout(sideLater);
  sideLater = setTimeout(askSide, Math.max(0, sideAt + SIDE_REST_MS - Date.now()));
}

async function open(call) {
  const tab = tabs().find((one) => one.dataset.openCall === call);
  if (tab) return show(tab);
  await askCalls({ open: call, whole: true });
  show(tabs().find((one) => one.dataset.openCall === call));
}

function openNext() {
  const list = tabs();
  show(list[(list.findIndex((tab) => tab.dataset.openCall === current) + 1) % list.length]);
}

if (root?.dataset.calls) {
  part = tabs().find((tab) => tab.dataset.openCall === current)?.dataset.part ?? "";
  known = new Set(tabs().map(mark));
  const callsChanged = () => askCalls();
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt?.id === "desk-calls") settle();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open-call]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open(link.dataset.openCall);
    }
    if (event.target.closest("[data-next-call]")) openNext();
  });
  document.addEventListener("desk-changed", callsChanged);
  document.addEventListener("desk-finished", () => {
    leaveNote();
    askCalls({ open: "", whole: true }).then(askSide);
  });
  document.addEventListener("live:call", callsChanged);
  document.addEventListener("live:team", askSideSoon);
  document.addEventListener("live:obligation", askSideSoon);
  document.addEventListener("live:reset", () => askCalls().then(askSide));
  setInterval(callsChanged, CALLS_EVERY_MS);
  setInterval(askSideSoon, SIDE_EVERY_MS);
  document.addEventListener("visibilitychange", () => document.hidden || callsChanged());
}

// an action of the card is done: what it has changed is asked for
document.addEventListener("desk-acted", () => {
  document.getElementById("desk-action").close();
  if (current) askCard();
  if (written()) askConclusion();
  if (root.dataset.side) askSide();
});

// an answer that comes when another call is shown already belongs nowhere, and a card that was asked for before somebody
// chose who speaks and came after it is old
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, pathInfo, serverResponse } = event.detail;
  const isOfCall = PARTS.some((one) => target.id === `desk-${one}`) || target.id === "desk-action-body";
  const isOthers = isOfCall && current && !pathInfo.requestPath.includes(current);
  if (isOthers || (target === card && isOlder(serverResponse))) event.detail.shouldSwap = false;
});

function isOlder(text) {
  const shown = card.querySelector("[data-call]")?.dataset;
  const [, call, version] = /data-call="([^"]+)" data-version="([^"]+)"/.exec(text) ?? [];
  return call !== undefined && call === shown?.call && Number(version) < Number(shown.version);
}

for (const lost of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(lost, (event) => {
    if (PARTS.some((one) => event.detail.elt?.id === `desk-${one}`)) isLost = true;
  });
}

document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target === card || target === talk) target.inert = false;
  if (target === talk) openNote();
});
talk?.addEventListener("keydown", () => (typedAt = Date.now()), true);
if (root) openNote();
