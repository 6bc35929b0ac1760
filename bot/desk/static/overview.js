// On a narrow screen the parts of the overview begin closed, so that their headings are one list; one that the address names is open.
if (matchMedia("(max-width: 52rem)").matches)
  for (const part of document.querySelectorAll("details.part")) part.open = part.id === location.hash.slice(1);
