// One line to the server: the stream while it can be had, else questions every two seconds. Runs in the shared worker,
// or in a page where there is none. `tell` gets {event} for each event once, {state} whenever it changes or is alive.
const BEAT_LATE_MS = 25000; // the server beats every ten seconds
const FIRST_BEAT_MS = 5000; // a line that opens and says nothing is held up by something on the way
const ASK_MS = 2000;
const TRY_STREAM_MS = 10000; // while asking, the stream is tried again so often

export class LiveStream {
  constructor({ last, kinds, tell }) {
    this.last = last;
    this.kinds = kinds;
    this.tell = tell;
    this.state = "opening";
    this.aliveAt = Date.now();
    this.fails = 0;
    this.triedAt = 0;
    setInterval(() => this.watch(), 1000);
    this.open();
  }

  open() {
    this.close();
    this.triedAt = Date.now();
    this.source = new EventSource(`/live/?last=${encodeURIComponent(this.last)}`);
    for (const kind of ["beat", "reset", ...this.kinds]) this.source.addEventListener(kind, (event) => this.hear(kind, event));
    this.source.addEventListener("error", () => this.fail());
  }

  close() {
    this.source?.close();
    this.source = null;
  }

  hear(kind, event) {
    this.last = event.lastEventId;
    this.fails = 0;
    clearTimeout(this.asking);
    this.asking = null;
    if (kind !== "beat") this.tell({ event: { kind, data: JSON.parse(event.data), cursor: this.last } });
    this.be("live");
  }

  // The browser comes back by itself once; after a second failure, or a refusal, the server is asked instead.
  fail() {
    this.fails += 1;
    if (this.source?.readyState === EventSource.CLOSED || this.fails > 1) this.ask();
  }

  watch() {
    const silent = Date.now() - this.aliveAt;
    if (this.state === "live" && silent > BEAT_LATE_MS) this.ask();
    else if (this.source && this.state !== "live" && Date.now() - this.triedAt > FIRST_BEAT_MS && !this.asking) this.ask();
    this.tell({ state: this.state, aliveAt: this.aliveAt });
  }

  // One question, then the stream again or the next question: never both at once, so that nothing comes twice.
  async ask() {
    this.close();
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.ask(), ASK_MS * 3); // should the question never be answered
    const answer = await this.question();
    clearTimeout(this.asking);
    this.asking = null;
    if (this.state === "out") return;
    if (answer && Date.now() - this.triedAt > TRY_STREAM_MS) this.open();
    else this.asking = setTimeout(() => this.ask(), ASK_MS);
  }

  async question() {
    try {
      const wanted = { credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(ASK_MS * 2) };
      const response = await fetch(`/live/since/?last=${encodeURIComponent(this.last)}`, wanted);
      if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return this.be("out");
      if (!response.ok) return this.be("offline", false);
      const told = await response.json();
      this.last = told.last;
      if (told.reset) this.tell({ event: { kind: "reset", data: {}, cursor: told.last } });
      for (const { kind, data, id } of told.events) this.tell({ event: { kind, data, cursor: id } });
      this.be("delayed");
      return true;
    } catch {
      return this.be("offline", false);
    }
  }

  // Somebody has logged in again.
  resume(last) {
    this.last = last;
    this.state = "opening";
    this.fails = 0;
    this.open();
  }

  be(state, alive = true) {
    if (alive) this.aliveAt = Date.now();
    this.state = state;
    this.tell({ state, aliveAt: this.aliveAt });
    return false;
  }
}
