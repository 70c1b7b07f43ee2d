/* A page of a referral that is left without being saved: what stands in its boxes is sent to be kept,
   sealed, with the draft. Nothing is kept in the browser. */

const form = document.querySelector("[data-juno-keep] form");
const now = () => {
  const data = new FormData(form);
  for (const name of ["csrfmiddlewaretoken", "submission", "version"]) data.delete(name);
  return new URLSearchParams(data).toString();
};
let kept = now();
let sending = false;

form.addEventListener("submit", () => {
  sending = true;
});

window.addEventListener("pageshow", () => {
  sending = false;
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden" || sending || now() === kept) return;
  const data = new FormData(form);
  data.set("do", "keep");
  if (navigator.sendBeacon(window.location.href, data)) kept = now();
});
