// How long something has lasted: <time datetime="…" data-lasting> counts minutes and seconds by the application's clock.
const shift = () => Number(document.querySelector("[data-clock]")?.dataset.shift ?? 0) * 1000;

function words(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (figure) => String(figure).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function show() {
  const now = Date.now() + shift();
  for (const one of document.querySelectorAll("[data-lasting]")) {
    one.textContent = words(Math.max(0, Math.round((now - Date.parse(one.dateTime)) / 1000)));
  }
}

show();
setInterval(show, 1000);
document.addEventListener("htmx:afterSwap", show);
