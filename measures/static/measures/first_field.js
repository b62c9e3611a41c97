// The first field of a new record takes the focus, or the first that is wrong, unless somebody has begun elsewhere:
// Django's own script, which comes when it comes, takes it from whoever is typing.
if (document.activeElement === document.body && window.scrollY === 0) {
  const fields = [...document.querySelector("#content-main > form").elements]
    .filter((field) => field.matches("input, select, textarea") && !field.disabled && field.checkVisibility());
  const wrong = fields.find((field) => field.closest(".errors, td:has(> .errorlist)"));
  (document.querySelector(".errornote") ? wrong : fields[0])?.focus();
}
