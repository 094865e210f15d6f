"""The words of the model: one enumeration for each word that is told from a list.

What the model says of a word beyond its name is a property here. A test holds every enumeration
against the published schema, and against the words and glyphs of the pages.
"""

from enum import StrEnum


class Aim(StrEnum):
    """What a relation may aim at."""

    CLAIM = "claim"
    RELATION = "relation"
    ANY = "node"


class Side(StrEnum):
    """Which side of a node a stance takes."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"


class RelationKind(StrEnum):
    """What a relation says of its target.

    `sign`: 1 for it, -1 against it, 0 where it does not weigh. `takes_up`: said of an attack's
    ground, it is a reply. `own`: the fields that no other kind has.
    """

    aim: Aim
    sign: int
    takes_up: bool
    own: tuple[str, ...]

    def __new__(
        cls,
        word: str,
        aim: Aim = Aim.ANY,
        sign: int = 0,
        takes_up: bool = False,
        own: tuple[str, ...] = (),
    ) -> "RelationKind":
        """Make a member of its word and of what the model says of it."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.aim, member.sign, member.takes_up, member.own = aim, sign, takes_up, own
        return member

    SUPPORTS = "supports", Aim.CLAIM, 1
    REBUTS = "rebuts", Aim.CLAIM, -1, True
    UNDERCUTS = "undercuts", Aim.RELATION, -1, True
    BACKS = "backs", Aim.RELATION, 1
    RESTATES = "restates", Aim.ANY, 0, False, ("owner",)
    CONCEDES = "concedes", Aim.ANY, 0, True, ("extent", "condition")
    QUALIFIES = "qualifies", Aim.ANY, 0, True
    ASKS = "asks"
    ANSWERS = "answers", Aim.ANY, 0, False, ("taken",)

    @property
    def weighs(self) -> bool:
        """Tell whether it takes part in the roll-up."""
        return self.sign != 0

    @property
    def on_inference(self) -> bool:
        """Tell whether it bears on a step and not on a claim."""
        return self.weighs and self.aim is Aim.RELATION

    @property
    def needs_premise(self) -> bool:
        """Tell whether it must start from a claim; a concession can be in its own words."""
        return self is not RelationKind.CONCEDES


class ClaimKind(StrEnum):
    """What a claim is; `own` are the fields that no other kind has."""

    own: tuple[str, ...]

    def __new__(cls, word: str, own: tuple[str, ...] = ()) -> "ClaimKind":
        """Make a member of its word and of the fields it alone has."""
        member = str.__new__(cls, word)
        member._value_, member.own = word, own
        return member

    CLAIM = "claim"
    QUESTION = "question", ("asker", "asked", "purpose")
    DEFINITION = "definition"
    META = "meta", ("meta_topic",)

    @property
    def takes_credence(self) -> bool:
        """Tell whether it can be likely or unlikely."""
        return self is not ClaimKind.QUESTION


class StanceValue(StrEnum):
    """What a person holds of a node; `side` is None where that is not said."""

    side: Side | None
    own: tuple[str, ...]

    def __new__(
        cls, word: str, side: Side | None = None, own: tuple[str, ...] = ()
    ) -> "StanceValue":
        """Make a member of its word, its side and the fields it alone has."""
        member = str.__new__(cls, word)
        member._value_, member.side, member.own = word, side, own
        return member

    ACCEPTS = "accepts", Side.FOR
    REJECTS = "rejects", Side.AGAINST
    UNDECIDED = "undecided", Side.NEITHER
    DOUBTS = "doubts", Side.NEITHER
    DENIES_KNOWN = "denies_known", Side.NEITHER
    ACCEPTS_IF = "accepts_if", Side.NEITHER, ("condition",)
    VOICES = "voices"
    NOT_STATED = "not_stated"

    @property
    def holds(self) -> bool:
        """Tell whether a person who says so holds the node, if only on a condition."""
        return self in (StanceValue.ACCEPTS, StanceValue.ACCEPTS_IF)


class Status(StrEnum):
    """Whether a node still stands."""

    STANDING = "standing"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    EDITED = "edited"

    @property
    def has_ended(self) -> bool:
        """Tell whether nothing rests on the node any more."""
        return self in (Status.WITHDRAWN, Status.SUPERSEDED)


class Outcome(StrEnum):
    """How a crux came out."""

    OPEN = "open"
    NARROWED = "narrowed"
    CONCEDED = "conceded"
    TALKED_PAST = "talked_past"
    RESOLVED = "resolved"
    SCOPE = "scope"

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is left to argue."""
        return self in (Outcome.RESOLVED, Outcome.CONCEDED)


class Provenance(StrEnum):
    """Where a node or relation is from."""

    IN_TEXT = "in_text"
    INFERRED = "inferred"
    OUTSIDE = "outside"


class Strength(StrEnum):
    """How strongly a reason is said to bear, weakest first."""

    WEAK = "weak"
    MODERATE = "moderate"
    STRONG = "strong"
    DECISIVE = "decisive"


class Basis(StrEnum):
    """How several premises bear: only together, each alone, or one after another."""

    ALL = "all"
    ANY = "any"
    SEQUENCE = "sequence"


class CitationRole(StrEnum):
    """What a source does for a node."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"
    DEFINES = "defines"
    CONTEXT = "context"
    CONSISTENT_WITH = "consistent_with"


class CitationState(StrEnum):
    """What became of a quotation in the stored text."""

    EXACT = "exact"
    MOVED = "moved"
    CHANGED = "changed"
    AMBIGUOUS = "ambiguous"
    GONE = "gone"
    UNCHECKED = "unchecked"


class Visibility(StrEnum):
    """Who may read a debate."""

    PUBLIC = "public"
    PRIVATE = "private"


class SuggestionState(StrEnum):
    """What has become of a change that somebody suggested."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SemanticsName(StrEnum):
    """The rules for combining reasons, by name; `app.core.engine.semantics` has the rules."""

    SBN = "sbn"
    LOG_ODDS = "log_odds"
    DF_QUAD = "df_quad"
    QUADRATIC_ENERGY = "quadratic_energy"
    EULER_BASED = "euler_based"


class Pooling(StrEnum):
    """The ways to pool credences."""

    GEOMETRIC = "geometric"
    LINEAR = "linear"
    WEIGHTED_MEDIAN = "weighted_median"
    TRIMMED = "trimmed"
    EXTREMISED = "extremised"


# Words of which the model says no more than that there are these; each is its name in small.

# How much is conceded.
Extent = StrEnum("Extent", "WHOLE PART")

# Whether an answer was taken as one.
Taken = StrEnum("Taken", "YES PARTLY NO NOT_STATED")

# Whether something is said.
Whether = StrEnum("Whether", "YES NO NOT_STATED")

# How the two sides of a comparison stand to each other.
Order = StrEnum("Order", "LEFT_MORE RIGHT_MORE EQUAL UNDECIDED")

# What a question is asked for.
Purpose = StrEnum("Purpose", "CLARIFICATION CHALLENGE INQUIRY RHETORICAL")

# What talk about the talk is about.
MetaTopic = StrEnum("MetaTopic", "PLATFORM TONE TALKING_PAST READING THANKS OTHER")

# What somebody says of a restatement.
VerdictValue = StrEnum("VerdictValue", "ACCEPTED PARTLY REJECTED NONE")

# How a position on a crux is known, and what an editor's sentence tells of two people.
PositionValue = StrEnum("PositionValue", "STATED SECOND_HAND NOT_STATED")
PairKind = StrEnum("PairKind", "PART AGREE UNANSWERED CHANGED NOTE")

# How true a quotation inside a comment is to what it quotes.
Fidelity = StrEnum("Fidelity", "EXACT CUT ALTERED OLDER PARAPHRASE")

# How a person is known.
PersonKind = StrEnum("PersonKind", "NAMED UNNAMED ABSENT COLLECTIVE")

# What a source is.
SourceKind = StrEnum("SourceKind", "THREAD WORK")

# What a link into another debate says.
LinkKind = StrEnum("LinkKind", "BEARS_ON SAME_AS SEE_ALSO")

# The pattern of a reason.
Scheme = StrEnum(
    "Scheme", "PARITY SCOPE COUNTEREXAMPLE ANALOGY AUTHORITY CONSEQUENCE MISSING_STEP OTHER"
)

# How sure an encoder is of a reading.
Sureness = StrEnum("Sureness", "SURE LIKELY UNSURE")

WEIGHING = frozenset(kind for kind in RelationKind if kind.weighs)
SUPPORTING = frozenset(kind for kind in RelationKind if kind.sign > 0)
ATTACKING = frozenset(kind for kind in RelationKind if kind.sign < 0)
ON_INFERENCE = frozenset(kind for kind in RelationKind if kind.on_inference)
ENDED = frozenset(status for status in Status if status.has_ended)


def answering(subject: str) -> tuple[RelationKind, ...]:
    """Return how one may reply to a claim, a question, a relation or a crux, likeliest first."""
    weighing = tuple(kind for kind in RelationKind if kind.weighs and kind.aim == subject)
    told = (RelationKind.ANSWERS,) if subject == ClaimKind.QUESTION else ()
    return (*weighing, *told, RelationKind.ASKS)
