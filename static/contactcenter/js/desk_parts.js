// The parts of the operator's screen: asked for again where something has changed, and what of the answers is let in.
import "../../core/js/morph.js";
import { leaveNote, openNote } from "./desk_notes.js";

const IN_PLACE = "morph:innerHTML settle:0ms";
const ANEW = "innerHTML";
const PARTS = ["desk-card", "desk-talk", "desk-conclusion"];
export const root = document.querySelector("[data-desk]");
export const card = document.getElementById("desk-card");
export const talk = document.getElementById("desk-talk");

// `current` is the call that is shown; `isLost`: an answer did not arrive, the next one has to be whole
export const desk = { current: card?.querySelector("[data-call]")?.dataset.call ?? "", isLost: false };

const address = (of) => `${root.dataset.callsOf}${desk.current}/${of}/`;
const cardShown = () => card.querySelector("[data-call]")?.dataset;
export const written = () => talk.querySelector("[data-talk]")?.dataset.talk ?? "";
export const version = () => cardShown()?.version;

// each part asks for itself: of several requests of one part the last counts, parts do not wait for each other
export const ask = (url, target, swap) => htmx.ajax("GET", url, { target, swap, source: target }).catch(() => {});
export const askCard = () => ask(address("card"), "#desk-card", IN_PLACE);
export const askConclusion = () => ask(address("conclusion"), "#desk-conclusion", IN_PLACE);
export const askCardAnew = () => askAnew(card, "card");

export function askTalkAnew() {
  leaveNote();
  askAnew(talk, "talk");
}

// until it has come, no key and no click reaches what still stands there of another call
function askAnew(section, of) {
  const shown = section.querySelector("[data-call], [data-talk]")?.dataset;
  section.inert = shown !== undefined && (shown.call ?? shown.talk) !== desk.current;
  ask(address(of), `#${section.id}`, ANEW);
}

export function clear() {
  if (!desk.current && !written()) return;
  desk.current = "";
  leaveNote();
  card.inert = talk.inert = false;
  card.replaceChildren(root.querySelector("[data-desk-waiting]").content.cloneNode(true));
  talk.replaceChildren(root.querySelector("[data-desk-no-talk]").content.cloneNode(true));
}

// an answer that comes when another call is shown already belongs nowhere, and a card that was asked for before somebody
// chose who speaks and came after it is old
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, pathInfo, serverResponse } = event.detail;
  const isOfCall = PARTS.includes(target.id) || target.id === "desk-action-body";
  const isOthers = isOfCall && desk.current && !pathInfo.requestPath.includes(desk.current);
  if (isOthers || (target === card && isOlder(serverResponse))) event.detail.shouldSwap = false;
});

function isOlder(text) {
  const [, call, its] = /data-call="([^"]+)" data-version="([^"]+)"/.exec(text) ?? [];
  return call !== undefined && call === cardShown()?.call && Number(its) < Number(version());
}

for (const lost of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(lost, (event) => {
    if (PARTS.includes(event.detail.elt?.id)) desk.isLost = true;
  });
}

document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target === card || target === talk) target.inert = false;
  if (target === talk) openNote();
});
if (root) openNote();
