// How long something lasts, second by second, by the application's clock: <time data-since="moment">.
const clock = document.querySelector("[data-clock]");
const shift = Number(clock?.dataset.shift ?? 0) * 1000;
const two = (figure) => String(figure).padStart(2, "0");

function words(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function tick() {
  const now = Date.now() + shift;
  for (const one of document.querySelectorAll("[data-since]")) {
    const text = words(Math.max(0, Math.floor((now - Date.parse(one.dataset.since)) / 1000)));
    if (one.textContent !== text) one.textContent = text;
  }
}

setInterval(tick, 1000);
document.addEventListener("htmx:afterSettle", tick);
tick();
