// Columns of a report: buttons that move a row, take it in or leave it out; the rows stand in the order of their numbers.
for (const picker of document.querySelectorAll(".columns-picker")) {
  const body = picker.querySelector("tbody");
  const place = (row) => row.querySelector("[inputmode=decimal]");
  const chosen = () => [...body.rows].filter((row) => place(row).value.trim());
  const show = () => {
    for (const row of body.rows) {
      const isChosen = Boolean(place(row).value.trim());
      row.classList.toggle("chosen", isChosen);
      const [up, down, use] = row.querySelectorAll("button");
      up.disabled = down.disabled = !isChosen;
      use.textContent = isChosen ? picker.dataset.leave : picker.dataset.use;
    }
  };
  const number = () => {
    chosen().forEach((row, index) => { place(row).value = index + 1; });
    show();
  };
  const sort = () => {
    const rows = chosen();
    if (rows.some((row) => Number.isNaN(Number(place(row).value)))) { show(); return; } // the server says what is wrong
    rows.sort((one, other) => place(one).value - place(other).value);
    if (rows.some((row, index) => row !== body.rows[index])) { body.prepend(...rows); } // a row that is moved loses the focus
    number();
  };
  const acts = {
    up: (row) => { const rows = chosen(), at = rows.indexOf(row); if (at > 0) rows[at - 1].before(row); },
    down: (row) => { const rows = chosen(), at = rows.indexOf(row); if (rows[at + 1]) rows[at + 1].after(row); },
    use: (row) => {
      const last = chosen().at(-1);
      place(row).value = place(row).value.trim() ? "" : "1";
      if (last) last.after(row); else body.prepend(row);
    },
  };
  for (const row of body.rows) {
    place(row).addEventListener("change", sort);
    const cell = row.insertCell();
    for (const [name, act] of Object.entries(acts)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = picker.dataset[name];
      button.setAttribute("aria-describedby", row.cells[1].id);
      button.addEventListener("click", () => { act(row); number(); button.focus(); });
      cell.append(button);
    }
  }
  picker.querySelector("thead tr").append(document.createElement("td"));
  const active = document.activeElement;
  if (body.contains(active)) { show(); active.addEventListener("blur", sort, { once: true }); } else { sort(); } // who has begun to type goes on
}
