// The note of a call keeps itself: sent a moment after the last key, kept here until the server has it. Two windows never
// overwrite each other unseen: the server refuses an older one, and both texts are shown.
const REST_MS = 600;
const AGAIN_MS = 4000;
let box = null;
let timer = 0;
let sending = null;

const part = (name) => box.querySelector(`[data-note-${name}]`);
const key = () => `note ${box.dataset.note}`;
const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

function say(words, lost = false) {
  const state = part("state");
  state.textContent = words;
  state.toggleAttribute("data-lost", lost);
}

export function openNote() {
  const found = document.querySelector("[data-note]");
  if (!found || found === box) return;
  box = found;
  sending = null;
  part("text").addEventListener("input", typed);
  box.addEventListener("click", decide);
  const draft = read();
  if (draft && draft.text !== part("text").value) restore(draft);
}

// what was typed before a reload and had not arrived
function restore(draft) {
  if (draft.revision === Number(box.dataset.revision)) {
    part("text").value = draft.text;
    later(0);
  } else conflict(part("text").value, Number(box.dataset.revision), draft.text);
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(key()));
  } catch {
    return null;
  }
}

function typed() {
  localStorage.setItem(key(), JSON.stringify({ text: part("text").value, revision: Number(box.dataset.revision) }));
  say(box.dataset.saving);
  later(REST_MS);
}

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(save, ms);
}

// one request at a time: the next one knows the revision of the last
async function save() {
  const own = box;
  if (sending) {
    await sending;
    if (own !== box) return;
  }
  const text = part("text").value;
  sending = send(own, text);
  const answer = await sending;
  if (answer?.status === 200) own.dataset.revision = answer.revision; // whoever sends the last words of it knows that, too
  if (own !== box) return;
  sending = null;
  if (!answer) {
    say(box.dataset.lost, true);
    later(AGAIN_MS);
  } else if (answer.status === 409) conflict(answer.note, answer.revision, text);
  else if (answer.status !== 200) say(answer.message ?? box.dataset.lost, true);
  else kept(answer, text);
}

function kept(answer, text) {
  box.dataset.revision = answer.revision;
  if (part("text").value !== text) return typed();
  localStorage.removeItem(key());
  const now = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit" }).format(new Date());
  say(`${box.dataset.saved} ${now}`);
}

async function send(own, text) {
  const body = new URLSearchParams({ note: text, revision: own.dataset.revision });
  const headers = { "X-CSRFToken": token(), "HX-Request": "true" };
  try {
    const answer = await fetch(own.dataset.note, { method: "POST", body, headers, keepalive: true });
    return { status: answer.status, ...(await answer.json()) };
  } catch {
    return null;
  }
}

function conflict(other, revision, mine) {
  const place = part("conflict");
  box.dataset.other = other;
  box.dataset.otherRevision = revision;
  part("text").value = mine;
  part("other").textContent = other || "—";
  place.hidden = false;
  say("");
  clearTimeout(timer);
}

function decide(event) {
  const choice = event.target.closest("[data-note-keep]")?.dataset.noteKeep;
  if (!choice) return;
  const text = part("text");
  if (choice === "other") text.value = box.dataset.other;
  if (choice === "both") text.value = [box.dataset.other, text.value].filter(Boolean).join("\n");
  box.dataset.revision = box.dataset.otherRevision;
  part("conflict").hidden = true;
  text.focus();
  typed();
}

// Another call takes the place: what was typed last goes on its way now.
export function leaveNote() {
  if (!box) return;
  clearTimeout(timer);
  const text = part("text").value;
  const draft = read();
  if (draft && draft.text === text && part("conflict").hidden) finish(box, key(), text);
  box = null;
}

async function finish(own, name, text) {
  if (sending) await sending;
  const answer = await send(own, text);
  if (answer?.status === 200) localStorage.removeItem(name);
}

window.addEventListener("pagehide", () => box && read() && part("conflict").hidden && send(box, part("text").value));
