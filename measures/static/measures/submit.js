// A second click on a slow line sends nothing: the buttons of a form rest for a while once it was sent to be written.
// (Should it be sent twice all the same, the server knows it by its `form_token`, version or fingerprint.)
const REST = 20000;
const resting = new Set();

function wake(buttons) {
  for (const button of buttons) {
    button.disabled = false;
    resting.delete(button);
  }
}

document.addEventListener("submit", (event) => {
  const method = event.submitter?.getAttribute("formmethod") || event.target.method;
  if (method !== "post") { return; }
  const buttons = [...event.target.elements].filter((field) => field.type === "submit" && !field.disabled);
  setTimeout(() => {  // after the clicked button's name was taken along
    if (event.defaultPrevented) { return; }
    for (const button of buttons) {
      button.disabled = true;
      resting.add(button);
    }
  });
  setTimeout(() => wake(buttons), REST);
});
window.addEventListener("pageshow", () => wake(resting));
