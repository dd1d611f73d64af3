// The editor: Ctrl+Enter keeps the paragraph one is in; what is not kept yet is not lost by leaving the page.
"use strict";

const dirty = new Set();

function mark(form, changed) {
  form.classList.toggle("dirty", changed);
  if (changed) dirty.add(form); else dirty.delete(form);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form.saving");
  if (form) mark(form, true);
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("form.saving")) mark(event.target, false);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("form.saving")) mark(event.target, false);
});

document.addEventListener("htmx:sendError", (event) => {
  if (event.target.matches("form.saving")) mark(event.target, true);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form");
    if (form && event.target.matches("textarea, input")) { event.preventDefault(); form.requestSubmit(); }
  }
});

window.addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});
