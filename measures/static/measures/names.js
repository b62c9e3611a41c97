// select2 draws its own box in place of a select and leaves it without a name: it takes the select's.
function nameOf(select) {
  return (select.labels[0]?.textContent || select.getAttribute("aria-label") || "").replace(/[:：]\s*$/, "").trim();
}

function nameBoxes(area) {
  for (const select of area.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling;
    for (const part of box?.querySelectorAll("[role=combobox], [role=textbox]") || []) {
      const shown = part.getAttribute("title") || "";
      part.setAttribute("aria-label", part.matches("[role=textbox]") ? `${nameOf(select)} ${shown}`.trim() : nameOf(select));
    }
  }
}

// Django's double lists give their help signs a name, which a plain span may not bear: they are pictures.
window.addEventListener("load", () => setTimeout(() => {  // in turn after the lists' own start
  document.querySelectorAll(".help-tooltip[aria-label]").forEach((sign) => sign.setAttribute("role", "img"));
}));

django.jQuery(() => nameBoxes(document));  // in turn after select2's own start
document.addEventListener("formset:added", (event) => setTimeout(() => nameBoxes(event.target), 50));
django.jQuery(document).on("select2:open", (event) => {
  for (const field of document.querySelectorAll(".select2-search__field")) {
    field.setAttribute("aria-label", nameOf(event.target));
  }
  const box = event.target.nextElementSibling.querySelector("[role=combobox]");
  box.setAttribute("aria-controls", box.getAttribute("aria-owns"));  // what an open one needs by the newer rule
});
