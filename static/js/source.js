// Light up the whole stretch that the address names; without this only its first piece is lit.
function light() {
  for (const mark of document.querySelectorAll("mark.here")) mark.classList.remove("here");
  const id = location.hash.slice(1);
  if (!id) return;
  for (const mark of document.querySelectorAll(`mark[data-q~="${CSS.escape(id)}"]`)) {
    mark.classList.add("here");
  }
}
addEventListener("hashchange", light);
light();
