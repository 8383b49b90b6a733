// How the line stands, said honestly: a dot while all is well, else a strip with the age of the last sign of life.
const strip = document.getElementById("live-state");
const words = strip?.querySelector("[role=status]");
const age = strip?.querySelector(".live-age");
const login = strip?.querySelector("a");
const dot = document.querySelector("[data-live-dot]");

export function showState(state, aliveAt) {
  if (!strip || state === "opening") return;
  const isWell = state === "live";
  const seconds = Math.max(0, Math.round((Date.now() - aliveAt) / 1000));
  const sign = strip.dataset.age.replace("{seconds}", seconds);
  if (strip.dataset.state !== state) {
    strip.dataset.state = state;
    words.textContent = strip.dataset[`words${state[0].toUpperCase()}${state.slice(1)}`]; // said once, not every second
    strip.hidden = isWell;
    login.hidden = state !== "out";
    age.hidden = state === "out";
  }
  age.textContent = sign;
  if (dot) {
    dot.hidden = false;
    dot.dataset.state = state;
    dot.title = `${words.textContent} ${state === "out" ? "" : sign}`;
  }
}
