// Small comforts on every page; each page works without them.

// Notices can be put away.
for (const button of document.querySelectorAll("[data-dismiss]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const notice = button.closest(".notice");
    const next = notice.nextElementSibling ?? document.querySelector("main");
    notice.remove();
    (next.querySelector?.("button") ?? next).focus?.();
  });
}

// A password can be shown while it is typed.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    input.focus();
  });
  input.form.addEventListener("submit", () => { input.type = "password"; });
}

// A link that is shown once is copied by one tap.
for (const button of document.querySelectorAll("[data-copy]")) {
  const input = document.getElementById(button.dataset.copy);
  button.hidden = false;
  input.addEventListener("focus", () => input.select());
  button.addEventListener("click", async () => {
    input.select();
    await navigator.clipboard?.writeText(input.value);
  });
}

// What went wrong with a form is read out first.
document.querySelector("[data-summary]")?.focus();

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Filters stand open where there is room beside the list.
const wide = matchMedia("(min-width:62rem)");
const unfold = () => {
  for (const details of document.querySelectorAll("details.filters")) details.open = wide.matches;
};
unfold();
wide.addEventListener("change", unfold);
