// Words that were typed into a form marked with data-typed and not sent are not left behind unasked: the browser asks first.
// data-typed="unsaved" marks a form that gives back words which are stored nowhere.
const texts = (form) => [...form.elements].filter((one) => one.matches("textarea, input:not([type]), input[type=text]"));
const kept = new Map();
for (const form of document.querySelectorAll("form[data-typed]")) {
  kept.set(form, form.dataset.typed === "unsaved" ? null : texts(form).map((one) => one.defaultValue));
  form.addEventListener("submit", () => { kept.set(form, texts(form).map((one) => one.value)); });
}
addEventListener("beforeunload", (event) => {
  const isLost = ([form, words]) => words === null || texts(form).some((one, at) => one.value !== words[at]);
  if ([...kept].some(isLost)) event.preventDefault();
});
