// A page that the browser kept as it was, and shows again when somebody goes back, may be out of date: it is asked for anew.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
