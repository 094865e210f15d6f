"""Every page's values are of a declared type, and template and type name the same things."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_type_hints

import pytest
from jinja2 import DictLoader, Environment, nodes
from jinja2.meta import find_undeclared_variables

import app.web
from app.paths import TEMPLATES
from app.web.site.forms import WithForm
from app.web.site.frames import Frame
from app.web.site.kept_pages import SharedByDebates
from app.web.site.pages import Template, environment
from tests.found import some


def templates() -> dict[str, Template[Any]]:
    """Find the templates that modules of pages name, by their files."""
    modules = pkgutil.walk_packages(app.web.__path__, "app.web.")
    named = [vars(importlib.import_module(each.name)).values() for each in modules]
    found = [thing for things in named for thing in things if isinstance(thing, Template)]
    return {template.name: template for template in found}


ALL = templates()
# What pages are given beside their own values, and what is given to all of a debate's.
GIVEN = get_type_hints(SharedByDebates).keys() | get_type_hints(WithForm).keys()
FRAMED = get_type_hints(Frame).keys()
# A template may do without these: it says what holds when they are missing.
OPTIONAL = {"live", "sheets", "theirs_label", "yours_label"}


@dataclass
class Reading:
    """What a template looks up, what it sets itself, and the templates it brings in."""

    used: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    others: list[str] = field(default_factory=list)


MAKERS = (nodes.Name, nodes.Macro, nodes.With, nodes.FromImport)


def made_by(node: nodes.Node) -> list[str]:
    """List the names that a part of a template makes."""
    match node:
        case nodes.Name(name=name, ctx="store") | nodes.Macro(name=name):
            return [name]
        case nodes.With(targets=targets):
            return [each.name for each in targets if isinstance(each, nodes.Name)]
        case nodes.FromImport(names=names):
            return [each if isinstance(each, str) else each[1] for each in names]
    return []


@cache
def read(env: Environment, name: str) -> Reading:
    assert env.loader
    tree = env.parse(env.loader.get_source(env, name)[0])
    own = {name for each in tree.find_all(MAKERS) for name in made_by(each)}
    used = find_undeclared_variables(tree) - own - env.globals.keys()
    brought = (*tree.find_all(nodes.Include), *tree.find_all(nodes.Extends))
    return Reading(used, own, [each.template.value for each in brought])  # type: ignore[attr-defined]


def wanted(env: Environment, name: str, own: frozenset[str] = frozenset()) -> set[str]:
    """Return the values that a template looks up, with those it extends and includes.

    What a template sets itself, somewhere in it, need not be given to it nor to those it brings in.
    """
    reading = read(env, name)
    known = own | reading.own
    below = [wanted(env, other, frozenset(known)) for other in reading.others]
    return (reading.used - own).union(*(each - known for each in below))


def faults(env: Environment, template: Template[Any]) -> Iterator[str]:
    declared = get_type_hints(template.context).keys()
    looked_up = wanted(env, template.name) - OPTIONAL
    yield from (f"looks up {name}" for name in sorted(looked_up - declared - GIVEN))
    yield from (f"has no use for {name}" for name in sorted(declared - looked_up - FRAMED - GIVEN))


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_template_and_its_type_name_the_same_things(name: str) -> None:
    assert list(faults(environment(), ALL[name])) == []


def test_what_is_given_to_all_pages_of_a_debate_is_looked_up_by_some() -> None:
    framed = [each for each in ALL.values() if get_type_hints(each.context).keys() >= FRAMED]
    looked_up = {name: wanted(environment(), name) for name in (each.name for each in some(framed))}
    assert sorted(FRAMED - set[str]().union(*looked_up.values())) == []


def test_every_page_has_a_type() -> None:
    whole = [
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "{% extends" in path.read_text("utf-8") and not path.name.startswith("_")
    ]
    frames = {"debates/frame.html"}
    assert sorted(set(some(whole, 20)) - ALL.keys() - frames) == []


def test_a_name_that_is_not_declared_or_not_used_is_seen() -> None:
    pages = {
        "page": '{% extends "frame" %}{% set mine = a %}{% for b in c %}{% include "part" %}'
        "{% endfor %}",
        "frame": "{{ mine }}{{ frames }}",
        "part": "{{ b }}{{ d }}",
    }
    env = Environment(loader=DictLoader(pages), autoescape=True)
    assert wanted(env, "page") == {"a", "c", "d", "frames"}
    found = list(faults(env, Template("page", Frame)))
    assert found == ["looks up a", "looks up c", "looks up d", "looks up frames"]
