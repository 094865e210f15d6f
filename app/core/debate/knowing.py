"""What a reader of a blind debate may know: of others' credences, those on what one rated."""

from dataclasses import replace

from app.core.debate.rows import CredenceEntry
from app.core.debate.shape import Id
from app.core.debate.whole import Debate, present


def known_to(debate: Debate, account: Id | None) -> Debate:
    """Return a debate without the credences that an account may not see yet.

    Those are others' credences on every node on which the account has none that stands; a
    visitor has none anywhere. Accounts that nothing names any more are left out with them.
    """
    rated = {row.node for row in present(debate.credences) if row.account == account}

    def is_known(row: CredenceEntry) -> bool:
        return row.account == account or row.node in rated

    shown = replace(debate, credences=tuple(filter(is_known, debate.credences)))
    return shown.with_named_accounts()
