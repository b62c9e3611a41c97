// Leaving a form with unsaved words asks first: by a link of the menu, the language switch, closing the window.
const form = document.querySelector("#content-main > form");

function words() {
  return new URLSearchParams(new FormData(form)).toString();
}

if (form) {
  const unsaved = document.querySelector(".errornote, .conflict") !== null;  // what was sent came back unwritten
  let before = null;
  let sending = false;
  django.jQuery(() => { before = words(); });  // in turn after the widgets' own start
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && (unsaved || (before !== null && words() !== before))) {
      event.preventDefault();
    }
  });
}
