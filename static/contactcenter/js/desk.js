// The operator's screen: which call is shown, when its parts are asked for again. The server decides what is in them.
import "./desk_keys.js";
import "./desk_timers.js";
import { leaveNote, openNote } from "./desk_notes.js";
import { ask, askCard, askCardAnew, askConclusion, askTalkAnew, clear, desk, root, talk, version, written } from "./desk_parts.js";

// the live stream says what has changed, or asks for it; these are for what nobody pushes, and for a lost word
const CALLS_EVERY_MS = 20000;
const SIDE_EVERY_MS = 20000;
const SIDE_REST_MS = 4000; // many colleagues change their state at once
const WORD_MS = 1500; // whoever types on has not looked up yet
const title = document.title;
const COMES = ["ringing", "transfer"];
let known = new Set();
let part = ""; // what the call that is shown is to this operator

const tabs = () => [...document.querySelectorAll("#desk-calls [data-open-call]")];
const sheetIsOpen = () => document.querySelector("dialog[open]") !== null;
const busy = () => talk.contains(document.activeElement) || sheetIsOpen();
const mark = (tab) => `${tab.dataset.openCall} ${tab.dataset.part}`;

// Another call is shown by itself only when it disturbs nobody: never out of a talk, never while something is written.
// A call that was taken waits for the end of the word only.
function choose(list) {
  const now = list.find((tab) => tab.dataset.openCall === desk.current);
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
const inTheMiddle = () => desk.current !== "" && (sheetIsOpen() || (busy() && Date.now() - typedAt < WORD_MS));

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
  const isSame = call === desk.current && !desk.isLost;
  desk.current = call;
  if (!isSame) askCardAnew();
  else if (version() !== tab.dataset.version) askCard();
  if (!isSame && written() !== call) askTalkAnew();
  else if (!isSame || part !== tab.dataset.part) askConclusion();
  if (written() === call) openNote();
  part = tab.dataset.part;
  desk.isLost = false;
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
    const { open = desk.current, whole = desk.isLost } = wanted;
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
  show(list[(list.findIndex((tab) => tab.dataset.openCall === desk.current) + 1) % list.length]);
}

if (root?.dataset.calls) {
  part = tabs().find((tab) => tab.dataset.openCall === desk.current)?.dataset.part ?? "";
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
  if (desk.current) askCard();
  if (written()) askConclusion();
  if (root.dataset.side) askSide();
});

talk?.addEventListener("keydown", () => (typedAt = Date.now()), true);
