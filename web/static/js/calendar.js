// A year's sums follow what is typed, a month is copied down to those after it, and
// another unit converts what stands.
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
  const form = table.closest("form");
  const unit = form.elements.unit;
  const rows = [...table.tBodies[0].rows];
  const input = (row) => row.querySelector("input");
  const bases = Object.fromEntries(table.dataset.bases.split(" ").map((pair) => [pair.split(":")[0], BigInt(pair.split(":")[1])]));
  // into converts thousandths exactly; NaN where it cannot be said in thousandths.
  const into = (amount, from, to) => {
    if (Number.isNaN(amount)) return NaN;
    const base = BigInt(amount) * bases[from];
    return base % bases[to] === 0n ? Number(base / bases[to]) : NaN;
  };
  // What contracts hold is in the unit that was saved.
  const committed = (row) => row.querySelector("[data-committed]");
  const held = (row) => into(Number(committed(row).dataset.committed), table.dataset.unit, unit.value);
  const sum = () => {
    let year = 0;
    let left = 0;
    let all = 0;
    for (const row of rows) {
      const capacity = thousandths(input(row).value);
      const taken = held(row);
      const available = capacity - taken;
      committed(row).textContent = words(taken);
      row.querySelector("[data-available]").textContent = words(available);
      year += capacity;
      left += available;
      all += taken;
    }
    table.querySelector("[data-sum]").textContent = words(year);
    table.querySelector("[data-left]").textContent = words(left);
    table.querySelector("[data-all]").textContent = words(all);
    const hint = form.querySelector("[data-in-unit]");
    hint.textContent = hint.dataset.inUnit.replace("{unit}", unit.selectedOptions[0].textContent.trim());
  };
  table.addEventListener("input", sum);
  // Another unit is the same amounts in other words. Where that cannot be said, the unit
  // stays.
  let before = unit.value;
  unit.addEventListener("change", () => {
    const fresh = new Map();
    for (const row of rows) {
      const amount = thousandths(input(row).value);
      if (input(row).value.trim() === "" || Number.isNaN(amount)) continue;
      const converted = into(amount, before, unit.value);
      if (Number.isNaN(converted)) {
        unit.value = before;
        unit.setCustomValidity(table.dataset.inexact);
        unit.reportValidity();
        unit.setCustomValidity("");
        return;
      }
      fresh.set(row, String(converted / 1000).replace(".", ","));
    }
    for (const [row, text] of fresh) input(row).value = text;
    before = unit.value;
    form.querySelector("[data-same]")?.remove(); // the figures are others now
    sum();
  });
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
