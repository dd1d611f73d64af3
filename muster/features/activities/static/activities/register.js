// The register's rows by keyboard and the count of selected rows; links and forms work without it.
"use strict";

const table = document.querySelector(".register-table");
const filterForm = document.querySelector(".register-filters");

// On a telephone the filters are folded; what is filtered by stands in the chips.
const filterBox = document.querySelector(".filter-box");
if (window.matchMedia("(max-width: 800px)").matches) filterBox?.removeAttribute("open");
filterBox?.classList.add("ready");

if (filterForm) {
  // Empty filters stay out of the address.
  filterForm.addEventListener("submit", () => {
    for (const field of filterForm.querySelectorAll("input, select")) if (!field.value) field.disabled = true;
  });
}

if (table) {
  const rows = [...table.tBodies[0].rows];
  const picks = [...table.querySelectorAll("input[name=pick]")];
  const all = document.querySelector(".pick-all");
  const picked = document.querySelector(".picked");
  let here = -1;

  const count = () => {
    const chosen = picks.filter((pick) => pick.checked);
    for (const pick of picks) pick.closest("tr").classList.toggle("picked", pick.checked);
    if (picked) picked.textContent = chosen.length ? `(${chosen.length})` : "";
    if (all) { all.checked = chosen.length === picks.length; all.indeterminate = chosen.length > 0 && !all.checked; }
  };
  const move = (step) => {
    rows[here]?.classList.remove("here");
    here = Math.max(0, Math.min(rows.length - 1, here + step));
    rows[here].classList.add("here");
    rows[here].querySelector("td.title a, a")?.focus();
    rows[here].scrollIntoView({ block: "nearest" });
  };

  table.addEventListener("change", count);
  table.addEventListener("focusin", (event) => {
    rows[here]?.classList.remove("here");
    here = rows.indexOf(event.target.closest("tr"));
    rows[here]?.classList.add("here");
  });
  if (all) all.addEventListener("change", () => { for (const pick of picks) pick.checked = all.checked; count(); });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input:not([type=checkbox]), select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || (event.key === "ArrowDown" && here >= 0)) { event.preventDefault(); move(1); }
    if (event.key === "k" || (event.key === "ArrowUp" && here >= 0)) { event.preventDefault(); move(-1); }
    if (event.key === "x" && here >= 0) {
      const pick = rows[here].querySelector("input[name=pick]");
      if (pick) { pick.checked = !pick.checked; count(); }
    }
  });
  count();
}
