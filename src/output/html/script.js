
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  const wordsOf = (input) => input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const whenIdle = window.requestIdleCallback ?? ((task) => setTimeout(() => task({ timeRemaining: () => 8 }), 50));

  // A list of which a part is in the layout: with thousands of elements, every change of all of them takes seconds. The
  // others stay in the document, hidden. Elements are moved only if the order changes.
  const STEP = 200;
  const lists = [];
  const listOf = (parent, elements, after) => {
    const items = elements.map((element, at) => ({ element, at, text: null }));
    const textOf = (item) => (item.text ??= item.element.textContent.toLowerCase());
    let order = items, fitting = items, fits = () => true, limit = STEP;
    let shown = new Set(items);
    const more = document.createElement("button");
    more.type = "button";
    more.className = "more";
    more.hidden = true;
    after.after(more);
    const show = () => {
      const next = fitting.slice(0, limit);
      const wanted = new Set(next);
      for (const item of shown) if (!wanted.has(item)) item.element.hidden = true;
      for (const item of next) item.element.hidden = false;
      let before = null;
      for (const { element } of next) {
        const isNext = before ? before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING : true;
        if (!isNext) before.after(element);
        before = element;
      }
      shown = wanted;
      const left = fitting.length - next.length;
      more.hidden = left === 0;
      more.textContent = `Show ${Math.min(left, STEP)} more of ${left}`;
    };
    more.addEventListener("click", () => { limit += STEP; show(); });
    const list = {
      items,
      textOf,
      filter(test) {
        fits = test;
        fitting = order.filter(fits);
        limit = STEP;
        show();
        return fitting.length;
      },
      sort(by) {
        order = [...items].sort(by);
        this.filter(fits);
      },
      reveal(element) {
        const item = items.find((item) => item.element === element);
        if (!item || shown.has(item)) return;
        element.hidden = false;
        shown.add(item);
      },
      // All that fit, for the printer; returns what takes it back.
      expand() {
        const was = limit;
        limit = Infinity;
        show();
        return () => { limit = was; show(); };
      },
    };
    lists.push(list);
    show();
    // The first search would otherwise read the text of every element at once.
    let read = 0;
    const readAhead = (deadline) => {
      while (read < items.length && deadline.timeRemaining() > 1) textOf(items[read++]);
      if (read < items.length) whenIdle(readAhead);
    };
    if (items.length > STEP) whenIdle(readAhead);
    return list;
  };
  let takeBack = [];
  window.addEventListener("beforeprint", () => { takeBack = lists.map((list) => list.expand()); });
  window.addEventListener("afterprint", () => { for (const undo of takeBack.splice(0)) undo(); });

  // Tables: a click on a heading sorts by it, a second one the other way round.
  const value = (row, at) => {
    const cell = row.cells[at];
    const text = cell.dataset.v ?? cell.textContent.trim();
    const number = Number(text);
    return text !== "" && !Number.isNaN(number) ? number : text;
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const label = document.createElement("label");
    label.className = "table-filter";
    const search = document.createElement("input");
    search.type = "search";
    label.append("Filter this table", search);
    table.parentElement.before(label);
    const body = table.tBodies[0];
    const list = listOf(body, [...body.rows], table.parentElement);
    search.addEventListener("input", () => {
      const words = wordsOf(search);
      list.filter((item) => words.length === 0 || words.every((word) => list.textOf(item).includes(word)));
    });
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      let keys = null;
      button.addEventListener("click", () => {
        keys ??= list.items.map((item) => value(item.element, at));
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        list.sort((a, b) => (down ? compare(keys[b.at], keys[a.at]) : compare(keys[a.at], keys[b.at])));
      });
    });
  }

  // Buttons that copy an ID. A page without access to the clipboard selects a copy and lets the browser copy that.
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const done = await copied(button.dataset.copy);
    button.textContent = done ? "Copied" : "Not copied";
    document.getElementById("said").textContent = `${button.textContent}: ${button.dataset.copy}`;
    button.focus({ preventScroll: true });
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });

  const controls = document.getElementById("controls");
  if (!controls) return;
  controls.hidden = false;
  const [query, level, rule, status, order] =
    ["query", "level", "rule", "status", "order"].map((id) => document.getElementById(id));
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const parent = document.querySelector(".findings");
  const findings = listOf(parent, [...parent.children], parent);
  const facts = findings.items.map(({ element }) => ({ ...element.dataset, line: Number(element.dataset.line) }));

  const filter = () => {
    const words = wordsOf(query);
    const count = findings.filter((item) => {
      const { level: itsLevel, rule: itsRule, status: itsStatus } = facts[item.at];
      return (!level.value || itsLevel === level.value) && (!rule.value || itsRule === rule.value) &&
        (!status.value || itsStatus === status.value) && words.every((word) => findings.textOf(item).includes(word));
    });
    shown.textContent = `${count} of ${facts.length} findings match`;
    none.hidden = count > 0;
  };
  const by = {
    worst: (a, b) => a.at - b.at,
    file: (a, b) => compare(facts[a.at].file, facts[b.at].file) || facts[a.at].line - facts[b.at].line || a.at - b.at,
    eol: (a, b) => compare(facts[a.at].eol, facts[b.at].eol) || a.at - b.at,
  };
  order.addEventListener("change", () => findings.sort(by[order.value]));
  let waiting = 0;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  for (const select of [level, rule, status]) select.addEventListener("change", filter);
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("reset", () => setTimeout(() => {
    findings.sort(by.worst);
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
  // What leads to an element shows it, whatever the filter and the limit.
  const reveal = (hash) => {
    const target = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    if (target) for (const list of lists) list.reveal(target);
    return target;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) reveal(link.hash);
  });
  filter();
  reveal(location.hash)?.scrollIntoView();
})();
