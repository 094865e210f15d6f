"""Files as they go bad: cut, doubled, shuffled, swapped; and what a reader may do with them."""

from hypothesis import strategies as st

from app.core.formats.format import Given, Reader
from app.core.formats.native.faults import ImportFaults


@st.composite
def mutations(draw: st.DrawFn, files: tuple[bytes, ...]) -> bytes:
    """One of the files, made wrong a few times."""
    data = draw(st.sampled_from(files))
    for _ in range(draw(st.integers(1, 4))):
        data = _mutated(draw, data)
    return data


def is_read_or_refused(read: Reader, data: bytes, name: str = "x") -> bool:
    """Tell whether bytes come in; nothing but ImportFaults may be raised where they do not."""
    try:
        read(data, Given(name=name))
    except ImportFaults as error:
        found = error.faults
    else:
        return True
    assert found != []
    return False


def _mutated(draw: st.DrawFn, data: bytes) -> bytes:
    at = draw(st.integers(0, len(data)))
    to = draw(st.integers(at, min(len(data), at + 60)))
    match draw(st.integers(0, 4)):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + data[to:]
        case 2:
            return data[:to] + data[at:to] + data[to:]
        case 3:
            lines = data.split(b"\n")
            return b"\n".join(draw(st.permutations(lines))) if len(lines) < 30 else data[to:]
        case _:
            put = draw(st.sampled_from((b'"', b",", b";", b"\t", b"\n", b"'", b"\xff", b"0", b"-")))
            return data[:at] + put + data[to:]
