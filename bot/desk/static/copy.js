// Copies the text that a button names to the clipboard; where scripts don't run, it is selected and copied by hand.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const said = button.parentElement.querySelector("[data-copied]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
    said.textContent = said.dataset.copied;
  });
}
