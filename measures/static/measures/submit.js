// A second click on a slow line sends nothing: the buttons rest for a while once a form was sent.
// (Should it be sent twice all the same, the server knows it by its `form_token`.)
const REST = 20000;

function setDisabled(buttons, disabled) {
  buttons.forEach((button) => { button.disabled = disabled; });
}

document.addEventListener("submit", (event) => {
  const buttons = event.target.querySelectorAll("[type=submit]");
  setTimeout(() => setDisabled(buttons, !event.defaultPrevented));  // after the clicked button's name was taken along
  setTimeout(() => setDisabled(buttons, false), REST);
});
window.addEventListener("pageshow", () => setDisabled(document.querySelectorAll("[type=submit]"), false));
