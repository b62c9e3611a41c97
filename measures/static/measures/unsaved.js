// Unsaved words of a form: leaving asks first, by whatever way; a draft is kept in this browser and offered again after
// a crash; Ctrl+S saves and stays, Ctrl+Enter saves and opens the next.
const form = document.querySelector("#content-main > form");
const offer = document.getElementById("draft");
const NOT_KEPT = ["csrfmiddlewaretoken", "_restore", "_popup"];
const PAUSE = 300;  // milliseconds after a key until the draft is written

function fields(filled = form) {
  const texts = [...new FormData(filled)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));
  return new URLSearchParams(texts).toString();
}

// As the server sent the form, whatever was typed before this script came.
function fieldsAsSent() {
  const copy = form.cloneNode(true);
  copy.querySelectorAll("[form]").forEach((field) => field.remove());  // of another form
  copy.reset();
  return fields(copy);
}

function keyOf(address) {
  const adding = address.pathname.endsWith("/add/");  // what a list hands on says nothing of a record
  return `${DRAFT}${offer.dataset.user}:${address.pathname}${adding ? address.search : ""}`;
}

class Draft {
  constructor() {
    this.key = keyOf(location);
    this.found = readDraft(this.key);
    this.before = fieldsAsSent();
    this.returned = document.querySelector(".errornote, .conflict, .restored") !== null;  // sent, and not written
    this.sending = false;
    this.dropped = false;
  }

  get unsaved() {
    return this.returned || fields() !== this.before;
  }

  keep() {
    if (this.dropped) { return; }
    try {
      if (this.unsaved) {
        const version = form.elements.version?.value;
        localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), version, fields: fields() }));
      } else if (!this.found) {
        localStorage.removeItem(this.key);
      }
    } catch {
      // the browser's store is full or switched off: what is typed stays in the page
    }
  }

  discard() {
    localStorage.removeItem(this.key);
    this.found = null;
    offer.hidden = true;
  }

  // The server fills the form with what was kept, beside what anybody saved since, and writes nothing.
  restore() {
    const sent = document.createElement("form");
    Object.assign(sent, { method: "post", action: location.href, hidden: true });
    const token = form.elements.csrfmiddlewaretoken.value;
    for (const [name, value] of [...new URLSearchParams(this.found.fields), ["csrfmiddlewaretoken", token], ["_restore", "1"]]) {
      const input = document.createElement("textarea");  // keeps line breaks
      Object.assign(input, { name, value });
      sent.append(input);
    }
    this.sending = true;
    document.body.append(sent);
    sent.submit();
  }

  show() {
    if (!this.found || this.returned) { return; }
    offer.querySelector("time").textContent = new Date(this.found.at).toLocaleString(document.documentElement.lang);
    offer.querySelector(".newer").hidden = this.found.version === form.elements.version?.value;
    offer.querySelector("[name=restore]").addEventListener("click", () => this.restore());
    offer.querySelector("[name=discard]").addEventListener("click", () => this.discard());
    offer.hidden = false;
  }
}

function listen(draft) {
  let waiting;
  form.addEventListener("input", () => { draft.dropped = false; });
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => draft.keep(), PAUSE);
    });
  }
  form.addEventListener("submit", () => {
    draft.keep();
    draft.sending = true;
  });
  document.addEventListener("drafts:dropped", () => {
    clearTimeout(waiting);
    draft.dropped = true;
  });
  window.addEventListener("pageshow", () => { draft.sending = false; });
  if (draft.unsaved) { draft.keep(); }
  window.addEventListener("beforeunload", (event) => {
    if (!draft.sending && draft.unsaved) { event.preventDefault(); }
  });
}

function press(event, ...names) {
  const button = names.map((name) => form.querySelector(`[type=submit][name=${name}]`)).find((found) => found);
  if (button) {
    event.preventDefault();
    button.click();
  }
}

function shortcuts(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) { return; }
  if (event.key.toLowerCase() === "s") { press(event, "_continue", "_save"); }
  if (event.key === "Enter") { press(event, "_next", "_save"); }
}

if (form && offer) {
  sessionStorage.removeItem(SENT);
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, keyOf(location)));
  window.addEventListener("pageshow", (event) => { if (event.persisted) { sessionStorage.removeItem(SENT); } });
  document.addEventListener("keydown", shortcuts);
  django.jQuery(() => {  // in turn after the widgets' own start
    const draft = new Draft();
    draft.show();
    listen(draft);
  });
}
