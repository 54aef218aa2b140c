// Keys and partial updates for the page of a document. Without it, everything is a link or a form.
"use strict";
(() => {
  const PARTS = ["head", "source", "field", "fields"];
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const CHECK_AFTER = 180; // milliseconds without a key
  let under_way = null;
  let timer = 0;

  const find = (selector) => document.querySelector(selector);
  const marked = (name) => find(`#field [data-key~="${name}"]`) ?? find(`[data-key~="${name}"]`);

  // --- one page in place of another ------------------------------------------------------------

  async function go(url, options, keep) {
    under_way?.abort();
    const mine = (under_way = new AbortController());
    find("#page").setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { ...options, signal: mine.signal, credentials: "same-origin" });
      const place = new URL(answer.url);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("#page")) return void (location.href = answer.redirected ? answer.url : url);
      if (keep !== false && answer.ok) history.pushState(null, "", place.pathname + place.search);
      show(page);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    } finally {
      if (under_way === mine) {
        under_way = null;
        find("#page").removeAttribute("aria-busy");
      }
    }
  }

  function show(page) {
    document.title = page.title;
    for (const id of PARTS) {
      const [old, next] = [document.getElementById(id), page.getElementById(id)];
      const [top, left] = [old.scrollTop, old.scrollLeft];
      old.replaceChildren(...document.adoptNode(next).childNodes);
      if (id !== "field") Object.assign(old, { scrollTop: top, scrollLeft: left });
    }
    find("#field").scrollTop = 0;
    look();
    const name = find("#field-name").getBoundingClientRect();
    if (name.top < 0 || name.bottom > innerHeight) find("#source").scrollIntoView(); // panes are stacked
    find("#field-name").focus({ preventScroll: true });
    if (find("#verdict [name=place]") && !find("#page").dataset.blind) recheck();
  }

  // Bring the evidence and the cell of the chosen field into view, each within its own pane.
  function look() {
    for (const [pane, one] of [["#source", "#here"], ["#source", ".picked"], ["#fields", "[aria-current=true]"]]) {
      const box = find(pane);
      const target = box.querySelector(one);
      if (!target) continue;
      const [inner, outer] = [target.getBoundingClientRect(), box.getBoundingClientRect()];
      const head = box.querySelector(".pane-head")?.offsetHeight ?? 0;
      const seen = inner.top >= outer.top + head && inner.bottom <= outer.bottom;
      const scrolls = box.scrollHeight > box.clientHeight;
      if (scrolls && !seen) box.scrollTop += inner.top - outer.top - box.clientHeight / 2;
      target.closest(".scroll")?.contains(target) && sideways(target);
    }
  }

  function sideways(target) {
    const box = target.closest(".scroll");
    const [inner, outer] = [target.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.right > outer.right || inner.left < outer.left) box.scrollLeft += inner.left - outer.left - box.clientWidth / 2;
  }

  function submit(form, button) {
    const said = new URLSearchParams(new FormData(form));
    if (button?.name) said.append(button.name, button.value);
    go(form.action, { method: "POST", body: said });
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#verdict, #message form")) return;
    event.preventDefault();
    if (!under_way) submit(event.target, event.submitter);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#page a[href^='?']");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link.href);
  });

  addEventListener("popstate", () => go(location.href, {}, false));

  // --- the rules while one types ---------------------------------------------------------------

  let checking = null;
  let unchecked = null;

  async function recheck() {
    const form = find("#verdict");
    const box = find("#recheck");
    if (!form || !box) return;
    checking?.abort();
    const said = new FormData(form);
    if (!said.get("typed") && !said.get("state") && !said.get("place")) {
      if (unchecked?.form === form) box.replaceChildren(...unchecked.nodes);
      return;
    }
    if (unchecked?.form !== form) unchecked = { form, nodes: [...box.childNodes] };
    const mine = (checking = new AbortController());
    const asked = new URLSearchParams();
    for (const name of ["field", "typed", "state", "place"]) asked.set(name, said.get(name) ?? "");
    box.classList.add("busy");
    try {
      const answer = await fetch(`/documents/${find("#page").dataset.document}/recheck?${asked}`, { signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && form.isConnected) box.replaceChildren(...document.adoptNode(page.body).childNodes);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      if (checking === mine) box.classList.remove("busy");
    }
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches("#verdict [name=typed], #verdict [name=state]")) return;
    if (find("#page").dataset.blind) return;
    clearTimeout(timer);
    timer = setTimeout(recheck, CHECK_AFTER);
  });

  // --- keys ------------------------------------------------------------------------------------

  function press(name) {
    const target = marked(name);
    if (!target) return false;
    if (target.matches("input")) target.focus();
    else target.click();
    return true;
  }

  function move([across, down]) {
    const here = find("#fields [aria-current=true]");
    if (!here) return press("j");
    const row = here.closest("tr");
    const cells = [...row.querySelectorAll("a[data-field]")];
    const at = cells.indexOf(here);
    let target = cells[at + across];
    if (down) {
      const rows = [...find("#fields").querySelectorAll("tr")].filter((one) => one.querySelector("a[data-field]"));
      const next = rows[rows.indexOf(row) + down]?.querySelectorAll("a[data-field]");
      target = next && next[Math.min(at, next.length - 1)];
    }
    target?.click();
    return true;
  }

  // The figure before or after the one pointed at, or after where the field stands.
  function point(step) {
    const places = [...document.querySelectorAll("#source a:is([href*='&place='], .here)")];
    const at = places.findIndex((one) => one.matches(".picked"));
    const from = at >= 0 ? at : places.findIndex((one) => one.matches(".here"));
    places[from < 0 ? 0 : from + step]?.click();
    return true;
  }

  function help() {
    const keys = find("#keys");
    keys.open = !keys.open;
    return true;
  }

  function leave(target) {
    if (find("#keys").open) find("#keys").open = false;
    else if (target.matches("input, select, textarea")) target.blur();
    else go(`?field=${find("#page").dataset.blind ? "&blind=1" : ""}`);
    return true;
  }

  function take() {
    if (find("#verdict")?.dataset.settled) return press("j");
    return press("1") && true;
  }

  const KEYS = {
    Enter: () => find("[data-likely]") || find("#verdict")?.dataset.settled ? take() : false,
    j: () => press("j"), n: () => press("j"), k: () => press("k"), p: () => press("k"),
    a: () => press("a"), m: () => press("m"), s: () => press("s"), u: () => press("u"),
    e: () => press("e"), c: () => press("c"), g: () => press("g"),
    "[": () => point(-1), "]": () => point(1), "?": help,
  };
  for (let number = 1; number <= 9; number++) KEYS[number] = () => press(String(number));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { key, target } = event;
    if (key === "Escape") return void (leave(target) && event.preventDefault());
    if (target.closest("input, select, textarea")) return;
    if (key === "Enter" && target.closest("a, button, summary")) return;
    const act = MOVES[key] ? () => move(MOVES[key]) : KEYS[key];
    if (!act) return;
    const deciding = find("#verdict") && /^([1-9amsu]|Enter)$/.test(key);
    if (deciding && (event.repeat || under_way)) return void event.preventDefault();
    if (act()) event.preventDefault();
  });

  find("#page")?.classList.add("scripted");
  look();
})();
