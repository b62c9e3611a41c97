// Names are offered while they are typed, in a list below the field; arrow keys and Enter choose, Escape closes.
// Without this script the names are typed in full: the server knows them all the same.
const SEPARATORS = "、,，;；\n";
const PAUSE = 120;  // milliseconds without a key before the server is asked
let list = null;  // the open list, of the field that has the focus and the term that was typed then
let asked = 0;

// From where to where the name goes in which the cursor stands.
function nameAt(field) {
  const [before, after] = [field.value.slice(0, field.selectionStart), field.value.slice(field.selectionStart)];
  const ends = [...SEPARATORS].map((mark) => after.indexOf(mark)).filter((place) => place >= 0);
  return {
    start: Math.max(...[...SEPARATORS].map((mark) => before.lastIndexOf(mark))) + 1,
    end: before.length + Math.min(after.length, ...ends),
  };
}

function termOf(field) {
  const { start, end } = nameAt(field);
  return field.value.slice(start, end).trim();
}

function close() {
  for (const name of ["aria-activedescendant", "aria-controls"]) { list?.field.removeAttribute(name); }
  list?.remove();
  list = null;
}

function point(index) {
  const options = [...list.children];
  list.current = (index + options.length) % options.length;
  options.forEach((option, number) => option.setAttribute("aria-selected", String(number === list.current)));
  options[list.current].scrollIntoView({ block: "nearest" });
  list.field.setAttribute("aria-activedescendant", options[list.current].id);
}

function choose(option) {
  const { field } = list;
  const { start, end } = nameAt(field);
  field.setRangeText(option.textContent, start, end, "end");
  close();
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function optionOf(name, number, field) {
  const option = document.createElement("li");
  option.id = `${field.id}_option_${number}`;
  option.setAttribute("role", "option");
  option.textContent = name;
  option.addEventListener("mousedown", (event) => {
    event.preventDefault();  // the field keeps the focus
    choose(option);
  });
  return option;
}

function open(field, term, names) {
  close();
  if (names.length === 0 || document.activeElement !== field) { return; }
  list = document.createElement("ul");
  Object.assign(list, { className: "suggestions", id: `${field.id}_suggestions`, field, term });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0]?.textContent || "");
  list.append(...names.map((name, number) => optionOf(name, number, field)));
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  list.style.left = `${field.offsetLeft}px`;
  list.style.top = `${field.offsetTop + field.offsetHeight}px`;
  point(0);
}

// Until the next answer comes, what is offered holds what was typed meanwhile.
function narrow(term) {
  const fits = (name) => term && name.includes(term) && name !== term;
  [...list.children].forEach((option) => { if (!fits(option.textContent)) { option.remove(); } });
  list.term = term;
  if (list.children.length > 0) { point(0); } else { close(); }
}

async function offer(field, number) {
  const term = termOf(field);
  const answer = term && await fetch(`${field.dataset.suggestions}&term=${encodeURIComponent(term)}`);
  if (number !== asked) { return; }  // something else was typed meanwhile
  const names = answer && answer.ok ? (await answer.json()).names : [];
  open(field, term, names.filter((name) => name !== term));
}

function ask(event) {
  const field = event.target;
  if (!field.dataset?.suggestions || event.isComposing) { return; }
  if (list) { narrow(termOf(field)); }
  asked += 1;
  const number = asked;
  setTimeout(() => { if (number === asked) { offer(field, number).catch(close); } }, PAUSE);
}

const keys = {
  ArrowDown: () => point(list.current + 1),
  ArrowUp: () => point(list.current - 1),
  Enter: () => choose(list.children[list.current]),
  Escape: close,
};

document.addEventListener("input", ask);
document.addEventListener("compositionend", ask);
document.addEventListener("focusout", close);
document.addEventListener("keydown", (event) => {
  if (!event.target.dataset?.suggestions || event.isComposing) { return; }
  if (list && (event.key === "Escape" || list.term === termOf(list.field)) && keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  } else if (event.key === "Enter") {
    event.preventDefault();  // names stand in one line
  }
});
const begun = document.activeElement;
if (begun?.dataset.suggestions && begun.value !== begun.defaultValue) { ask({ target: begun }); }  // before this script came
