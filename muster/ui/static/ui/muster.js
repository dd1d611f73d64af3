// Small conveniences of every page; without it everything still works by forms and links.
"use strict";

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

// a double click sends once; what only brings a file leaves the page as it is, and can be asked for again
const ONCE = 5000; // ms
const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  const before = sent.get(event.target) ?? -ONCE;
  if (performance.now() - before < ONCE) event.preventDefault();
  else sent.set(event.target, performance.now());
});

const toggle = document.querySelector(".rail-toggle");
const rail = document.getElementById("rail");
const showRail = (open) => { rail.classList.toggle("open", open); toggle.setAttribute("aria-expanded", String(open)); };
if (toggle && rail) toggle.addEventListener("click", () => showRail(!rail.classList.contains("open")));

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.person[open], details.menu-button[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const open of document.querySelectorAll("details.person[open], details.menu-button[open]")) {
      if (open.contains(document.activeElement)) open.querySelector("summary").focus(); // not lost with what closes
      open.open = false;
    }
    if (rail?.classList.contains("open")) { showRail(false); toggle.focus(); }
  }
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const search = document.getElementById("search");
    if (search) { event.preventDefault(); search.focus(); }
  }
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});

// a table that is wider than its box is scrolled by keyboard too
function reachTables() {
  for (const box of document.querySelectorAll(".table-box:not([tabindex])")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}
reachTables();
window.addEventListener("resize", reachTables);
document.addEventListener("htmx:afterSettle", reachTables);

const errors = document.getElementById("errors");
if (errors) errors.focus();
