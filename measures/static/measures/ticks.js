// One box before each group of the comparison ticks or clears all boxes of the group.
for (const group of document.querySelectorAll("details.outcome")) {
  const boxes = [...group.querySelectorAll("input[name=tick]")];
  if (boxes.length > 1) {
    const all = document.createElement("input");
    all.type = "checkbox";
    all.checked = true;
    all.setAttribute("aria-label", group.querySelector("summary").textContent.trim());
    all.addEventListener("click", (event) => event.stopPropagation());
    all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
    group.prepend(all);
    all.className = "all";
  }
}
