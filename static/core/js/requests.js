// htmx requests: the CSRF token, and error answers shown instead of swallowed.
import { toast } from "./toasts.js";

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") {
    event.detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  }
});

// 422 carries the form with its errors (swap it); other failures are a sentence for people, or none at all.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422 && !event.detail.xhr.getResponseHeader("HX-Reswap")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

const words = document.getElementById("toasts").dataset;

document.addEventListener("htmx:sendError", (event) => {
  if (!event.detail.elt.closest("[data-quiet]")) toast(words.offline, "error");
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt } = event.detail;
  if (xhr.status === 401 || xhr.status === 403) {
    if (elt.id === "rail-entries") window.location.reload();
  }
  if (!xhr.getResponseHeader("HX-Trigger") && !elt.closest("[data-quiet]")) toast(words.failed, "error");
});
