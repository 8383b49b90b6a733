// The board of tickets: a card is moved by dragging it, by its menu (M), or by one key to the next stage (full stop).
const board = document.querySelector("[data-board]");
let dragged = null;

function move(card, stage) {
  const values = { stage, revision: card.dataset.revision };
  window.htmx.ajax("POST", card.dataset.move, { source: card, values, swap: "none" });
}

const columnOf = (event) => event.target.closest?.("[data-stage]");

board?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-ticket]");
  if (!dragged) return;
  dragged.classList.add("ticket-card-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.ticket);
});

board?.addEventListener("dragover", (event) => {
  const column = columnOf(event);
  if (!dragged || !column) return;
  event.preventDefault();
  for (const other of board.querySelectorAll(".board-over")) if (other !== column) other.classList.remove("board-over");
  column.classList.add("board-over");
});

board?.addEventListener("drop", (event) => {
  const column = columnOf(event);
  if (!dragged || !column) return;
  event.preventDefault();
  if (column !== dragged.closest("[data-stage]")) move(dragged, column.dataset.stage);
});

board?.addEventListener("dragend", () => {
  dragged?.classList.remove("ticket-card-dragged");
  for (const column of board.querySelectorAll(".board-over")) column.classList.remove("board-over");
  dragged = null;
});

// M opens the menu of the card whose number has the focus; its first entry is the next stage.
document.addEventListener("keydown", (event) => {
  const card = document.activeElement?.closest?.("[data-ticket]");
  if (!card || event.ctrlKey || event.metaKey || event.altKey || !["KeyM", "Period"].includes(event.code)) return;
  const menu = card.querySelector("details[data-menu]");
  if (!menu) return;
  event.preventDefault();
  const act = () => (event.code === "Period" ? moveOn(card, menu) : menu.querySelector(".menu-link")?.focus());
  if (menu.querySelector(".menu-link")) act();
  else menu.addEventListener("htmx:afterSwap", act, { once: true });
  menu.open = true;
});

// The first entry of the menu is the next stage.
function moveOn(card, menu) {
  const next = menu.querySelector("button[name=stage]");
  if (next) move(card, next.value);
}
