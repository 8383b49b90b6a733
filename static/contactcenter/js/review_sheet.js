// The sheet of a review by keyboard: a figure judges the criterion in focus and goes on to the next; Ctrl+Enter keeps.
const VALUES = { Digit2: "2", Numpad2: "2", Digit1: "1", Numpad1: "1", Digit0: "0", Numpad0: "0", KeyX: "x" };
const sheet = document.querySelector("[data-review-sheet]");

function choose(criterion, value) {
  const radio = [...criterion.querySelectorAll("input[type=radio]")].find((one) => one.value === value);
  if (radio) radio.checked = true;
}

function next(criterion) {
  const all = [...sheet.querySelectorAll("[data-criterion]")];
  const following = all[all.indexOf(criterion) + 1];
  const radio = following?.querySelector("input[type=radio]:checked") ?? following?.querySelector("input[type=radio]");
  (radio ?? sheet.querySelector("textarea")).focus();
}

sheet?.addEventListener("keydown", (event) => {
  if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    sheet.requestSubmit();
    return;
  }
  const criterion = event.target.closest("[data-criterion]");
  if (!criterion || event.ctrlKey || event.metaKey || event.altKey || !(event.code in VALUES)) return;
  event.preventDefault();
  choose(criterion, VALUES[event.code]);
  next(criterion);
});

sheet?.querySelector("input[type=radio]:checked, input[type=radio]")?.focus();
