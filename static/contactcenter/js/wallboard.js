// The board runs for days with nobody near: it says when it hears nothing, and starts anew when it was logged out or is old.
const STALE_MS = 20_000;
const FRESH_START_MS = 6 * 3600_000; // a new version of the page comes by itself
const board = document.getElementById("board");
const stale = document.querySelector("[data-stale]");
const since = document.querySelector("[data-stale-since]");
const began = Date.now();
let heard = Date.now();

const hours = (moment) => new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== board) return;
  // a login page instead of the board: the session is over
  if (event.detail.xhr.responseURL.includes("/login/")) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== board) return;
  heard = Date.now();
  stale.hidden = true;
  if (heard - began > FRESH_START_MS) window.location.reload();
});

setInterval(() => {
  if (Date.now() - heard < STALE_MS) return;
  since.textContent = hours(heard);
  stale.hidden = false;
}, 1000);
