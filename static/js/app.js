// Comfort only: every page works without this file.
"use strict";
(() => {
  const find = (selector, within = document) => within.querySelector(selector);
  const KEYS = "cruxmap-keys";

  // A slider and the number beside it say the same.
  addEventListener("input", ({ target }) => {
    const number = target.dataset.beside && find("#" + target.dataset.beside);
    const slider = target.type === "number" && find(`[data-beside="${target.id}"]`);
    if (number) number.value = target.value;
    if (slider && target.value !== "") slider.value = target.value;
    if (number || slider) {
      const box = target.form?.elements.ill_posed;
      if (box) box.checked = false;
    }
  });

  // One form for a credence at a time; closing it leads back to the link that opened it.
  const close = () => {
    const form = find(".slot #rate-form");
    if (!form) return false;
    const card = form.closest(".cred");
    form.remove();
    find(".rate", card)?.focus();
    return true;
  };
  addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest?.("a.rate[hx-get]")) find(".slot #rate-form")?.remove();
    if (event.target.closest?.("[data-cancel]") && close()) event.preventDefault();
  }, true);

  // After a swap the focus goes where the reader works on: into the form, or back to the card.
  let rated = null;
  addEventListener("submit", ({ target }) => {
    if (target.id === "rate-form" && target.closest(".slot")) rated = target.dataset.node;
  }, true);
  addEventListener("htmx:after:swap", () => {
    const form = find(".slot #rate-form");
    if (form) {
      if (!form.contains(document.activeElement)) {
        (find("[aria-invalid]", form) || find("[type=number]", form)).focus();
      }
    } else if (rated) {
      const id = "cred-" + rated;
      rated = null;
      document.getElementById(id)?.querySelector(".rate")?.focus();
    }
  });

  // Single keys: j and k walk the claims, o opens one, r rates it, / searches. The box with the
  // id keys-switch turns them off and on (WCAG 2.1.4); the choice stays in this browser.
  const off = () => localStorage.getItem(KEYS) === "off";
  const claims = () =>
    [...document.querySelectorAll(".claim")].filter((claim) => claim.checkVisibility());
  const here = () => document.activeElement.closest?.(".claim");
  const step = (by) => {
    const all = claims(), now = here();
    const next = now
      ? all[all.indexOf(now) + by]
      : all.find((claim) => claim.getBoundingClientRect().bottom > 80);
    if (!next) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const act = {
    j: () => step(1),
    k: () => step(-1),
    o: () => find(".text a", here())?.click(),
    r: () => find(".rate", here())?.click(),
    "/": () => find("[type=search]")?.focus(),
  };
  addEventListener("keydown", (event) => {
    const typing = event.target.matches?.(
      "input:not([type=checkbox],[type=range]),textarea,select"
    );
    if (event.key === "Escape" && close()) return;
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.isComposing || off()) return;
    const ready = event.key === "/" ? find("[type=search]") : here() || "jk".includes(event.key);
    if (event.key in act && ready) {
      event.preventDefault();
      act[event.key]();
    }
  });
  const box = find("#keys-switch");
  if (box) {
    box.closest("[hidden]")?.removeAttribute("hidden");
    box.checked = !off();
    box.addEventListener("change", () => localStorage.setItem(KEYS, box.checked ? "on" : "off"));
  }
})();
