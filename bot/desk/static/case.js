// What stands in the answer field and is not kept yet is not left behind unasked: the browser asks first. A page that is
// hidden may never be shown again, which is all that a phone tells, so that then the words are kept as a draft.
const work = document.getElementById("work");
const words = work?.elements.text;
if (words) {
  let kept = words.defaultValue;
  work.addEventListener("submit", () => { kept = words.value; });
  addEventListener("beforeunload", (event) => { if (words.value !== kept) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && words.value !== kept) navigator.sendBeacon(work.dataset.draft, new FormData(work));
  });
}
