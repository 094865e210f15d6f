"""Files in Argdown as people write them, each for a part of the language."""

FILES = {
    "signs": """\
[Monday]: The museum should open on Mondays.
    + [Visitors]: More visitors would come.
        - [Bus]: No bus runs on Mondays.
            <_ <New line>: A new bus line starts in May.
        + <Survey>: A survey says so. #survey
    <- <Restoration>: Staff need one closed day.
        _ [Night]: They could work at night.
    +> [Budget]
    -> <Restoration>
    >< [Closed]: The museum should stay closed.
    _> <Survey>

<Restoration>
  <+ Restorers said so in a letter.
  +> [Budget]: The budget is tight.
  -> [Monday]

[Budget]
  - <Café>
""",
    "steps": """\
===
title: Museum opening days
author: Ada
model:
    removeTagsFromText: true
===

# Opening days

<Demand>: Demand speaks for it. #pro {source: "board"}

(1) [Visitors]: More visitors would come.
(2) Whatever brings visitors is worth its cost. #premise
--
Modus ponens, Rule of thumb {uses: [1, 2]}
--
(3) [Worth]: Opening is worth its cost.
(4) The museum does what is worth its cost.
-----
(5) [Monday]: The museum should open on Mondays.
  -> [Closed]: It should stay closed.
  _ <Rule>: The rule fails for buildings under repair.

## Against

<Empty>

(1) [Monday]
----
  <_ <Doubt>: This does not follow.
(2) Staff are missed elsewhere.

<Demand>
  - <Empty>
  + [Visitors]

[Monday]
  + <Demand>
  - [Worth]
""",
    "texts": """\
/* A comment
over lines */

[Soft]: A text with **bold**, _slanted_ and *also __nested__* words,
that goes on here   and
  here. // said twice
  <!-- nobody
  sees this -->
  + <Ref> #(two words)
  + A text without a title {note: "x: y", list: [1, {a: 2}]}

Mentions @[Soft] and @<Ref>, a [link](https://example.org/a_b) and :heart: .->. signs.

[Escaped]: 3\\. \\#1 \\[a\\] \\@x e.g. this 1 < 2, a - b; why? 100%
  {
    source: museum
    years:
      - 2024
  }

* a list with [a link](b)
* [Soft]

1. first
2. <Ref>: It is referred to.
   + [Under]: an item

[Soft]: Once more, in other words. #again
""",
    "strict": """\
===
model:
    mode: strict
===

[A]: Opening brings visitors.
  - [B]: Visitors stay away.
  + [C]: Visitors were counted.
    <- <D>: The count was made in a holiday.
  >< [E]: Nobody comes.
""",
}
