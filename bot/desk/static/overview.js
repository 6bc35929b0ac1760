// On a narrow screen the parts of the overview begin closed, so that their headings are one list; one that the address names is open.
const parts = document.querySelectorAll("details.part");
const openNamed = () => { for (const part of parts) if (part.id === location.hash.slice(1)) part.open = true; };
if (matchMedia("(max-width: 52rem)").matches) for (const part of parts) part.open = false;
openNamed();
addEventListener("hashchange", openNamed);
