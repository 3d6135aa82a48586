// Search as you type: the list beside the form follows what is asked, and so
// does the address, so that back, reload and sharing give the same list.

const form = document.querySelector("form[data-live]");
const status = document.getElementById("live-status");
let running;
let waiting;

const address = () => {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value !== "") asked.append(name, value);
  }
  const query = asked.toString();
  return form.action + (query ? "?" + query : "");
};

// show fetches the page of an address and takes its parts over. remember says
// how the address enters the history: pushState, replaceState or not at all.
const show = async (url, remember) => {
  running?.abort();
  running = new AbortController();
  document.getElementById("found").setAttribute("aria-busy", "true");
  let page;
  try {
    const answer = await fetch(url, { signal: running.signal, headers: { Accept: "text/html" } });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch (error) {
    if (error.name === "AbortError") return;
    location.assign(url);
    return;
  }
  if (!page.getElementById("found")) {
    location.assign(url);
    return;
  }
  if (remember) history[remember](null, "", url);
  document.title = page.title;
  for (const id of ["found", "facets"]) {
    const focused = document.activeElement?.id;
    document.getElementById(id).replaceWith(page.getElementById(id));
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  }
  for (const link of document.querySelectorAll(".lang a")) {
    const other = page.querySelector(`.lang a[lang="${link.lang}"]`);
    if (other) link.href = other.href;
  }
  status.textContent = document.getElementById("tally")?.textContent ?? "";
};

// typed puts what the address asks back into the form.
const typed = () => {
  const asked = new URLSearchParams(location.search);
  for (const input of form.querySelectorAll("input[type=search],input[inputmode],#month")) input.value = asked.get(input.name) ?? "";
};

if (form) {
  // Fields of other forms stand within this one too.
  form.addEventListener("input", (event) => {
    if (event.target.form !== form) return;
    if (event.target.matches("input[type=search],input[type=number]")) {
      clearTimeout(waiting);
      waiting = setTimeout(() => show(address(), "replaceState"), 250);
    }
  });
  form.addEventListener("change", (event) => {
    if (event.target.form === form && !event.target.matches("input[type=search],input[type=number]")) show(address(), "pushState");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    show(address(), "pushState");
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#found a[data-live]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    show(link.href, "pushState").then(() => { typed(); document.getElementById("found").focus(); });
  });
  addEventListener("popstate", () => show(location.href).then(typed));
}
