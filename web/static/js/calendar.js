// A year's sums follow what is typed, and a month is copied down to those after it.
// The page works without.

const page = document.documentElement.lang;
const shown = new Intl.NumberFormat(page, { maximumFractionDigits: 3 });

// thousandths reads a number as the server does: 1.234,5. Nothing is 0; what is no
// number, NaN.
const thousandths = (text) => {
  let plain = text.replaceAll(/\s/g, "");
  if (/^\d{1,3}(\.\d{3})+(,\d+)?$/.test(plain)) plain = plain.replaceAll(".", "");
  plain = plain.replace(",", ".");
  return plain === "" ? 0 : /^\d+(\.\d{1,3})?$/.test(plain) ? Math.round(Number(plain) * 1000) : NaN;
};

const words = (amount) => (Number.isNaN(amount) ? "–" : shown.format(amount / 1000));

for (const table of document.querySelectorAll("[data-calendar]")) {
  const unit = table.closest("form").elements.unit;
  const rows = [...table.tBodies[0].rows];
  const input = (row) => row.querySelector("input");
  // What contracts hold is in the unit that was saved.
  const held = (row) => (unit.value === table.dataset.unit ? Number(row.querySelector("[data-committed]").dataset.committed) : NaN);
  const sum = () => {
    let year = 0;
    let left = 0;
    for (const row of rows) {
      const capacity = thousandths(input(row).value);
      const available = capacity - held(row);
      row.querySelector("[data-available]").textContent = words(available);
      year += capacity;
      left += available;
    }
    table.querySelector("[data-sum]").textContent = words(year);
    table.querySelector("[data-left]").textContent = words(left);
  };
  table.addEventListener("input", sum);
  unit.addEventListener("change", sum);
  for (const button of table.querySelectorAll("[data-fill]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const from = rows.indexOf(button.closest("tr"));
      for (const row of rows.slice(from + 1)) input(row).value = input(rows[from]).value;
      sum();
    });
  }
  sum();
}
