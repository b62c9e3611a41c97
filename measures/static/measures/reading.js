// The page of a reading: n and p (or the buttons) walk through what is to be looked at, d marks it as looked at. The
// marks are kept in this browser, by the document's digest. Without this script the links do the same, but for the marks.
const reading = document.querySelector(".reading");
const items = [...reading.querySelectorAll(".problem-list li")];
const key = `looked-at:${reading.dataset.document}`;
const marked = new Set(JSON.parse(localStorage.getItem(key) || "[]"));
let current = -1;

function within(pane, element) {
  const place = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += place - pane.clientHeight / 3;
}

function point(element) {
  reading.querySelectorAll(".pointed").forEach((other) => other.classList.remove("pointed"));
  element.classList.add("pointed");
  within(element.closest(".pane"), element);
  element.scrollIntoView({ block: "nearest" });  // the pane may reach below the window, or behind the buttons
}

function show(index) {
  if (items.length === 0) { return; }
  current = (index + items.length) % items.length;
  const line = document.getElementById(items[current].querySelector("a").hash.slice(1));
  if (line) { point(line); }
  items.forEach((item, number) => item.toggleAttribute("aria-current", number === current));
  within(items[current].closest(".pane"), items[current]);
  draw();
}

function mark() {
  if (current < 0) { return; }
  if (!marked.delete(current)) { marked.add(current); }
  localStorage.setItem(key, JSON.stringify([...marked]));
  draw();
}

function draw() {
  items.forEach((item, number) => item.classList.toggle("looked-at", marked.has(number)));
  const place = reading.querySelector(".current");
  if (place) { place.textContent = current < 0 ? "" : `${current + 1} / `; }
  reading.querySelector("button.done")?.setAttribute("aria-pressed", String(marked.has(current)));
}

const actions = { n: () => show(current + 1), p: () => show(Math.max(current, 0) - 1), d: mark };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && actions[event.key]) {
    event.preventDefault();
    actions[event.key]();
  }
});
reading.querySelector("button.next")?.addEventListener("click", actions.n);
reading.querySelector("button.previous")?.addEventListener("click", actions.p);
reading.querySelector("button.done")?.addEventListener("click", actions.d);

// A link within the page scrolls the pane that it leads to, not the whole page.
reading.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const element = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (element) {
    event.preventDefault();
    const index = items.indexOf(link.closest(".problem-list li"));
    if (index >= 0) { show(index); } else { point(element); }
  }
});
if (location.hash.startsWith("#L")) {
  const line = document.getElementById(location.hash.slice(1));
  if (line) { point(line); }
}
draw();
