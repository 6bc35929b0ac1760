// A page that is hidden may never be shown again, which is all that a phone tells, so that what stands in the answer field
// is then kept as a draft. That the browser asks before a link leaves it behind is the work of typed.js.
const work = document.getElementById("work");
const words = work?.elements.text;
if (words) {
  let kept = words.defaultValue;
  work.addEventListener("submit", () => { kept = words.value; });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && words.value !== kept) navigator.sendBeacon(work.dataset.draft, new FormData(work));
  });
}
