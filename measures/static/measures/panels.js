// The panels of a list: opening one leads the keyboard to its first field, Enter there presses its first button, and
// Escape closes it. A box of a row that is ticked means those rows, not all of the list.
const panels = [...document.querySelectorAll(".bulk-panel")];
const across = document.querySelector(".across input");

function lead(panel) {
  if (panel.open) { panel.querySelector("div input, div select, div button")?.focus(); }
}

for (const panel of panels) {
  if (document.activeElement === panel.querySelector("summary")) { lead(panel); }  // opened before this script came
  panel.addEventListener("toggle", () => lead(panel));
  panel.addEventListener("keydown", (event) => {
    if (event.isComposing || event.target.hasAttribute("aria-controls")) { return; }  // names are being offered
    if (event.key === "Escape") {
      panel.open = false;
      panel.querySelector("summary").focus();
    } else if (event.key === "Enter" && event.target.matches("div input, div select")) {
      event.preventDefault();
      panel.querySelector("div button").click();
    }
  });
}

document.addEventListener("click", (event) => {
  for (const panel of panels) {
    if (panel.open && !panel.contains(event.target)) { panel.open = false; }
  }
});
document.getElementById("result_list")?.addEventListener("change", (event) => {
  if (across && event.target.matches(".action-select")) { across.checked = false; }
});
