// Search and commands (Ctrl+K): arrows move, Enter opens, the server decides what there is to see.
const palette = document.getElementById("palette");
const input = document.getElementById("palette-input");
const results = document.getElementById("palette-results");
let chosen = -1;

const hits = () => [...results.querySelectorAll(".hit")];

export function openPalette(text = "") {
  if (!palette || palette.open) return;
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  palette.showModal();
  input.value = text;
  input.focus();
  htmx.trigger(input, "palette-opened");
}

function choose(index) {
  const list = hits();
  if (!list.length) return;
  chosen = (index + list.length) % list.length;
  list.forEach((hit, at) => {
    hit.id = `hit-${at}`;
    hit.setAttribute("aria-selected", String(at === chosen));
  });
  list[chosen].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", `hit-${chosen}`);
}

if (palette) {
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) hits()[chosen].click();
    else return;
    event.preventDefault();
  });
  results.addEventListener("htmx:afterSwap", () => choose(0));
  palette.addEventListener("close", () => {
    chosen = -1;
    results.replaceChildren();
    input.removeAttribute("aria-activedescendant");
  });
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
