// The table of measures: arrow keys walk from cell to cell, Shift and an arrow mark cells below one another, Ctrl+D
// fills them with the first, and a block copied from a spreadsheet is laid over the cells from the one in hand.
// Without this script the server fills down and pastes: see `grid_filling.py`.
const form = document.getElementById("grid-form");
const body = form.querySelector("table.grid tbody");
const status = form.querySelector(".grid-status");
const CELL = "textarea, select, input:not([type=hidden])";
let marked = [];  // cells of one column, from the first to the last
let sending = false;

const cellOf = (field) => field.closest("td");
const fieldOf = (cell) => cell?.querySelector(CELL);
const rowOf = (field) => [...body.rows].indexOf(field.closest("tr"));
const fieldAt = (row, column) => fieldOf(body.rows[row]?.cells[column]);

function initialOf(field) {
  return cellOf(field).querySelector("input[type=hidden][name^=initial-]")?.value ?? field.defaultValue ?? "";
}

function note(field) {
  cellOf(field).classList.toggle("changed", field.value !== initialOf(field));
}

function unsaved() {
  return form.querySelector("td.changed, tr.wrong") !== null;
}

function mark(fields) {
  marked.forEach((field) => cellOf(field).classList.remove("marked"));
  marked = fields;
  marked.forEach((field) => cellOf(field).classList.add("marked"));
}

function go(row, column) {
  const field = fieldAt(row, column);
  if (!field) { return false; }
  field.focus();
  field.select?.();
  return true;
}

// Whether the caret stands where an arrow would leave the text.
function atEdge(field, key) {
  if (field.matches("select") || field.selectionStart === null) { return true; }
  const { selectionStart: start, selectionEnd: end, value } = field;
  if (start === 0 && end === value.length) { return true; }  // all is marked, as after walking here
  if (key === "ArrowLeft") { return start === 0 && end === 0; }
  if (key === "ArrowRight") { return start === value.length && end === value.length; }
  return key === "ArrowUp" ? !value.slice(0, start).includes("\n") : !value.slice(end).includes("\n");
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] };

function extend(field, step) {
  const [row, column] = [rowOf(field), cellOf(field).cellIndex];
  const cells = marked.length && marked[0] === field ? marked : [field];
  const wanted = Math.max(1, cells.length + step);
  mark(Array.from({ length: wanted }, (_, number) => fieldAt(row + number, column)).filter(Boolean));
}

function setValue(field, value) {
  if (field.matches("select")) {
    const text = value.trim();
    const option = [...field.options].find((each) => each.textContent.trim() === text || each.value === text);
    if (!option) { return false; }
    field.value = option.value;
  } else {
    field.value = value.trim();
  }
  note(field);
  return true;
}

function fillDown(field) {
  const [row, column] = [rowOf(field), cellOf(field).cellIndex];
  const range = marked.length > 1 && marked[0] === field ? marked : [fieldAt(row - 1, column), field].filter(Boolean);
  range.slice(1).forEach((each) => setValue(each, range[0].value));
}

// Rows of cells: a cell in quotes may hold line breaks and tabs, and "" for a quote, as spreadsheets copy them.
function readBlock(text) {
  const rows = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/g;
  for (const [found, quoted, plain, end] of text.matchAll(pattern)) {
    if (found === "" && rows.at(-1).length === 0) { break; }
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "") { break; }
    if (end !== "\t") { rows.push([]); }
  }
  return rows.filter((row) => row.length > 0);
}

function paste(event) {
  const field = event.target.closest(CELL);
  const text = event.clipboardData.getData("text/plain");
  const block = readBlock(text);
  if (!field || !body.contains(field) || (block.length < 2 && (block[0] || []).length < 2)) { return; }
  event.preventDefault();
  const [row, column] = [rowOf(field), cellOf(field).cellIndex];
  const heads = form.querySelectorAll("table.grid thead th");
  const problems = [];
  let beyond = 0;
  block.forEach((cells, down) => cells.forEach((value, right) => {
    const target = fieldAt(row + down, column + right);
    if (!target) {
      beyond += value.trim() === "" ? 0 : 1;
    } else if (!setValue(target, value)) {
      problems.push(`${status.dataset.line} ${row + down + 1} ${heads[column + right].textContent}：“${value.trim()}” ${status.dataset.unknown}`);
    }
  }));
  if (beyond) { problems.push(`${beyond} ${status.dataset.beyond}`); }
  status.textContent = problems.join("；");
}

function keydown(event) {
  const field = event.target.closest(CELL);
  if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (!field || !body.contains(field) || event.isComposing || field.hasAttribute("aria-controls")) { return; }
  const step = STEPS[event.key];
  if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    fillDown(field);
  } else if (step && event.shiftKey && step[0] && event.key !== "Enter") {
    event.preventDefault();
    extend(field, step[0]);
  } else if (step && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey && atEdge(field, event.key)) {
    if (go(rowOf(field) + step[0], cellOf(field).cellIndex + step[1]) || event.key === "Enter") { event.preventDefault(); }
  }
}

form.addEventListener("keydown", keydown);
form.addEventListener("paste", paste);
for (const kind of ["input", "change"]) {
  form.addEventListener(kind, (event) => { if (event.target.closest("tbody td")) { note(event.target); } });
}
form.addEventListener("focusin", (event) => { if (!marked.includes(event.target) && event.target.matches(CELL)) { mark([]); } });
form.addEventListener("submit", () => { sending = true; });
window.addEventListener("pageshow", () => { sending = false; });
window.addEventListener("beforeunload", (event) => { if (!sending && unsaved()) { event.preventDefault(); } });
const button = form.querySelector(".fill-down");
button.hidden = form.querySelector(".grid-keys").hidden = false;
button.addEventListener("mousedown", (event) => event.preventDefault());  // the cell keeps the focus
button.addEventListener("click", () => { if (body.contains(document.activeElement)) { fillDown(document.activeElement); } });
body.querySelectorAll(CELL).forEach((field) => { if (cellOf(field) && field.name !== "pk") { note(field); } });
