// Telegram passes what it signed in the part of the address after "#", which no server sees:
// https://core.telegram.org/bots/webapps#initializing-mini-apps
const form = document.getElementById("mini-app");
const passed = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
if (form && passed) {
  form.elements.init_data.value = passed;
  form.elements.next.value = new URLSearchParams(location.search).get("next") || "/";
  form.submit();
}
