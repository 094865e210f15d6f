"""A debate as a zip of tables: CSV files with `datapackage.json`, for databases and data frames.

Each list of the native format is a table, and so is each list within rows: `relations_premises`
has the columns `relation`, `position`, `claim`. Read with or without the description beside them.
"""

from app.core.debate.whole import Debate
from app.core.formats.archives import names_in, packed, unpacked
from app.core.formats.cruxmap import CARRIES, LOSES
from app.core.formats.format import Format, Given, Options, Read, Written
from app.core.formats.native.canonical import canonical
from app.core.formats.native.values import document_of
from app.core.formats.tabled.listing import table_of
from app.core.formats.tabled.package import NAME, package
from app.core.formats.tabled.reading import Reading
from app.core.formats.tabled.writing import written


def write(debate: Debate, options: Options) -> Written:
    """Write every list of a debate as a table, in the order of the native format."""
    document = canonical(document_of(debate))
    files = [(f"{name}.csv", data) for name, data in written(document)]
    return Written(packed([(NAME, package(document["debate"], LOSES)), *files]))


def keeps(debate: Debate) -> Debate:
    """Return all of a debate; and yet a package of a few tables takes nothing away of others."""
    return debate


def read(data: bytes, given: Given = Given()) -> Read:
    """Read a zip of tables; ImportFaults says table, line and column of each fault."""
    return Reading(unpacked(data), given).read()


def looks(data: bytes) -> bool:
    """Tell whether this is a zip in which some file is called like a table."""
    names = names_in(data)
    return any(name.rsplit("/", 1)[-1] == NAME or table_of(name) for name in names)


FORMAT = Format(
    name="tables",
    title="Tables (zip)",
    media_type="application/zip",
    ending=".tables.zip",
    use="databases, data frames and statistics: all of the debate as CSV tables with their keys",
    carries=CARRIES,
    loses=LOSES,
    write=write,
    read=read,
    keeps=keeps,
    also=(".zip",),
    looks=looks,
)
