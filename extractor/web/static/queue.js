// Keys for the queue and the audit. Everything here can be done by links and buttons as well.
"use strict";
(() => {
  const filters = document.getElementById("filters");
  filters?.addEventListener("change", (event) => {
    if (event.target.matches("select")) filters.requestSubmit();
  });
  filters?.addEventListener("submit", () => {
    for (const one of filters.elements) one.disabled = one.name !== "" && one.value === "";
  });

  // What is asked about comes into view, in its own box: the page stays where it is.
  const around = document.getElementById("around");
  const mark = around?.querySelector(".here, mark");
  if (mark) {
    const [outer, inner] = [around.getBoundingClientRect(), mark.getBoundingClientRect()];
    around.scrollBy(inner.left - outer.left - outer.width / 2, inner.top - outer.top - outer.height / 2);
  }

  const typing = (target) => target.closest("input:not([type=checkbox]), select, textarea");
  const step = (by) => {
    const rows = [...document.querySelectorAll("#queue .open")];
    const here = rows.findIndex((link) => link.closest("tr").contains(document.activeElement));
    rows[Math.min(Math.max(here + by, 0), rows.length - 1)]?.focus();
  };
  const press = (id) => () => document.getElementById(id)?.click();
  const keys = document.getElementById("answer") ? { y: press("right"), n: press("wrong"), s: press("later") } : {
    j: () => step(1),
    k: () => step(-1),
    n: press("next"),
    "/": () => filters?.elements.agency.focus(),
    x: () => document.activeElement.closest("#queue tr")?.querySelector("input[type=checkbox]")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
