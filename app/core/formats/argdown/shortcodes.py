"""Words that Argdown shows as signs: `.word.` and `:word:`."""

_TOLD = (
    "A ∀ E ∃ O 𝗢 P 𝗣 -> → <-> ↔ ~ ¬ ^ ∧ v ∨ v_ ⊻ <> ◇ [] ◻ happy 😀 smiley ☺ laugh 😆 "
    "lol 😆 rofl 🤣 joy 😂 heart ❤ ? ❓ question ❓ love 😍 wink 😉 shush 🤫 meh 😐 eye-roll 🙄 "
    "sad 😢 disappointed 😞 scream 😱 +1 👍 up 👍 -1 👎 down 👎 think 🤔 star ⭐ y ✔ agree ✔ n "
    "❌ disagree ❌ "
)
_SIGNS = _TOLD.split()
SHORTCODES = {
    f"{mark}{word}{mark}": sign
    for word, sign in zip(_SIGNS[::2], _SIGNS[1::2], strict=True)
    for mark in ".:"
} | {".smile.": "☺", ":smile:": "☺️"}
