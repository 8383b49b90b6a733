// The live stream as the page sees it: each event becomes the event `live:KIND` of the document, with its data as detail.
// Handlers must be idempotent: a page that has just been opened may be told something that it already shows.
import { LiveStream } from "./live_stream.js";
import { showState } from "./live_state.js";

const REFRESH_MS = [500, 2500]; // browsers that were told together do not ask together
const COUNTED = new Set(["obligation", "reset"]); // and a call that has ended: it may be missed
const { liveLast: last, liveKinds, liveLogin, liveWorker } = document.body.dataset;
let refreshing = null;

function receive({ event, state, aliveAt }) {
  if (state) showState(state, aliveAt);
  if (!event) return;
  document.dispatchEvent(new CustomEvent(`live:${event.kind}`, { detail: event.data }));
  if (COUNTED.has(event.kind) || event.data.state === "ended") refreshCounts();
}

function refreshCounts() {
  const [least, most] = REFRESH_MS;
  refreshing ??= setTimeout(() => {
    refreshing = null;
    htmx.trigger(document.body, "work-changed");
  }, least + Math.random() * (most - least));
}

function shareByWorker(hello) {
  const worker = new SharedWorker(liveWorker, { type: "module", name: `live ${liveLogin}` });
  worker.port.onmessage = ({ data }) => receive(data);
  const greet = () => worker.port.postMessage({ hello });
  window.addEventListener("pagehide", () => worker.port.postMessage({ bye: true }));
  window.addEventListener("pageshow", (event) => event.persisted && greet());
  greet();
}

// Without shared workers one page holds the stream and tells the others; when it goes, another takes its place where
// it stood itself, and some of it comes twice.
function shareByLock(hello) {
  const channel = new BroadcastChannel(`live ${liveLogin}`);
  let told = hello.last;
  const hear = (message) => {
    told = message.event?.cursor ?? told;
    receive(message);
  };
  const lead = () => {
    const tell = (message) => {
      channel.postMessage(message);
      hear(message);
    };
    new LiveStream({ ...hello, last: told, tell });
    return new Promise(() => {});
  };
  channel.onmessage = ({ data }) => hear(data);
  if (navigator.locks) navigator.locks.request(`live ${liveLogin}`, lead);
  else lead();
}

if (last) {
  const hello = { last, kinds: liveKinds.split(" ") };
  if ("SharedWorker" in window) shareByWorker(hello);
  else shareByLock(hello);
}
