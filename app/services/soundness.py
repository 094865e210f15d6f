"""Whether a changed debate still keeps all rules of the model, whatever made the change."""

from app.core.debate.whole import Debate
from app.core.errors import Invalid
from app.core.formats.native.canonical import canonical
from app.core.formats.native.faults import Fault, ImportFaults
from app.core.formats.native.reading import check_document
from app.core.formats.native.values import document_of


def check_sound(before: Debate, after: Debate) -> None:
    """Raise Invalid with what is wrong with a debate after a change and was not before it."""
    if not (faults := _faults(after)):
        return
    known = {(fault.row, fault.message) for fault in _faults(before)}
    new = [fault for fault in faults if (fault.row, fault.message) not in known]
    if new:
        told = {fault.path or "edits": fault.message for fault in reversed(new)}
        raise Invalid(f"The debate would not be sound any more. {new[0]}.", told)


def _faults(debate: Debate) -> list[Fault]:
    try:
        check_document(canonical(document_of(debate)))
    except ImportFaults as error:
        return error.faults
    return []
