// Search and commands (Ctrl+K): arrows walk through the answers, Enter opens, the server decides what there is to see.
const palette = document.getElementById("palette");
const input = document.getElementById("palette-input");
const results = document.getElementById("palette-results");

const hits = () => [...results.querySelectorAll(".hit")];

export function openPalette(text = "") {
  if (!palette || palette.open) return;
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  palette.showModal();
  input.value = text;
  input.focus();
  htmx.trigger(input, "palette-opened");
}

function walk(event) {
  const stops = [input, ...hits()];
  const at = stops.indexOf(document.activeElement);
  const by = event.key === "ArrowDown" ? 1 : -1;
  stops[(at + by + stops.length) % stops.length].focus();
  event.preventDefault();
}

if (palette) {
  palette.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event);
    else if (event.key.length === 1 && event.target !== input && !event.ctrlKey && !event.metaKey) input.focus();
  });
  input.addEventListener("keydown", (event) => {
    const first = hits()[0];
    if (event.key !== "Enter" || !first) return;
    event.preventDefault();
    first.click();
  });
  palette.addEventListener("close", () => results.replaceChildren());
  document.querySelectorAll("[data-palette-open] input").forEach((box) => {
    box.addEventListener("mousedown", (event) => {
      event.preventDefault();
      openPalette(box.value);
    });
    box.addEventListener("input", () => {
      openPalette(box.value);
      box.value = "";
    });
  });
}
