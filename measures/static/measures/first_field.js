// The first field of a new record takes the focus, unless somebody has begun elsewhere: Django's own script, which comes
// when it comes, takes it from whoever is typing.
if (document.activeElement === document.body && window.scrollY === 0) {
  [...document.querySelector("#content-main > form").elements]
    .find((field) => field.matches("input, select, textarea") && !field.disabled && field.checkVisibility())?.focus();
}
