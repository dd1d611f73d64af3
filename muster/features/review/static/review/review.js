// The review screen: keys, words that light, words chosen in the document. Forms and links work without it.
"use strict";

const sheet = document.getElementById("sheet");
const take = document.getElementById("take");
const form = document.getElementById("fields");
let chosen = null; // {from, to}: offsets into the document's text
let dirty = false;

/* places in the text: a block says at which character it begins; what is marked data-skip is not text of the document */
function texts(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("[data-skip]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

const characters = (text) => Array.from(text).length; // offsets count characters, not UTF-16 units

function offsetOf(node, place) {
  const holder = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const block = holder.closest("[data-at]");
  if (!block || !sheet.contains(block)) return null;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(node, place);
  let count = 0;
  for (const text of texts(block)) {
    if (!before.intersectsNode(text)) break;
    const whole = text !== node;
    count += characters(whole ? text.data : text.data.slice(0, place));
    if (!whole) break;
  }
  return Number(block.dataset.at) + count;
}

function rangeOf(from, to) {
  const range = document.createRange();
  let started = false;
  for (const block of sheet.querySelectorAll("[data-at]")) {
    let at = Number(block.dataset.at);
    for (const text of texts(block)) {
      const letters = Array.from(text.data);
      const end = at + letters.length;
      if (!started && from < end && to > at) {
        range.setStart(text, letters.slice(0, Math.max(0, from - at)).join("").length);
        started = true;
      }
      if (started && to <= end) {
        range.setEnd(text, letters.slice(0, Math.max(0, to - at)).join("").length);
        return range;
      }
      at = end;
    }
  }
  return null;
}

/* words light and come into view */
function light(spans) {
  if (!window.CSS?.highlights) return;
  const ranges = spans.map(([from, to]) => rangeOf(from, to)).filter(Boolean);
  CSS.highlights.set("chosen", new Highlight(...ranges));
}

function spansIn(row) {
  const held = row?.querySelector("[data-spans]")?.value || "";
  return held.split(",").filter(Boolean).map((span) => span.split("-").map(Number)).filter(([from, to]) => to > from);
}

function show(row) {
  const words = sheet.querySelector(`[data-fields~="${row.dataset.field}"]`);
  const range = words || rangeOf(...(spansIn(row)[0] || [0, 0]));
  if (range) bringIntoView(range);
}

function bringIntoView(target) {
  const box = target.getBoundingClientRect();
  const frame = sheet.getBoundingClientRect();
  if (box.top < frame.top + 24 || box.bottom > frame.bottom - 24) {
    sheet.scrollTop += box.top - frame.top - frame.height / 3;
  }
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest(".value");
  if (row && sheet) { light(row.classList.contains("filled") ? spansIn(row) : []); show(row); }
});

/* words chosen with the mouse or the keyboard */
function readSelection() {
  const selection = document.getSelection();
  if (!take || !selection.rangeCount || selection.isCollapsed || !sheet.contains(selection.anchorNode)) return hideTake();
  const range = selection.getRangeAt(0);
  const from = offsetOf(range.startContainer, range.startOffset);
  const to = offsetOf(range.endContainer, range.endOffset);
  if (from === null || to === null || to <= from) return hideTake();
  chosen = { from, to };
  const box = range.getBoundingClientRect();
  const frame = sheet.parentElement.getBoundingClientRect();
  take.hidden = false;
  const below = box.bottom - frame.top + 8;
  const fits = below + take.offsetHeight < frame.height;
  take.style.top = `${fits ? below : Math.max(48, box.top - frame.top - take.offsetHeight - 8)}px`;
  take.style.bottom = "auto";
  take.style.left = `${Math.max(8, Math.min(box.left - frame.left, frame.width - take.offsetWidth - 8))}px`;
}

function hideTake() {
  chosen = null;
  if (take) take.hidden = true;
}

function fill(name) {
  readSelection(); // what was chosen a moment ago, too
  if (!chosen || !form) return;
  const values = { ...Object.fromEntries(new FormData(form)), field: name, ...chosen };
  htmx.ajax("POST", form.dataset.words, { target: `#row-${name}`, swap: "outerHTML", values });
  document.getSelection().removeAllRanges();
  hideTake();
}

function markNew() {
  readSelection(); // what was chosen a moment ago, too
  if (!chosen) return;
  const marking = document.getElementById("new");
  marking.elements.from.value = chosen.from;
  marking.elements.to.value = chosen.to;
  marking.requestSubmit();
}

let pending = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(pending);
  pending = setTimeout(readSelection, 120);
});
if (take) {
  take.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  take.addEventListener("click", (event) => {
    if (event.target.closest("[data-new]")) return markNew();
    const name = event.target.closest("[data-take]")?.dataset.take;
    if (name) fill(name);
  });
}

document.addEventListener("htmx:afterSwap", (event) => {
  const row = event.detail.elt?.id?.startsWith("row-") ? document.getElementById(event.detail.elt.id) : null;
  if (!row) return;
  changed();
  row.querySelector("input:not([type=hidden]), select, textarea").focus();
});

/* the cursor of the keyboard in the document: w begins, arrows move, Shift extends, Enter goes to the fields */
function beginWords() {
  const start = sheet.querySelector(".badge.current + .m") || sheet.querySelector("[data-at]");
  const text = start && texts(start)[0];
  if (!text) return;
  sheet.focus();
  bringIntoView(start);
  const selection = document.getSelection();
  selection.collapse(text, text.data.length - text.data.trimStart().length);
  selection.modify("extend", "forward", "word");
}

function moveWords(event) {
  const selection = document.getSelection();
  if (!selection.rangeCount || !sheet.contains(selection.anchorNode)) return;
  if (event.key === "Enter" && chosen) {
    event.preventDefault();
    take.querySelector("button").focus();
    return;
  }
  const direction = { ArrowRight: "forward", ArrowLeft: "backward" }[event.key];
  if (!direction) return;
  event.preventDefault();
  if (event.shiftKey) return selection.modify("extend", direction, "word");
  if (direction === "forward") selection.collapseToEnd(); else selection.collapseToStart();
  selection.modify("move", direction, "word");
  if (direction === "forward") selection.modify("move", "backward", "word");
  selection.modify("extend", "forward", "word");
}

/* keys */
function press(key) {
  const control = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (!control) return false;
  if (key === "e") { const first = document.querySelector("#f-title"); first.focus(); return true; }
  const menu = control.closest("details");
  if (menu) return openMenu(menu);
  control.click();
  return true;
}

function openMenu(menu) {
  const around = menu.parentElement.closest("details");
  const wanted = !(menu.open && (!around || around.open));
  menu.open = wanted;
  if (around) around.open = wanted;
  if (wanted) menu.querySelector("summary + *").querySelector("input, select, button")?.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio]), select, textarea");
  if (event.key === "Escape") {
    const open = document.querySelector("details.up[open], details.keys[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
    else if (typing) typing.blur();
    hideTake();
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    form.querySelector(".save").click();
    return;
  }
  if (event.key === "Enter" && event.target.matches("#f-title, [name^=copy-]")) {
    event.preventDefault();
    if (event.target.matches("[name^=copy-]")) form.querySelector("[value=copy]").click();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (sheet?.contains(event.target)) moveWords(event);
  if (event.key === "w" && take) { event.preventDefault(); return beginWords(); }
  if (event.key === "c" && chosen && document.getElementById("new")) { event.preventDefault(); return markNew(); }
  if (event.key.length === 1 && press(event.key)) event.preventDefault();
});

/* a mark goes to its draft; a link to words brings them into view where they are shown already */
document.addEventListener("click", (event) => {
  const words = event.target.closest("a.words");
  const range = words && sheet && rangeOf(Number(words.dataset.from), Number(words.dataset.to));
  if (range && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    bringIntoView(range);
    light([[Number(words.dataset.from), Number(words.dataset.to)]]);
    return;
  }
  const mark = event.target.closest(".sheet .m:not(.current)");
  if (mark && document.getSelection().isCollapsed) sheetLink(mark.dataset.draft);
  const use = event.target.closest("[data-use]");
  if (use) useInstead(use);
  const drop = event.target.closest("[data-drop]");
  if (drop) dropWords(drop.closest(".value"));
});

function sheetLink(draft) {
  location.assign(`?draft=${draft}#draft-${draft}`);
}

function useInstead(button) {
  const row = button.closest(".value");
  row.querySelector("input:not([type=hidden]), select, textarea").value = button.dataset.use;
  row.querySelector("[data-spans]").value = button.dataset.spans;
  row.classList.add("filled");
  changed();
  light(spansIn(row));
}

function dropWords(row) {
  row.querySelector("[data-spans]").value = "";
  for (const words of row.querySelectorAll(".said .words, .drop")) words.remove();
  row.classList.add("filled");
  changed();
}

/* what is typed and not saved is not lost by going elsewhere */
function changed() {
  dirty = true;
  showNeeds();
  document.querySelector(".button.save")?.classList.add("primary");
}

/* what the register cannot do without and nobody has said yet */
const WAYS = { start: ["start", "end", "dates"] };

function showNeeds() {
  for (const need of document.querySelectorAll("[data-need]")) {
    const name = need.dataset.need;
    const lacking = !(WAYS[name] || [name]).some((one) => form.elements[one].value.trim());
    need.parentElement.hidden = !lacking;
    document.getElementById(`row-${name}`).classList.toggle("lacking", lacking);
  }
  const lacks = document.getElementById("lacks");
  lacks.hidden = !lacks.querySelector("li:not([hidden])");
}

if (form) {
  form.addEventListener("input", (event) => { if (event.target.closest(".value")) changed(); });
  for (const one of document.querySelectorAll("form:not(#new)")) one.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}

/* parts of the text that come in above do not move what one is reading */
let height = 0;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.classList.contains("gap")) height = event.detail.target.matches(".last") ? sheet.scrollHeight : 0;
});
document.addEventListener("htmx:afterSettle", () => {
  if (height) sheet.scrollTop += sheet.scrollHeight - height;
  height = 0;
});

/* the page that one is on */
const page = document.getElementById("page");
if (sheet && page) {
  sheet.addEventListener("scroll", () => {
    const top = sheet.getBoundingClientRect().top + 80;
    const passed = [...sheet.querySelectorAll("[data-page]")].filter((mark) => mark.getBoundingClientRect().top < top).pop();
    if (passed && document.activeElement !== page) page.value = passed.dataset.page;
  }, { passive: true });
  const current = sheet.querySelector(".badge.current");
  const asked = new URLSearchParams(location.search);
  if (current && !asked.has("at") && !asked.has("page")) bringIntoView(current);
  if (asked.has("page")) { const mark = sheet.querySelector(`[data-page="${Number(asked.get("page"))}"]`); if (mark) bringIntoView(mark); }
}
