// What is too much is said before it is sent: the server closes the connection, and its answer may be lost with it.
const field = document.querySelector("input[type=file][data-most]");
const check = () => {
  const size = [...field.files].reduce((sum, file) => sum + file.size, 0);
  field.setCustomValidity(size > Number(field.dataset.most) ? field.dataset.tooMuch : "");
  field.reportValidity();
};
field.addEventListener("change", check);
