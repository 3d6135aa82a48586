// The price and the amounts of a quote follow the product that is chosen, as far as
// they stand as they were filled in; what was typed stays. Without scripts a button
// fills in anew.

for (const form of document.querySelectorAll("[data-filling]")) {
  for (const { by, was, of } of JSON.parse(form.dataset.filling)) {
    const choice = form.elements[by];
    const filled = form.elements[was];
    const follow = () => {
      const former = of[filled.value];
      const fresh = of[choice.value];
      if (!former || !fresh) return;
      for (const [name, value] of Object.entries(fresh.values)) {
        const input = form.elements[name];
        if (input.value.trim() === former.values[name]) input.value = value;
      }
      for (const [name, text] of Object.entries(fresh.hints)) document.getElementById(form.elements[name].id + "-hint").textContent = text;
      filled.value = choice.value;
    };
    choice.addEventListener("change", follow);
    addEventListener("pageshow", follow); // a choice that the browser kept
  }
  form.querySelector("button[name=go][value=fill]")?.remove();
}
