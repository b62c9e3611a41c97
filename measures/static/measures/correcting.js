// Correcting a reading: what is marked in the document, or the place that was clicked, goes into the form; keys press
// its buttons. Without this script the line and its words are typed.
const form = document.getElementById("correcting");
const pane = document.querySelector(".reading .document");
const bar = document.querySelector(".correcting");
const marked = bar && bar.querySelector(".marked");
const byHand = bar && bar.querySelector(".marked-by-hand");

function characters(text) {
  return [...text].length;  // as the server counts: a character outside of the basic plane is one
}

// The place in the document of a point in the page: the line's place and the characters before the point on it.
function placeOf(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const line = element && element.closest("li[data-at]");
  if (!line || !pane.contains(line)) { return null; }
  const range = document.createRange();
  range.setStart(line, 0);
  range.setEnd(node, offset);
  return { line, at: Number(line.dataset.at) + characters(range.toString()), before: range.toString() };
}

function hide(fields) {
  fields.querySelectorAll("input").forEach((input) => { input.value = ""; });
  fields.hidden = true;
}

function mark(start, end) {
  const number = start.line.id.slice(1);
  hide(byHand);
  form.elements.start.value = start.at;
  form.elements.end.value = end ? end.at : "";
  const words = start.line.textContent.slice(start.before.length);
  const shown = end ? document.getSelection().toString().slice(0, 30) : `${start.before.slice(-12)}▏${words.slice(0, 12)}`;
  marked.textContent = `${marked.dataset.line} ${number}：${shown}`;
}

function isMarked(selection) {
  return !selection.isCollapsed && pane.contains(selection.anchorNode);
}

function readMarked(selection) {
  const range = selection.getRangeAt(0);
  const start = placeOf(range.startContainer, range.startOffset);
  const end = placeOf(range.endContainer, range.endOffset);
  if (start && end) { mark(start, end); }
}

function readSelection(event) {
  const selection = document.getSelection();
  if (isMarked(selection)) {
    readMarked(selection);
    return;
  }
  const point = document.caretRangeFromPoint
    ? document.caretRangeFromPoint(event.clientX, event.clientY)
    : document.caretPositionFromPoint(event.clientX, event.clientY);
  const place = point && placeOf(point.startContainer || point.offsetNode, point.startOffset ?? point.offset);
  if (place) { mark(place, null); }
}

function countTicked() {
  const count = document.querySelectorAll(".record input[name=code]:checked").length;
  if (count > 0) { marked.textContent = `${count} ${marked.dataset.records}`; }
}

if (form && pane) {
  const begun = byHand.contains(document.activeElement) || [...byHand.querySelectorAll("input")].some((input) => input.value);
  if (!begun) { hide(byHand); }
  countTicked();  // what was ticked or marked before this script came
  if (isMarked(document.getSelection())) { readMarked(document.getSelection()); }
  pane.addEventListener("mouseup", readSelection);
  document.querySelector(".became").addEventListener("change", countTicked);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    const button = bar.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (button && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      button.click();
    }
  });
}
