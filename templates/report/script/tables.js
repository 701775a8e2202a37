(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const sets = JSON.parse(document.getElementById("sets").textContent);

  const number = (text) => (/^\d+$/.test(text) ? Number(text) : null);
  const compare = (left, right) => {
    const [first, second] = [number(left), number(right)];
    return first !== null && second !== null ? first - second : left.localeCompare(right);
  };

  const closeSets = (table) => all("tr.open-set", table).forEach((row) => {
    row.previousElementSibling.querySelector("[data-set] button").setAttribute("aria-expanded", "false");
    row.remove();
  });

  const sort = (table, column) => {
    closeSets(table);
    const heads = all("thead th", table), head = heads[column];
    const down = head.getAttribute("aria-sort") === "ascending";
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [row.cells[column].textContent.trim(), row]);
    rows.sort((left, right) => (down ? -1 : 1) * compare(left[0], right[0]));
    body.append(...rows.map(([, row]) => row));
  };

  for (const table of all("table.sortable")) {
    all("thead th", table).forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, column));
      head.append(button);
    });
  }

  const entries = (root) => all("tbody tr:not(.open-set), details.crate", root);
  for (const input of all("[data-filters]")) {
    const root = document.getElementById(input.dataset.filters), status = input.parentElement.querySelector("[role=status]");
    const keys = entries(root).map((entry) => [entry, alike(entry.dataset.name ?? entry.textContent)]);
    input.addEventListener("input", () => {
      if (root.tBodies) closeSets(root);
      const words = alike(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [entry, key] of keys) {
        entry.hidden = !words.every((word) => key.includes(word));
        if (!entry.hidden) shown += 1;
      }
      status.textContent = words.length ? `${shown} of ${keys.length}` : "";
      const outer = root.closest("details");
      if (words.length && outer) outer.open = true;
      if (words.length) all("details.class", root).forEach((group) => { group.open = true; });
    });
    input.parentElement.hidden = false;
  }

  const names = new Map(all("details.crate").map((one) => [one.querySelector("dl").id, one.dataset.name]));
  const numbers = (ranges) => ranges.split(" ").filter(Boolean).flatMap((range) => {
    const [first, last] = range.split("-").map(Number);
    return Array.from({ length: (last ?? first) - first + 1 }, (_, step) => first + step);
  });
  const chip = (crate) => {
    const item = document.createElement("li"), link = document.createElement("a");
    link.href = `#crate-${crate}`;
    link.textContent = names.get(`crate-${crate}`);
    item.append(link);
    return item;
  };
  const toggle = (cell, button) => {
    const row = cell.parentElement;
    if (row.nextElementSibling?.classList.contains("open-set")) {
      row.nextElementSibling.remove();
      button.setAttribute("aria-expanded", "false");
      return;
    }
    const inner = document.createElement("tr"), body = document.createElement("td"), list = document.createElement("ul");
    inner.className = "open-set";
    body.colSpan = row.cells.length;
    list.className = "chips";
    list.append(...numbers(sets[cell.dataset.set]).map(chip));
    body.append(list);
    inner.append(body);
    row.after(inner);
    button.setAttribute("aria-expanded", "true");
  };
  for (const cell of all("[data-set]")) {
    if (cell.textContent === "0") continue;
    const button = document.createElement("button"), name = cell.parentElement.cells[0].textContent;
    button.type = "button";
    button.textContent = cell.textContent;
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", `${cell.textContent} crates inside ${name}`);
    button.addEventListener("click", () => toggle(cell, button));
    cell.replaceChildren(button);
  }
})();
