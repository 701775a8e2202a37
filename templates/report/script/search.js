"use strict";

/* Crates have hyphens in their packages' names and underscores in their own: both are found by either. */
const alike = (text) => text.toLowerCase().replaceAll("_", "-");
(() => {
  const MOST_RESULTS = 30;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const input = one("#find"), results = one("#find-results"), count = one("#find-count");
  const clear = one("#find-clear"), panel = one("#found"), picture = one(".picture");

  const crates = all("details.crate").map((details) => ({
    name: details.dataset.name,
    key: alike(details.dataset.name),
    body: details.querySelector("dl"),
  }));
  const byId = new Map(crates.map((crate) => [crate.body.id, crate]));
  const chips = all(".chips li", picture);

  let opened = [];

  const unmark = () => {
    opened.forEach((details) => { details.open = false; });
    opened = [];
    picture.classList.remove("searching");
    all(".hit", picture).forEach((element) => element.classList.remove("hit"));
    panel.hidden = true;
    panel.replaceChildren();
  };

  const reveal = (element) => {
    const changed = [];
    for (let outer = element.closest("details"); outer; outer = outer.parentElement.closest("details")) {
      if (!outer.open) changed.push(outer);
      outer.open = true;
    }
    return changed;
  };

  const mark = (isWanted) => {
    picture.classList.add("searching");
    for (const chip of chips.filter(isWanted)) {
      chip.classList.add("hit");
      const box = chip.closest(".box");
      box.classList.add("hit");
      opened.push(...reveal(chip));
    }
  };

  const heading = (text) => {
    const title = document.createElement("h3");
    title.textContent = text;
    return title;
  };

  const show = (crate) => {
    unmark();
    const body = crate.body.cloneNode(true);
    body.removeAttribute("id");
    panel.replaceChildren(heading(crate.name), body);
    panel.hidden = false;
    clear.hidden = false;
    mark((chip) => chip.querySelector("a")?.hash === "#" + crate.body.id);
  };

  const showStd = () => {
    unmark();
    clear.hidden = false;
    mark((chip) => !chip.querySelector("a"));
    all(".box.std", picture).forEach((box) => box.classList.add("hit"));
  };

  const offer = (label, action) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", action);
    item.append(button);
    return item;
  };

  const search = () => {
    const wanted = alike(input.value.trim());
    results.replaceChildren();
    count.textContent = "";
    if (!wanted) return;
    const found = crates.filter((crate) => crate.key.includes(wanted));
    const rank = (crate) => (crate.key.split(" ")[0] === wanted ? 0 : crate.key.startsWith(wanted) ? 1 : 2);
    found.sort((left, right) => rank(left) - rank(right));
    if (wanted === "std") results.append(offer("std", showStd));
    results.append(...found.slice(0, MOST_RESULTS).map((crate) => offer(crate.name, () => show(crate))));
    count.textContent = `${found.length} ${found.length === 1 ? "crate matches" : "crates match"}`;
  };

  const reset = () => {
    input.value = "";
    search();
    unmark();
    clear.hidden = true;
  };

  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") results.querySelector("button")?.click();
    if (event.key === "Escape") reset();
  });
  clear.addEventListener("click", () => { reset(); input.focus(); });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const crate = byId.get(link.hash.slice(1));
    if (crate && link.closest(".picture, #found")) {
      event.preventDefault();
      show(crate);
      panel.focus({ preventScroll: true });
      panel.scrollIntoView({ block: "nearest" });
    } else {
      const target = document.getElementById(link.hash.slice(1));
      if (target) reveal(target);
    }
  });

  const wires = all("[data-from]", picture);
  const light = (event) => {
    const box = event.target.closest(".box");
    const ids = new Set(box ? [box.id, ...all(".box", box).map((part) => part.id)] : []);
    for (const wire of wires) {
      const ends = `${wire.dataset.from} ${wire.dataset.to}`.split(" ");
      wire.classList.toggle("active", ends.some((end) => ids.has(end)));
    }
  };
  picture.addEventListener("pointerover", light);
  picture.addEventListener("focusin", light);
  picture.addEventListener("pointerleave", light);

  let printed = [];
  addEventListener("beforeprint", () => {
    printed = all(".rule > details:not(.manual), .box.more > details, details.long").filter((details) => !details.open);
    printed.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => printed.forEach((details) => { details.open = false; }));

  one(".finder").hidden = crates.length === 0;
})();
