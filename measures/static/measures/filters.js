// A filter is a list of addresses: choosing one goes there.
for (const list of document.querySelectorAll("select[data-go]")) {
  list.addEventListener("change", () => window.location.assign(list.value || window.location.pathname));
}
