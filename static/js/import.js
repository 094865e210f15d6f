// Comfort only: a file that is sent shows how far it is, can be stopped, and stays chosen when
// it is refused.
"use strict";
(() => {
  const TOTAL = 100;

  const shown = (form) => {
    const line = document.createElement("p");
    const bar = document.createElement("progress");
    const words = document.createElement("span");
    const stop = document.createElement("button");
    line.className = "sending";
    line.setAttribute("role", "status");
    bar.max = TOTAL;
    bar.value = 0;
    bar.setAttribute("aria-label", "How much of the file is sent");
    stop.type = "button";
    stop.className = "plain";
    stop.textContent = "Stop";
    line.append(bar, " ", words, " ", stop);
    form.querySelector(".doing").after(line);
    return { bar, words, stop };
  };

  const send = async (form, button) => {
    const { bar, words, stop } = shown(form);
    const asking = new XMLHttpRequest();
    const body = new FormData(form, button);
    const say = (text) => { words.textContent = text; };
    const end = (text) => {
      form.removeAttribute("aria-busy");
      for (const each of form.querySelectorAll(".doing button")) each.disabled = false;
      bar.remove();
      stop.remove();
      say(text);
    };
    form.setAttribute("aria-busy", "true");
    for (const each of form.querySelectorAll(".doing button")) each.disabled = true;
    asking.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
      if (!lengthComputable) return;
      const part = Math.floor(TOTAL * loaded / total);
      bar.value = part;
      say(part < TOTAL ? `Sending it: ${part} %` : "Reading it…");
    });
    asking.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      say("Reading it…");
    });
    asking.addEventListener("load", () => {
      if (asking.status < 400) return location.assign(asking.responseURL);
      if (!refuse(asking.responseText)) return end(`The server said ${asking.status}. Try again.`);
    });
    asking.addEventListener("error", () =>
      end("The server was not reached. Everything is still here: try again."));
    asking.addEventListener("abort", () => end("Stopped. Nothing was imported."));
    stop.addEventListener("click", () => asking.abort());
    const chosen = form.elements.file;
    try {
      await chosen?.files[0]?.slice(0, 1).arrayBuffer();
    } catch {
      chosen.value = "";
      return end("The file has changed since it was chosen. Choose it again.");
    }
    asking.open("POST", button?.getAttribute("formaction") || form.action);
    asking.send(body);
    say("Sending it: 0 %");
  };

  // The page that says what is wrong, with the file still chosen.
  const refuse = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const main = page.getElementById("main");
    if (!main) return false;
    const chosen = document.getElementById("f-file");
    const next = page.getElementById("f-file");
    if (chosen && next && !next.getAttribute("value")) {
      for (const { name, value } of next.attributes) chosen.setAttribute(name, value);
      next.replaceWith(chosen);
    }
    document.title = page.title;
    document.getElementById("main").replaceWith(main);
    (main.querySelector("[role=alert]") || main).scrollIntoView({ block: "center" });
    return true;
  };

  // A file that misses the field would open in its place, and all that was typed be gone.
  const carries = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    const field = document.getElementById("f-file");
    if (!carries(event) || event.target === field) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.focus();
  });

  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.enctype !== "multipart/form-data" || event.defaultPrevented) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    for (const old of form.querySelectorAll(".sending")) old.remove();
    send(form, event.submitter);
  });
})();
