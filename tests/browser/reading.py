"""What a person or a screen reader would notice on a page, found by script."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
# target-size is off unless wcag22aa is named.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
  const hit = document.elementFromPoint(x, y);
  const label = e.labels && e.labels[0];
  return {
    name: e.tagName.toLowerCase() + ' ' + (e.getAttribute('aria-label')
      || e.name || e.textContent || '').trim().slice(0, 40),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
      || style.boxShadow !== 'none',
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    uncovered: !!hit && (e.contains(hit) || hit.contains(e) || (label && label.contains(hit))),
  };
}"""


def axe(page: Page) -> list[str]:
    """Check a page with axe, and name each rule broken with the first places."""
    page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{rule['id']}: {rule['help']} at {[node['target'] for node in rule['nodes'][:3]]}"
        for rule in result["violations"]
    ]


def sideways(page: Page) -> str | None:
    """Tell how far a page scrolls sideways; None when it does not."""
    wide, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return f"{wide} pixels in a window of {window}" if wide > window else None


@dataclass(frozen=True)
class Stop:
    """An element that the Tab key came to."""

    name: str
    outlined: bool
    inside: bool
    uncovered: bool

    @property
    def fault(self) -> str | None:
        wrong = [
            word
            for word, fine in (
                ("no outline", self.outlined),
                ("outside the window", self.inside),
                ("covered", self.uncovered),
            )
            if not fine
        ]
        return f"{self.name}: {', '.join(wrong)}" if wrong else None


def tab_walk(page: Page, most: int = 40) -> list[Stop]:
    """Press Tab up to `most` times from the top, and tell where it stopped."""
    stops: list[Stop] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        found: dict[str, Any] | None = page.evaluate(FOCUSED)
        if found is None:
            break
        stops.append(Stop(**found))
    return stops
