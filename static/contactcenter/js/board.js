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
  const isNext = event.code === "Period";
  menu.addEventListener("htmx:afterSwap", () => pick(menu, isNext), { once: true });
  if (menu.querySelector(".menu-link")) pick(menu, isNext);
  menu.open = true;
});

function pick(menu, isNext) {
  const first = menu.querySelector(".menu-link");
  if (isNext) first?.click();
  else first?.focus();
}
