// Comfort only: a page that stays open learns of changes, says so, and shows them in its place.
"use strict";
(() => {
  const line = document.getElementById("live");
  if (!line) return;
  const REFUSED = 60_000, BUSY = 1_000, HIDDEN = 30_000;
  const RENEWAL = "innerMorph";
  const TYPED = "input:not([type=hidden],[type=submit]),textarea,select";
  let opened = Number(line.dataset.opened);
  let latest = Number(line.dataset.revision);
  let shown = latest;
  const own = new Set();
  let source, asking, leaving;

  // What others have done since a revision; one's own changes are no news.
  const theirs = (since) =>
    latest - since - [...own].filter((one) => one > since && one <= latest).length;

  const say = () => {
    const { id, top } = place();
    tell(theirs(opened));
    hold(id, top);
  };
  const tell = (count) => {
    if (!count) return line.replaceChildren();
    const link = document.createElement("a");
    link.href = `${line.dataset.history}?since=${opened}`;
    link.textContent = count === 1 ? "Show it" : "Show them";
    const hide = document.createElement("button");
    hide.type = "button";
    hide.className = "plain";
    hide.textContent = "Hide";
    hide.addEventListener("click", () => {
      opened = latest;
      say();
      document.getElementById("main").focus({ preventScroll: true });
    });
    const changes = count === 1 ? "1 change" : `${count} changes`;
    line.replaceChildren(`${changes} since you opened this. `, link, " ", hide);
  };

  // The stream. A browser has few connections to a site, so pages out of sight give theirs back.
  const listen = () => {
    clearTimeout(leaving);
    if (source || document.hidden) return;
    const stream = source = new EventSource(`${line.dataset.live}?since=${latest}`);
    stream.addEventListener("revision", ({ data }) => {
      const { revision, within } = JSON.parse(data);
      latest = revision;
      say();
      if (theirs(shown)) ask(Math.random() * within * 1000);
    });
    stream.addEventListener("error", () => {
      if (stream.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
      leave();
      setTimeout(listen, REFUSED * (1 + Math.random()));
    });
  };
  const leave = () => {
    source?.close();
    source = undefined;
  };
  addEventListener("visibilitychange", () => {
    if (document.hidden) leaving = setTimeout(leave, HIDDEN);
    else listen();
  });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", listen);

  // Who is filling in a form is left alone until it is sent or closed.
  const differs = (field) => {
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked !== field.defaultChecked;
    }
    if (field.localName !== "select") return field.value !== field.defaultValue;
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  };
  const busy = () =>
    document.querySelector(".slot form") ||
    [...document.querySelectorAll(TYPED)].some((field) =>
      differs(field) || (field === document.activeElement && field.type !== "checkbox"));

  const ask = (wait) => {
    clearTimeout(asking);
    asking = setTimeout(renew, wait);
  };
  let renewing = false;
  const renew = () => {
    if (document.hidden || busy() || renewing) return ask(BUSY);
    renewing = true;
    const asked = latest;
    htmx.ajax("GET", location.pathname + location.search, { target: "body", swap: RENEWAL })
      .then(() => { shown = Math.max(shown, asked); })
      .finally(() => {
        renewing = false;
        if (theirs(shown) > 0) ask(BUSY);
      });
  };

  // What the reader looks at stays where it is, and what has the focus keeps it.
  const inView = ({ top, bottom }) => bottom > 0 && top < innerHeight;
  const looked = (focused) => {
    const held = focused.closest("main [id]");
    if (held && inView(focused.getBoundingClientRect())) return held;
    return scrollY && [...document.querySelectorAll("main [id]")]
      .find((piece) => piece.checkVisibility() && piece.getBoundingClientRect().bottom > 0);
  };
  const place = () => {
    const focused = document.activeElement;
    const seen = looked(focused);
    return {
      id: seen?.id,
      top: seen ? seen.getBoundingClientRect().top : 0,
      focused,
      holder: focused.closest("[id]")?.id,
      href: focused.getAttribute("href"),
    };
  };
  const hold = (id, top) => {
    const piece = id && document.getElementById(id);
    if (piece) scrollBy({ top: piece.getBoundingClientRect().top - top, behavior: "instant" });
  };
  const restore = ({ id, top, focused, holder, href }) => {
    hold(id, top);
    if (focused === document.body || document.activeElement === focused) return;
    const within = document.getElementById(holder);
    const same = href && within?.querySelector(`[href="${CSS.escape(href)}"]`);
    const next = focused.isConnected ? focused : same || within;
    next?.focus({ preventScroll: true });
  };
  let before;
  addEventListener("htmx:before:swap", (event) => {
    if (event.detail.ctx.swap !== RENEWAL) return;
    if (busy()) event.preventDefault();
    else before = place();
  });
  addEventListener("htmx:after:swap", () => {
    if (before) restore(before);
    before = undefined;
  });
  addEventListener("htmx:after:request", ({ detail }) => {
    const revision = detail.ctx.response.headers.get("Cruxmap-Revision");
    if (!revision) return;
    own.add(Number(revision));
    say();
  });

  say();
  listen();
})();
