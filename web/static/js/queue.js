// Keys for the queue. Each does what a button or link on the page does; they can
// be turned off, and rest while something is typed.

const help = document.querySelector("[data-keys]");
const toggle = help.querySelector("[data-keys-on]");
help.hidden = false;
toggle.checked = localStorage.getItem("queue-keys") !== "off";
toggle.addEventListener("change", () => localStorage.setItem("queue-keys", toggle.checked ? "on" : "off"));

const control = (key) => document.querySelector(`[data-key="${key}"]`);
const note = document.getElementById("f-note");
const names = { ArrowDown: "j", ArrowUp: "k" };

const acts = {
  j: () => control("j")?.click(),
  k: () => control("k")?.click(),
  u: () => control("u")?.click(),
  a: () => control("a")?.focus(), // Enter then presses it
  r: () => note?.focus(),
  x: () => document.querySelector(".lines .current input")?.click(),
  "?": () => { help.open = !help.open; help.querySelector("summary").focus(); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !toggle.checked) return;
  const key = names[event.key] ?? event.key;
  if (event.target === note) {
    if (event.key === "Escape") note.blur();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      control("r").click();
    }
    return;
  }
  if (!acts[key] || event.target.matches("input:not([type=checkbox]),select,textarea")) return;
  event.preventDefault();
  acts[key]();
});

// The list keeps what is looked at in sight.
document.querySelector(".lines .current")?.scrollIntoView({ block: "nearest" });
