// A file that is too large is told before it is sent, and the progress of an
// import is shown as it goes on. Both pages work without.

for (const form of document.querySelectorAll("form[data-max-bytes]")) {
  const input = form.querySelector("input[type=file]");
  input.addEventListener("change", () => {
    const large = (input.files[0]?.size ?? 0) > Number(form.dataset.maxBytes);
    input.setCustomValidity(large ? form.dataset.tooLarge : "");
    if (large) input.reportValidity();
  });
  form.addEventListener("submit", (event) => {
    if (input.checkValidity()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.reportValidity();
  }, { capture: true });
}

const look = async () => {
  const job = document.getElementById("job");
  if (!job?.hasAttribute("data-running")) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("job");
    if (answer.ok && now && !now.hasAttribute("data-running")) {
      location.reload();
      return;
    }
    if (answer.ok && now) job.replaceChildren(...now.childNodes);
  } catch {
    // The line is down; the next look may find it up.
  }
  setTimeout(look, 1500);
};
setTimeout(look, 1000);
