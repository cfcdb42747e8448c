
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // Tables: a click on a heading sorts by it, a second one the other way round.
  const value = (row, at) => {
    const cell = row.cells[at];
    const text = cell.dataset.v ?? cell.textContent.trim();
    const number = Number(text);
    return text !== "" && !Number.isNaN(number) ? number : text;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  const wordsOf = (input) => input.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const table of document.querySelectorAll("table.sortable")) {
    const label = document.createElement("label");
    label.className = "table-filter";
    const search = document.createElement("input");
    search.type = "search";
    label.append("Filter this table", search);
    table.parentElement.before(label);
    search.addEventListener("input", () => {
      const words = wordsOf(search);
      for (const row of table.tBodies[0].rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      }
    });
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row) => [value(row, at), row]);
        rows.sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0])));
        body.append(...rows.map(([, row]) => row));
      });
    });
  }

  const controls = document.getElementById("controls");
  if (!controls) return;
  controls.hidden = false;
  const list = document.querySelector(".findings");
  const items = [...list.children].map((element, at) => ({ element, at, text: null }));
  const [query, level, rule, status, order] =
    ["query", "level", "rule", "status", "order"].map((id) => document.getElementById(id));
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");

  const filter = () => {
    const words = wordsOf(query);
    let count = 0;
    for (const item of items) {
      const { dataset } = item.element;
      let fits = (!level.value || dataset.level === level.value) && (!rule.value || dataset.rule === rule.value) &&
        (!status.value || dataset.status === status.value);
      if (fits && words.length > 0) {
        item.text ??= item.element.textContent.toLowerCase();
        fits = words.every((word) => item.text.includes(word));
      }
      if (item.element.hidden === fits) item.element.hidden = !fits;
      if (fits) count += 1;
    }
    shown.textContent = `${count} of ${items.length} findings shown`;
    none.hidden = count > 0;
  };

  const keys = {
    worst: (a, b) => a.at - b.at,
    file: (a, b) => compare(a.element.dataset.file, b.element.dataset.file) ||
      a.element.dataset.line - b.element.dataset.line || a.at - b.at,
    eol: (a, b) => compare(a.element.dataset.eol, b.element.dataset.eol) || a.at - b.at,
  };
  order.addEventListener("change", () => {
    list.append(...[...items].sort(keys[order.value]).map((item) => item.element));
  });
  let waiting = 0;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  for (const select of [level, rule, status]) select.addEventListener("change", filter);
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("reset", () => setTimeout(() => {
    order.dispatchEvent(new Event("change"));
    filter();
  }));

  // A model or a file in a table filters the findings by it.
  document.addEventListener("click", (event) => {
    const pick = event.target.closest(".pick");
    if (!pick) return;
    query.value = pick.dataset.pick;
    filter();
    document.getElementById("findings").scrollIntoView();
    query.focus({ preventScroll: true });
  });
  // What leads to a finding shows it, whatever the filter.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#finding-']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (target?.hidden) target.hidden = false;
  });
  filter();
})();
