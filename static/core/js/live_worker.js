// The shared worker: one stream for all pages of a browser. A page that comes gets what was told since it was rendered.
import { LiveStream } from "./live_stream.js";

const KEPT_MS = 60000;
const CLOCKS_MS = 3000; // cursors of several web hosts may differ by so much: twice is better than not at all
const ports = new Set();
let recent = [];
let stream = null;

const momentOf = (cursor) => Number(cursor.split("/")[0]);

function tell(message) {
  if (message.event) {
    const present = momentOf(message.event.cursor);
    recent = [...recent.filter((one) => momentOf(one.event.cursor) > present - KEPT_MS), message];
  }
  for (const port of ports) port.postMessage(message);
}

function greet(port, { last, kinds }) {
  ports.add(port);
  if (!stream) {
    stream = new LiveStream({ last, kinds, tell });
    return;
  }
  for (const message of recent) {
    if (momentOf(message.event.cursor) > momentOf(last) - CLOCKS_MS) port.postMessage(message);
  }
  if (stream.state === "out") stream.resume(last);
  port.postMessage({ state: stream.state, aliveAt: stream.aliveAt });
}

self.addEventListener("connect", (event) => {
  const port = event.ports[0];
  port.onmessage = ({ data }) => {
    if (data.hello) greet(port, data.hello);
    if (data.bye) ports.delete(port);
  };
});
