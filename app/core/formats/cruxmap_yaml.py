"""The native format as YAML: the same document, laid out for reading and review by line."""

from typing import Any

import yaml

from app.core.debate.whole import Debate
from app.core.formats.cruxmap import LOSES, is_named
from app.core.formats.format import Format, Given, Options, Read, Written
from app.core.formats.native.canonical import canonical
from app.core.formats.native.reading import read_document
from app.core.formats.native.schema import Json
from app.core.formats.native.values import debate_of, document_of


def write(debate: Debate, options: Options) -> Written:
    """Write a debate in canonical form, a field a line."""
    return Written(yaml_text(canonical(document_of(debate))).encode())


def read(data: bytes, given: Given = Given()) -> Read:
    """Read a YAML document of the native format; ImportFaults says where each fault is."""
    return Read(debate_of(canonical(read_document(data, "document.yaml"))))


def yaml_text(document: Json) -> str:
    """Write a document as YAML for people: fields in their order, text as it is."""
    dumped: str = yaml.dump(
        document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100
    )
    return dumped


class _Dumper(yaml.CSafeDumper):
    """Writes what stands in two places twice: the reader knows no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


FORMAT = Format(
    name="cruxmap-yaml",
    title="Native YAML",
    media_type="application/yaml",
    ending=".cruxmap.yaml",
    use="reading, reviewing and writing a debate by hand, and keeping it under version control",
    carries="the same document as the native JSON, laid out for reading and review line by line",
    loses=LOSES,
    write=write,
    read=read,
    also=(".yaml", ".yml"),
    looks=is_named,
)
