// Rows come and go without a round trip. Names count up from the last row; the
// server numbers them anew when they are sent, and leaves empty ones out.

const names = ["id", "name", "for", "aria-describedby"];

// emptied makes a row like another, with nothing in it, numbered at.
const emptied = (row, rows, at) => {
  const copy = row.cloneNode(true);
  for (const error of copy.querySelectorAll(".error")) error.remove();
  for (const wrong of copy.querySelectorAll(".wrong")) wrong.classList.remove("wrong");
  for (const element of copy.querySelectorAll("*")) {
    element.removeAttribute("aria-invalid");
    for (const name of names) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replaceAll(/\[\d+\]/g, `[${at}]`));
    }
    if (element.matches("input")) element.value = "";
    if (element.matches("select")) element.selectedIndex = 0;
  }
  return copy;
};

const numberOf = (row) => Number(row.querySelector("[name]").name.match(/\[(\d+)\]/)[1]);

// renumber writes 1, 2, 3 into what is read out; names stay as they are.
const renumber = (rows) => {
  [...rows.querySelectorAll("[data-row]")].forEach((row, i) => {
    for (const words of [row.querySelector("legend"), row.querySelector("[data-drop]").lastChild]) {
      words.textContent = words.textContent.replace(/\d+/, String(i + 1));
    }
  });
};

for (const rows of document.querySelectorAll("[data-rows]")) {
  const add = rows.querySelector("[data-add]");
  const limit = () => { add.hidden = rows.querySelectorAll("[data-row]").length >= Number(rows.dataset.most); };
  add.addEventListener("click", (event) => {
    event.preventDefault();
    const all = [...rows.querySelectorAll("[data-row]")];
    const row = emptied(all.at(-1), rows, Math.max(...all.map(numberOf)) + 1);
    all.at(-1).after(row);
    renumber(rows);
    limit();
    row.querySelector("input:not([type=hidden]),select").focus();
  });
  rows.addEventListener("click", (event) => {
    const drop = event.target.closest("[data-drop]");
    if (!drop) return;
    event.preventDefault();
    const row = drop.closest("[data-row]");
    if (rows.querySelectorAll("[data-row]").length === 1) {
      row.replaceWith(emptied(row, rows, numberOf(row)));
    } else {
      row.remove();
    }
    renumber(rows);
    limit();
    add.focus();
  });
  limit();
}

// What was typed is not lost by a slip of the finger.
const form = document.querySelector("[data-editor]");
let changed = false;
form.addEventListener("input", () => { changed = true; });
form.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
