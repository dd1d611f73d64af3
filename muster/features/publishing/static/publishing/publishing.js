// The editor: Ctrl+Enter keeps the paragraph one is in; what is not kept yet is not lost by leaving the page.
"use strict";

const unsaved = () => document.querySelectorAll(".paragraph.dirty").length > 0;
const paragraphOf = (element) => element.closest(".paragraph");

function mark(paragraph, changed) {
  if (paragraph) paragraph.classList.toggle("dirty", changed);
}

document.addEventListener("input", (event) => {
  if (event.target.matches(".paragraph-text textarea, .paragraph-text input")) mark(paragraphOf(event.target), true);
});

// Only keeping the text makes it safe to leave; moving or joining does not keep it.
document.addEventListener("submit", (event) => {
  if (!event.submitter || !event.submitter.hasAttribute("formaction")) mark(paragraphOf(event.target), false);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches(".keep")) mark(paragraphOf(event.target), false);
});

for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, (event) => {
    if (event.target.matches(".keep")) mark(paragraphOf(event.target), true);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("textarea, input")) return;
  const nearest = event.target.closest("details")?.querySelector("button") ?? event.target.form?.querySelector("button");
  if (nearest) { event.preventDefault(); nearest.click(); }
});

window.addEventListener("beforeunload", (event) => {
  if (unsaved()) event.preventDefault();
});
