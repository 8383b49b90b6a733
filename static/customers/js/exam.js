// The sheet of an exam: figures as doctors type them, a step by arrow, the next cell by Enter, remarks at their cells.
const form = document.querySelector("[data-exam-sheet]");
const MINUS = "\u2212";

const cells = () => [...form.querySelectorAll(".cell, .sheet-pd")].filter((cell) => cell.offsetParent);

// "-1.25", "+ 0,75", "−2" to a number, NaN for what is none; pl and plano are zero.
function read(text) {
  const plain = text.trim().toLowerCase().replaceAll(MINUS, "-").replace(",", ".").replace(/\s+/g, "");
  if (["pl", "plano", "пл", "плано"].includes(plain)) return 0;
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

function write(cell, value, sign) {
  const places = Number(cell.dataset.step) === 100 ? 0 : Number(cell.dataset.step) === 25 ? 2 : 1;
  const digits = Math.abs(value).toFixed(places).replace(".", ",");
  cell.value = !cell.hasAttribute("data-signed") || !value ? digits : (sign ?? (value < 0 ? MINUS : "+")) + digits;
}

// A figure that somebody left is written in one way; a sphere without a sign stays as typed, for the rule to ask.
function tidy(cell) {
  const typed = cell.value.trim();
  const value = read(typed);
  if (Number.isNaN(value) || !cell.dataset.step) return;
  const hundredths = Math.round(value * 100);
  const exact = Math.abs(value * 100 - hundredths) < 1e-6;
  const coarse = Number(cell.dataset.step) === 25 ? 1 : Number(cell.dataset.step) === 100 ? 100 : 10;
  if (!exact || hundredths % coarse) return;
  const signed = /^[+\u2212-]/.test(typed);
  write(cell, value, cell.hasAttribute("data-signed") && !signed ? "" : undefined);
}

function step(cell, by) {
  const size = Number(cell.dataset.step) / 100;
  const from = read(cell.value);
  const value = Math.round(((Number.isNaN(from) ? 0 : from) + by * size) * 100) / 100;
  write(cell, cell.hasAttribute("data-signed") ? value : Math.max(value, 0));
}

function next(cell, back) {
  const all = cells();
  const target = all[all.indexOf(cell) + (back ? -1 : 1)];
  if (!target) return false;
  target.focus();
  target.select?.();
  return true;
}

function mark() {
  const remarks = [...form.querySelectorAll("#exam-checks [data-cell]")];
  for (const cell of form.querySelectorAll(".cell-wrong, .cell-doubtful")) {
    cell.classList.remove("cell-wrong", "cell-doubtful");
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
  }
  for (const remark of remarks.reverse()) {
    const cell = form.elements[remark.dataset.cell];
    if (!cell?.classList) continue;
    cell.classList.remove("cell-wrong", "cell-doubtful");
    cell.classList.add(`cell-${remark.dataset.state}`);
    cell.setAttribute("aria-describedby", remark.id);
    if (remark.dataset.state === "wrong") cell.setAttribute("aria-invalid", "true");
  }
  const doubtful = form.querySelector("#exam-checks .remark-doubtful");
  form.querySelector(".sheet-reason").classList.toggle("sheet-reason-idle", !doubtful);
}

if (form) {
  form.addEventListener("focusout", (event) => {
    if (event.target.matches("[data-step]")) tidy(event.target);
  });
  form.addEventListener("keydown", (event) => {
    const cell = event.target.closest(".cell, .sheet-pd");
    if (!cell) return;
    if (event.key === "Enter" && next(cell, event.shiftKey)) event.preventDefault();
    if (!cell.dataset.step || event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(cell, (event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 4 : 1));
    cell.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "exam-checks" || event.detail.target?.id === "exam-checks") mark();
  });
}
