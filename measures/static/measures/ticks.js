// One box before each group of the comparison ticks or clears all boxes of the group.
for (const group of document.querySelectorAll("details.outcome")) {
  const boxes = [...group.querySelectorAll("input[name=tick]")];
  if (boxes.length > 1) {
    const all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", group.querySelector("summary").textContent.trim());
    all.addEventListener("click", (event) => event.stopPropagation());
    const show = () => { all.checked = boxes.every((box) => box.checked); };
    all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
    boxes.forEach((box) => box.addEventListener("change", show));
    show();
    group.prepend(all);
    all.className = "all";
  }
}
