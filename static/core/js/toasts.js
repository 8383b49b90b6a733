// Lines in the corner: from the server (HX-Trigger: toast) and from other modules. Errors stay until they are closed.
const LIFE_MS = 6000;
const ICONS = { success: "circle-check", warning: "alert-triangle", error: "alert-circle", info: "info-circle" };
const region = () => document.getElementById("toasts");

function sprite() {
  return document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";
}

function picture(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite()}#${name}`);
  svg.append(use);
  return svg;
}

export function toast(text, kind = "info") {
  const line = document.createElement("div");
  line.className = `toast-line toast-${kind}`;
  const words = document.createElement("span");
  words.className = "toast-words";
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast-close";
  close.setAttribute("data-toast-close", "");
  close.setAttribute("aria-label", region().dataset.close);
  close.append(picture("x"));
  line.append(picture(ICONS[kind] ?? ICONS.info), words, close);
  region().append(line);
  fade(line);
}

function fade(line) {
  if (!line.classList.contains("toast-error")) setTimeout(() => line.remove(), LIFE_MS);
}

document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.kind));
document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest(".toast-line").remove());
document.querySelectorAll(".toast-line").forEach(fade);
