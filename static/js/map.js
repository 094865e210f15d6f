// Comfort over the box with the map, which scrolls without this: drag, zoom by wheel, pinch, keys.
"use strict";
(() => {
  const box = document.getElementById("map");
  const drawing = box?.querySelector("svg");
  if (!drawing) return;
  const [, , wide, high] = drawing.getAttribute("viewBox").split(" ").map(Number);
  const grid = box.parentElement;
  let zoom = drawing.width.baseVal.value / wide;

  // The point of the map under (x, y) of the box stays there.
  const zoomed = (to, x = box.clientWidth / 2, y = box.clientHeight / 2) => {
    const next = Math.min(3, Math.max(0.2, to)), ratio = next / zoom;
    const left = (box.scrollLeft + x) * ratio - x, top = (box.scrollTop + y) * ratio - y;
    zoom = next;
    drawing.setAttribute("width", wide * zoom);
    drawing.setAttribute("height", high * zoom);
    grid.querySelector(".mini")?.style.setProperty("--zoom", zoom);
    box.scrollTo(left, top);
  };
  const within = ({ clientX, clientY }) => {
    const { left, top } = box.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };

  // Pinching a touchpad comes as a wheel with Ctrl.
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomed(zoom * Math.exp(-event.deltaY / 300), ...within(event));
  }, { passive: false });

  // One pointer that is no finger drags the map; two fingers pinch it.
  const down = new Map();
  let moved = false, apart = 0;
  const distance = () => {
    const [a, b] = [...down.values()];
    return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    down.set(event.pointerId, event);
    moved = false;
    if (down.size === 2) apart = distance();
  });
  addEventListener("pointermove", (event) => {
    const last = down.get(event.pointerId);
    if (!last) return;
    down.set(event.pointerId, event);
    if (down.size === 2) {
      const now = distance();
      if (apart) zoomed(zoom * now / apart, ...within(event));
      apart = now;
    } else if (event.pointerType !== "touch") {
      const x = last.clientX - event.clientX, y = last.clientY - event.clientY;
      moved ||= Math.hypot(x, y) > 2;
      if (moved) {
        box.classList.add("held");
        box.scrollBy(x, y);
      }
    }
  });
  const up = ({ pointerId }) => {
    down.delete(pointerId);
    apart = 0;
    box.classList.remove("held");
  };
  addEventListener("pointerup", up);
  addEventListener("pointercancel", up);
  box.addEventListener("dragstart", (event) => event.preventDefault());
  box.addEventListener("touchmove", (event) => {
    if (event.touches.length > 1) event.preventDefault();
  }, { passive: false });
  // What was dragged was not meant to be followed.
  box.addEventListener("click", (event) => {
    if (moved) event.preventDefault();
    moved = false;
  }, true);

  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { "+": 1.25, "=": 1.25, "-": 0.8 }[event.key];
    if (by) zoomed(zoom * by);
    else if (event.key === "0") zoomed(1);
    else return;
    event.preventDefault();
  });
})();
