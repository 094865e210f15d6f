"""Suggestions: changes that wait, judged as the debate then is, and decided on once."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.debate.conflicts import ConflictKind
from app.core.debate.judging import Readiness
from app.core.errors import CruxmapError, Forbidden, Invalid, NotFound, SignInNeeded, TooMany
from app.core.permissions import ANONYMOUS, Actor, Proposal, Role
from app.core.vocabulary import SuggestionState
from app.db import Database
from app.services import (
    claims,
    credences,
    debate_settings,
    history,
    nodes,
    relations,
    stances,
    undoing,
)
from app.services import suggestions as s
from app.services.changes import Recorded
from app.services.claims import ClaimEdit, NewClaim, NewRelationTo
from app.services.credences import NewCredence
from app.services.debate_settings import SettingsEdit
from app.services.debates import open_debate
from app.services.graphs import read_debate
from app.services.members import MemberRole, set_role
from app.services.proposals import MOST_OPEN
from app.services.proposing import DoesNotFit, NewSuggestion, propose
from app.services.relations import NewRelation
from app.services.snapshots import load_snapshot
from app.services.stances import NewStance
from app.services.suggestion_rows import SuggestionRow, find_suggestion, list_suggestions
from app.services.suggestions import CannotAccept, Decision, Judged
from tests import factories as make
from tests.services.acts import Acting
from tests.services.reading_back import same

NO = Decision(reason="It says less.")


def proposing(actor: Actor, reason: str | None = None) -> Actor:
    return replace(actor, proposal=Proposal(reason))


class Tea:
    """A debate with a claim, two editors, and two who annotate."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            self.debate = make.a_debate(session)
            self.claim = make.a_claim(session, self.debate, "Tea is hot.")
            self.editor, self.second = (
                make.an_account(session, role=Role.EDITOR, debate=self.debate) for _ in range(2)
            )
            self.owner = make.an_account(session, role=Role.OWNER, debate=self.debate)
            self.ada, self.ida = make.an_account(session, "Ada"), make.an_account(session, "Ida")

    def reword(self, actor: Actor, text: str, wording: int = 1) -> Recorded:
        with self.database.writing() as session:
            form = ClaimEdit(text=text, wording=wording)
            return claims.reword(session, actor, "tea", self.claim.ref, form)

    def suggest(self, text: str, actor: Actor | None = None) -> str:
        made = self.reword(proposing(actor or self.ada, "Clearer."), text)
        assert made.suggestion
        return made.suggestion

    def accept(self, ref: str, actor: Actor | None = None, said: str | None = None) -> Recorded:
        with self.database.writing() as session:
            return s.accept(session, actor or self.editor, "tea", ref, Decision(reason=said))

    def decline(self, ref: str, form: Decision = NO, actor: Actor | None = None) -> Recorded:
        with self.database.writing() as session:
            return s.decline(session, actor or self.editor, "tea", ref, form)

    def withdraw(self, ref: str, actor: Actor) -> Recorded:
        with self.database.writing() as session:
            return s.withdraw(session, actor, "tea", ref)

    def row(self, ref: str) -> SuggestionRow:
        with self.database.reading() as session:
            return find_suggestion(session, open_debate(session, ANONYMOUS, "tea"), ref)

    def judged(self, ref: str, actor: Actor = ANONYMOUS) -> Judged:
        with self.database.reading() as session:
            debate = open_debate(session, actor, "tea")
            row = find_suggestion(session, debate, ref)
            return s.judged(session, debate, [row])[ref]

    def text(self) -> str:
        with self.database.reading() as session:
            return read_debate(session, self.debate.key).claims[0].text

    def revision(self) -> int:
        with self.database.reading() as session:
            return open_debate(session, ANONYMOUS, "tea").revision

    def ready(self, ref: str) -> Readiness:
        return self.judged(ref).readiness


@pytest.fixture
def tea(database: Database) -> Tea:
    return Tea(database)


def test_who_may_not_edit_suggests_and_nothing_changes_until_an_editor_accepts(tea: Tea) -> None:
    with pytest.raises(Forbidden):
        tea.reword(tea.ada, "Tea is warm.")
    ref = tea.suggest("Tea is warm.")
    row = tea.row(ref)
    assert (row.account, row.reason, row.state) == ("Ada", "Clearer.", SuggestionState.PROPOSED)
    assert (row.action, row.noun, row.ref, row.base) == ("reword", "claim", tea.claim.ref, 1)
    assert (tea.text(), tea.revision(), tea.ready(ref)) == ("Tea is hot.", 1, Readiness.READY)

    made = tea.accept(ref, said="It is.")

    assert (made.ref, made.revision, made.suggestion) == (tea.claim.ref, 2, ref)
    assert tea.text() == "Tea is warm."
    row = tea.row(ref)
    assert (row.state, row.decided_by, row.decision, row.revision) == (
        *(SuggestionState.ACCEPTED, tea.editor.name, "It is."),
        2,
    )
    with tea.database.reading() as session:
        change = history.find_change(session, tea.debate.key, 2)
        words = read_debate(session, tea.debate.key).wordings_of[tea.claim.ref]
    assert (change.account, change.suggestion, change.suggested_by) == (tea.editor.name, ref, "Ada")
    assert (change.action, change.reason) == ("reword", "It is.")
    assert words[-1].account == tea.row(ref).account_ref


def test_what_was_accepted_is_taken_back_like_any_change(tea: Tea) -> None:
    made = tea.accept(tea.suggest("Tea is warm."))
    with tea.database.writing() as session:
        undoing.undo(session, tea.editor, "tea", made.revision)
    assert tea.text() == "Tea is hot."


def test_a_reply_gets_the_ids_that_it_was_proposed_with(tea: Tea) -> None:
    aim = NewRelationTo(kind="supports", target=tea.claim.ref, warrant="Steam is hot.")
    with tea.database.writing() as session:
        new = NewClaim(text="It steams.", relation=aim)
        made = claims.add(session, proposing(tea.ada), "tea", new)
    assert made.suggestion
    assert not made.changed
    assert tea.accept(made.suggestion).ref == made.ref
    author = tea.row(made.suggestion).account_ref
    with tea.database.reading() as session:
        debate = read_debate(session, tea.debate.key)
    assert [(row.id, row.account) for row in debate.claims[1:]] == [(made.ref, author)]
    assert [(row.premises, row.target) for row in debate.relations] == [
        ((made.ref,), tea.claim.ref)
    ]


def test_an_editor_may_suggest_too_and_a_reader_may_not(tea: Tea) -> None:
    assert tea.row(tea.suggest("Tea is warm.", tea.editor)).account == tea.editor.name
    with tea.database.writing() as session:
        set_role(session, tea.owner, "tea", MemberRole(name="Ida", role="reader"))
    with pytest.raises(Forbidden):
        tea.suggest("Tea is cold.", tea.ida)
    with pytest.raises(SignInNeeded):
        tea.suggest("Tea is cold.", ANONYMOUS)


def test_only_editors_decide_and_only_whoever_proposed_it_withdraws(tea: Tea) -> None:
    ref = tea.suggest("Tea is warm.")
    with pytest.raises(Forbidden):
        tea.accept(ref, tea.ida)
    with pytest.raises(Forbidden):
        tea.decline(ref, actor=tea.ada)
    with pytest.raises(Invalid, match="Only whoever proposed it"):
        tea.withdraw(ref, tea.editor)
    tea.withdraw(ref, tea.ada)
    assert tea.row(ref).state is SuggestionState.WITHDRAWN
    with pytest.raises(Invalid, match="was withdrawn already"):
        tea.accept(ref)


def test_a_suggestion_is_declined_with_a_word(tea: Tea) -> None:
    ref = tea.suggest("Tea is warm.")
    with pytest.raises(Invalid) as refused:
        tea.decline(ref, Decision(reason="  "))
    assert set(refused.value.fields) == {"reason"}
    tea.decline(ref)
    row = tea.row(ref)
    assert (row.state, row.decision, row.revision) == (
        *(SuggestionState.DECLINED, "It says less."),
        None,
    )
    for again in (tea.accept, tea.decline):
        with pytest.raises(Invalid, match="was declined already"):
            again(ref)
    with pytest.raises(NotFound):
        tea.accept("nowhere")


def test_what_has_become_stale_says_so_and_is_refused_with_what_stands_against_it(tea: Tea) -> None:
    ref = tea.suggest("Tea is warm.")
    tea.reword(tea.editor, "Tea is lukewarm.")
    found = tea.judged(ref)
    assert found.readiness is Readiness.STALE
    with pytest.raises(CannotAccept, match="since: 2") as refused:
        tea.accept(ref)
    for standing in (found.standing, refused.value.standing):
        (conflict,) = standing.conflicts
        assert (conflict.kind, conflict.id) == (ConflictKind.DATA, tea.claim.ref)
        assert standing.later == (2,)
    assert tea.row(ref).is_open
    assert tea.text() == "Tea is lukewarm."


def test_what_is_there_already_is_accepted_without_a_revision(tea: Tea) -> None:
    ref = tea.suggest("Tea is warm.")
    tea.reword(tea.editor, "Tea is warm.")
    assert tea.ready(ref) is Readiness.THERE
    made = tea.accept(ref)
    assert (made.revision, made.changed) == (2, False)
    assert (tea.row(ref).state, tea.row(ref).revision) == (SuggestionState.ACCEPTED, None)


def test_what_somebody_rated_lapses_with_its_wording(tea: Tea) -> None:
    with tea.database.writing() as session:
        given = NewCredence(value=0.7, wording=1)
        credences.give(session, tea.ida, "tea", tea.claim.ref, given)
    ref = tea.suggest("Tea is warm.")
    (lapsing,) = tea.judged(ref).lapsing
    assert (lapsing.node, lapsing.credences) == (tea.claim.ref, 1)


def test_a_blind_debate_tells_nobody_of_hidden_credences(database: Database) -> None:
    with database.writing() as session:
        debate = make.a_debate(session, blind=True)
        claim = make.a_claim(session, debate, "Tea is hot.")
        editor = make.an_account(session, role=Role.EDITOR, debate=debate)
        ada, ida = make.an_account(session, "Ada"), make.an_account(session, "Ida")
        made = claims.reword(
            session, proposing(ada), "tea", claim.ref, ClaimEdit(text="Warm.", wording=1)
        )
        given = NewCredence(value=0.7, wording=1)
        credences.give(session, ida, "tea", claim.ref, given)
    with database.reading() as session:
        for actor, known in ((editor, 0), (ida, 1)):
            opened = open_debate(session, actor, "tea")
            rows = list_suggestions(session, opened)
            found = s.judged(session, opened, rows)
            assert made.suggestion
            assert len(found[made.suggestion].lapsing) == known


def test_what_waits_comes_first_and_is_counted(tea: Tea) -> None:
    first, second = tea.suggest("Tea is warm."), tea.suggest("Tea is cold.")
    tea.decline(second)
    third = tea.suggest("Tea is wet.")
    with tea.database.reading() as session:
        debate = open_debate(session, ANONYMOUS, "tea")
        rows = list_suggestions(session, debate)
        waiting = list_suggestions(session, debate, only_open=True)
    assert [row.id for row in rows] == [third, first, second]
    assert [row.id for row in waiting] == [third, first]
    assert debate.waiting == 2


def test_an_account_has_so_many_suggestions_waiting_at_most(tea: Tea) -> None:
    refs = [tea.suggest(f"Tea is {number} degrees warm.") for number in range(MOST_OPEN)]
    with pytest.raises(TooMany, match="Withdraw one"):
        tea.suggest("Tea is hot enough.")
    tea.suggest("Tea is hot enough.", tea.ida)
    tea.withdraw(refs[0], tea.ada)
    tea.suggest("Tea is hot enough.")


def test_what_is_nobodys_to_suggest_is_refused(tea: Tea) -> None:
    actor = proposing(tea.owner)
    given = NewCredence(value=0.7, wording=1)
    settings = SettingsEdit(title="On tea leaves", seen=1)
    role = MemberRole(name="Ada", role="editor")
    refused: dict[str, Callable[[Session], object]] = {
        "everybody gives their own": lambda session: credences.give(
            session, actor, "tea", tea.claim.ref, given
        ),
        "only which claims head it": lambda session: debate_settings.change_settings(
            session, actor, "tea", settings
        ),
        "Nothing would be changed": lambda session: set_role(session, actor, "tea", role),
    }
    for why, act in refused.items():
        with pytest.raises(Invalid, match=why), tea.database.writing() as session:
            act(session)
    assert tea.revision() == 1


def test_what_editors_do_can_be_suggested(tea: Tea) -> None:
    """An arrow, a stance, a thesis and a withdrawal, each proposed and then made."""
    with tea.database.writing() as session:
        other = make.a_claim(session, tea.debate, "It steams.")
        person = make.a_person(session, tea.debate)
        actor = proposing(tea.ada)
        arrow = NewRelation(kind="supports", premises=(other.ref,), target=tea.claim.ref)
        stance = NewStance(person=person.ref, node=tea.claim.ref, value="accepts")
        thesis = NewClaim(text="Tea is for everybody.", as_thesis=True)
        made = [
            relations.add(session, actor, "tea", arrow),
            stances.add(session, actor, "tea", stance),
            claims.add(session, actor, "tea", thesis),
            nodes.withdraw(session, actor, "tea", other.ref),
        ]
    for each in made:
        assert each.suggestion
        tea.accept(each.suggestion)
    with tea.database.reading() as session:
        debate = read_debate(session, tea.debate.key)
    assert [row.id for row in debate.relations] == [made[0].ref]
    assert [row.id for row in debate.stances] == [made[1].ref]
    assert debate.settings.theses == (made[2].ref,)
    assert [row.status for row in debate.claims if row.id == other.ref] == ["withdrawn"]


def test_one_of_two_that_accept_at_once_wins(tea: Tea) -> None:
    ref = tea.suggest("Tea is warm.")
    assert sorted(together(lambda n: tea.accept(ref, (tea.editor, tea.second)[n]))) == [
        "Invalid",
        "done",
    ]
    assert (tea.revision(), tea.text()) == (2, "Tea is warm.")


def test_one_of_an_edit_and_an_acceptance_at_once_wins(tea: Tea) -> None:
    ref = tea.suggest("Tea is warm.")
    acts = (lambda: tea.accept(ref), lambda: tea.reword(tea.second, "Tea is wet."))
    assert len([each for each in together(lambda n: acts[n]()) if each == "done"]) == 1
    assert tea.revision() == 2
    assert tea.text() in ("Tea is warm.", "Tea is wet.")


def together(act: Callable[[int], object]) -> list[str]:
    """What two that act at the same time get: "done", or the name of the error."""
    start, got = Barrier(2), list[str]()

    def run(number: int) -> None:
        start.wait()
        try:
            act(number)
            got.append("done")
        except CruxmapError as error:
            got.append(type(error).__name__)

    threads = [Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_edits_of_a_program_are_suggested_as_whoever_sends_them(tea: Tea) -> None:
    after = {"id": "n1", "kind": "claim", "text": "It steams.", "provenance": "outside"}
    arrow = {"id": "n2", "kind": "supports", "premises": ["n1"], "target": tea.claim.ref}
    arrow["provenance"] = "outside"
    edits = ({"list": "relations", "after": arrow}, {"list": "claims", "after": after})
    with tea.database.writing() as session:
        form = NewSuggestion(edits=edits, reason="More.")
        made = propose(session, tea.ada, "tea", form)
    assert made.suggestion
    tea.accept(made.suggestion)
    with tea.database.reading() as session:
        debate = read_debate(session, tea.debate.key)
    author = tea.row(made.suggestion).account_ref
    assert [row.account for row in debate.claims[1:]] == [author]
    assert debate.wordings_of["n1"][0].account == author
    assert [(row.id, row.account) for row in debate.relations] == [("n2", author)]


@pytest.mark.parametrize(
    ("edit", "wrong"),
    [
        ({}, "No edit"),
        ({"list": "claims", "id": "n1"}, "An edit has a row before it"),
        ({"list": "thoughts", "after": {"id": "n1"}}, "No edit"),
        ({"list": "claims", "after": {"id": "n1", "text": 5}}, "edits\\[0\\].after"),
        ({"list": "claims", "after": "n1"}, "edits\\[0\\].after"),
        ({"list": "accounts", "after": {"id": "a9", "name": "Eve"}}, "Accounts are not"),
        (
            {"list": "people", "after": {"id": "p1", "name": "x" * 2000, "kind": "named"}},
            "edits\\[0\\].after.name",
        ),
        (
            {
                "list": "claims",
                "after": {
                    "id": "n1",
                    "kind": "claim",
                    "text": "It is.",
                    "provenance": "outside",
                    "asker": "p9",
                },
            },
            "asker",
        ),
    ],
)
def test_edits_that_cannot_be_made_are_refused(tea: Tea, edit: dict[str, Any], wrong: str) -> None:
    form = NewSuggestion(edits=(edit,))
    with pytest.raises((Invalid, DoesNotFit)) as refused, tea.database.writing() as session:
        propose(session, tea.ada, "tea", form)
    standing = getattr(refused.value, "standing", None)
    told = [field for each in standing.conflicts for field in each.fields] if standing else []
    assert re.search(wrong, " ".join([refused.value.message, *told]))


def test_edits_that_no_longer_fit_are_refused_at_once(tea: Tea) -> None:
    before = {"id": tea.claim.ref, "kind": "claim", "text": "Tea was.", "provenance": "in_text"}
    edit = {"list": "claims", "before": before, "after": {**before, "text": "Tea is."}}
    with pytest.raises(DoesNotFit) as refused, tea.database.writing() as session:
        propose(session, tea.ada, "tea", NewSuggestion(edits=(edit,)))
    assert [each.id for each in refused.value.standing.conflicts] == [tea.claim.ref]


def test_whatever_accounts_suggest_is_what_they_would_have_done(
    database: Database, accounts: list[Actor]
) -> None:
    """Drawn acts: each is proposed and accepted, and the debate is as sound as if it was done."""
    random, seen = Random(11), 0
    for _ in range(60):
        actor = random.choice(accounts)
        with database.reading() as session:
            opened = open_debate(session, actor, "as-bundled")
            graph = load_snapshot(session, opened).graph
        done = Acting(database, "as-bundled", random, proposing(actor), graph).do()
        with database.reading() as session:
            opened = open_debate(session, actor, "as-bundled")
            waiting = list_suggestions(session, opened, only_open=True)
        if "refused" in done or not waiting:
            continue
        with database.writing() as session:
            s.accept(session, accounts[0], "as-bundled", waiting[0].id)
        seen += 1
        with database.reading() as session:
            opened = open_debate(session, actor, "as-bundled")
            known = find_suggestion(session, opened, waiting[0].id)
            assert known.revision == opened.revision
            assert same(read_debate(session, opened.id)).settings.slug == "as-bundled"
    assert seen > 15
