"use strict";
const form = document.getElementById("filter");
const query = document.getElementById("query");
const shown = document.getElementById("shown");
const rows = [...document.querySelectorAll("#models tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
function filter() {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const [row, text] of rows) {
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) count += 1;
  }
  shown.textContent = words.length ? `${count} of ${rows.length}` : "";
}
form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
query.addEventListener("input", filter);
filter();
