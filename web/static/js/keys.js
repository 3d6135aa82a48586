// Keys for pages that are worked one after the other. Each does what a button, link or
// field on the page does, which names its key; they can be turned off, and rest while
// something is typed.

const help = document.querySelector("[data-keys]");
const toggle = help.querySelector("[data-keys-on]");
help.hidden = false;
toggle.checked = localStorage.getItem("queue-keys") !== "off";
toggle.addEventListener("change", () => localStorage.setItem("queue-keys", toggle.checked ? "on" : "off"));

const control = (key) => document.querySelector(`[data-key="${CSS.escape(key)}"]`);
const names = { ArrowDown: "j", ArrowUp: "k" };

const press = (element) => {
  if (element.dataset.keyNote) {
    document.getElementById(element.dataset.keyNote).focus(); // Enter there then presses it
  } else if ("keyFocus" in element.dataset) {
    element.focus(); // Enter then presses it
  } else {
    element.click();
    if (element.matches("summary")) element.parentElement.querySelector("input:not([type=hidden]),textarea")?.focus();
  }
};

const explain = () => {
  help.open = !help.open;
  help.querySelector("summary").focus();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !toggle.checked) return;
  const key = names[event.key] ?? event.key;
  const decides = event.target.id && document.querySelector(`[data-key-note="${CSS.escape(event.target.id)}"]`);
  if (decides) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      decides.click();
    }
    return;
  }
  if (event.target.matches("input:not([type=checkbox]),select,textarea")) return;
  const element = key.length === 1 && control(key);
  if (!element && key !== "?") return;
  event.preventDefault();
  if (element) press(element);
  else explain();
});

// What is ticked goes along to the next page: in the addresses that lead there, and in
// the forms that lead back.
const queue = document.querySelector("[data-queue]");
queue?.addEventListener("change", (event) => {
  if (event.target.name !== "selected") return;
  const ticked = [...queue.querySelectorAll("[name=selected]")].filter((box) => box.type === "hidden" || box.checked).map((box) => box.value);
  const carry = (query) => {
    query.delete("selected");
    for (const key of ticked) query.append("selected", key);
    return query.toString();
  };
  for (const link of queue.querySelectorAll("a")) {
    if (link.origin === location.origin && link.pathname === location.pathname) link.search = carry(new URLSearchParams(link.search));
  }
  for (const back of queue.querySelectorAll("input[name=back]")) back.value = carry(new URLSearchParams(back.value));
});

// The list keeps what is looked at in sight.
document.querySelector(".lines .current")?.scrollIntoView({ block: "nearest" });
