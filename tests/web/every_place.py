"""Where readers find each field of the model: page by page, for one row of each list."""

from typing import NamedTuple

from tests.web.every_value import mark

Field = tuple[str, str]


class Place(NamedTuple):
    """A row, the page that shows its field, the elements in question, and what one of them says.

    `{}` stands for the field's value, `{%}` for it in percent; `{}` by itself is all that the
    element says.
    """

    row: str
    address: str
    within: str
    says: str = ""


P2, P3, P4, P10 = (mark("people.name", each) for each in ("p2", "p3", "p4", "p10"))
A1, A2 = (mark("accounts.name", each) for each in ("a1", "a2"))
C2, C10 = (mark("claims.text", each) for each in ("c2", "c10"))
X2, LABEL_B = mark("spans.locator", "x2"), mark("sources.renderings.label", "b")
HD, WHY, LEAD = ".//main/p[@class='hd']", ".//p[@class='why']", ".//main/p[@class='lead']"
ABOUT, SHAPE = ".//section[@id='provenance']/ul", ".//dl[@class='shape']/div"
K1, STANCE = ".//li[@id='k1']", ".//section[@id='stances']//tr/td"
CITED, VERDICTS = ".//section[@id='citations']//li", ".//section[@id='verdicts']//li"
WORDINGS, LINKS = ".//section[@id='wordings']//li", ".//section[@id='links']//li"
SENSES, GIVEN = ".//section[@id='senses']//li", ".//section[@id='credences']//li"
RENDERINGS = ".//ul[@class='list renderings']/li"
PAIRS = ".//section[@id='pairs']//li"
RIGHTS = ".//main/p[@class='small mute rights']/span"
LABEL, SURER = ".//p[@class='label']", ".//section[@id='surer']//li/p"


def leads_to(within: str, place: str) -> str:
    """Name the links to a stretch of the thread, or to another place in the debate."""
    return f"{within}/a[@href='/d/every-field/{place}']"


PLACES: dict[Field, Place] = {
    ("debate", "language"): Place("", "", ".//footer/span", "In English (en-GB)"),
    ("debate", "licence"): Place("debate", "", f"{RIGHTS}/bdi", "{}"),
    ("debate", "authors"): Place("", "", f"{RIGHTS}/bdi", "Ida Mølgaard"),
    **dict.fromkeys(
        [("debate.origin.came_from", "address"), ("debate.origin.came_from", "debate")],
        Place("", "", f"{RIGHTS}/a[@href='https://parish.example.org/d/mill']", "parish.example"),
    ),
    ("debate", "title"): Place("debate", "", ".//nav[@class='crumb']/b", "{}"),
    ("debate", "question"): Place("debate", "", ".//main/h1", "{}"),
    ("debate", "summary"): Place("debate", "", LEAD, "{}"),
    ("debate", "theses"): Place("debate", "", ".//section[@id='theses']/ul", f"{C2} {C10}"),
    **{
        ("debate", field): Place(
            "debate", "/settings", f".//select[@id='f-{field}']/option[@selected]", said
        )
        for field, said in (
            ("semantics", "DF-QuAD"),
            ("pooling", "Median"),
            ("visibility", "Members only"),
            ("open_role", "only read"),
        )
    },
    ("debate", "blind"): Place("debate", "/settings", ".//input[@name='blind'][@checked]"),
    ("people", "name"): Place("people[p2]", "/people/p2", ".//main/h1", "{}"),
    ("people", "kind"): Place("people[p2]", "/people/p2", HD, "absent: every row"),
    ("people", "handle"): Place("people[p2]", "/people/p2", f"{HD}/span", "{}"),
    ("people", "note"): Place("people[p2]", "/people/p2", LEAD, "{}"),
    ("sources", "kind"): Place("sources[s1]", "/s/s1", ".//p[@class='hd spaced']/span", "Work"),
    ("sources.csl", "title"): Place("sources[s1].csl", "/s/s1", ".//main/h1", "{}"),
    ("sources.csl", "type"): Place(
        "sources[s2].csl", "/s/s2", ".//p[@class='hd spaced']/span", "{}"
    ),
    ("sources", "note"): Place("sources[s1]", "/s/s1", LEAD, "{}"),
    **{
        ("sources.renderings", field): Place("sources[s1].renderings[a]", "/s/s1", within, said)
        for field, within, said in (
            ("label", f"{RENDERINGS}/b", "{}"),
            ("first_line", f"{RENDERINGS}/a", "{}–"),
            ("last_line", f"{RENDERINGS}/a", "–{}"),
            ("note", f"{RENDERINGS}/span", "{}"),
        )
    },
    ("spans", "source"): Place("spans[x3]", "/s/s2", ".//li[@id='x3']"),
    ("spans", "rendering"): Place("spans[x2]", "/n/c10", f"{ABOUT}/li", f"{X2} {LABEL_B}"),
    ("spans", "comment"): Place("spans[x2]", "/n/c10", f"{ABOUT}/li", f"{P10}’s comment"),
    ("spans", "first_line"): Place("spans[x1]", "/n/c10", f"{ABOUT}/li/a", "lines {}–"),
    ("spans", "last_line"): Place("spans[x1]", "/n/c10", f"{ABOUT}/li/a", "–{}"),
    ("spans", "locator"): Place("spans[x2]", "/n/c10", f"{ABOUT}/li/a", "{}"),
    ("spans", "only_here"): Place("spans[x2]", "/n/c10", f"{ABOUT}/li", f"{LABEL_B} (only there)"),
    ("comments", "source"): Place("comments[k1]", "/sources", ".//li[@id='s1']", "2 comments"),
    **{
        ("comments", field): Place("comments[k1]", "/conversation", f"{K1}{within}", said)
        for field, within, said in (
            ("author", "//b[@class='author']", P10),
            ("author_note", "//p[@class='why']", "Author: {}"),
            ("parent_note", "//p[@class='why']", "Parent: {}"),
            ("posted", "//time", "{}"),
            ("summary", "/p[@class='text']", "{}"),
            ("spans", "/p[@class='hd']", f"{X2} only in the {LABEL_B} place"),
        )
    },
    **{
        ("comments", field): Place("", "/conversation", ".//li[@id='k2']/p/span", said)
        for field, said in (
            ("author_sureness", "author likely"),
            ("parent", f"in reply to {P10}"),
            ("parent_sureness", "parent unsure"),
        )
    },
    **{
        (f"comments.{name}", field): Place(
            f"comments[k1].{name}[{row}]", "/conversation", f"{K1}//p[@class='why']", said
        )
        for name, row, field, said in (
            ("versions", "v2", "label", "Z" + mark("comments.versions.label", "v2")[1:]),
            ("versions", "v2", "note", ": {}"),
            ("footnotes", "f1", "mark", "Footnote {}:"),
            ("footnotes", "f1", "note", ": {}"),
        )
    },
    **{
        (f"comments.{name}", field): Place(
            "", "/conversation", leads_to(f"{K1}//p[@class='why']", f"s/s1#{span}"), said
        )
        for name, field, span, said in (
            ("versions", "spans", "x1", "where"),
            ("footnotes", "anchor", "x1", "its mark"),
            ("footnotes", "span", "x2", "its text"),
        )
    },
    ("quotes", "of"): Place(
        "", "/conversation", leads_to(f"{K1}//p[@class='why']", "s/s1#x2"), "the words quoted"
    ),
    ("quotes", "span"): Place("quotes[q1]", "/s/s1", ".//li[@id='x1']//p", "words, quoted"),
    **{
        ("quotes", field): Place("quotes[q1]", "/conversation", f"{K1}//p[@class='why']", said)
        for field, said in (
            ("owner", f"Quotes {P3}, cut"),
            ("fidelity", f"Quotes {P3}, cut"),
            ("within", f"Quotes {P3}, cut, inside a quotation of somebody"),
            ("note", "inside a quotation of somebody. {}"),
        )
    },
    ("claims", "id"): Place("claims[c10]", "/n/c10", ".//main//p[@class='hd']/span", "Claim #{}"),
    ("claims", "kind"): Place("claims[c3]", "/n/c3", ".//main//p[@class='hd']/span", "Question"),
    ("claims", "label"): Place("claims[c10]", "/n/c10", LABEL, "{}"),
    ("claims", "body"): Place("claims[c10]", "/n/c10", ".//div[@class='body']/p", "{}"),
    ("claims", "meta_topic"): Place("", "/n/c4", ".//main//p[@class='hd']/span", "on the tone"),
    ("claims", "text"): Place("claims[c10]", "/n/c10", ".//main//h1", "{}"),
    ("claims", "voiced_by"): Place("", "/n/c10", ".//p[@class='hd']/span", f"{P10}, {P2}"),
    ("claims", "hedge"): Place("claims[c10]", "/n/c10", WHY, "Put with {} ."),
    **{
        (f"claims.{field}", part): Place(f"claims[c10].{field}", "/n/c10", within, said)
        for field, part, within, said in (
            ("conditional", "antecedent", SHAPE, "If {}"),
            ("conditional", "consequent", SHAPE, "then {}"),
            ("conditional", "antecedent_asserted", ".//p", "The antecedent is not asserted."),
            ("comparative", "left", SHAPE, "Compared {}"),
            ("comparative", "right", SHAPE, "with {}"),
            ("comparative", "measure", SHAPE, "in {}:"),
            ("comparative", "order", SHAPE, ": the second has more"),
        )
    },
    ("claims", "asker"): Place("claims[c3]", "/n/c3", WHY, f"Asked by {P2} of"),
    ("claims", "asked"): Place("claims[c3]", "/n/c3", WHY, f"of {P4} , {P10}"),
    ("claims", "purpose"): Place("claims[c3]", "/n/c3", WHY, ", as a challenge."),
    ("claims", "prior"): Place("claims[c2]", "/n/c2", ".//section[@id='why']/p", "was given {%} %"),
    ("claims", "status"): Place("claims[c10]", "/n/c10", ".//main//p/span", "superseded"),
    ("claims", "superseded_by"): Place("claims[c10]", "/n/c10", ABOUT, "Superseded by #{}"),
    ("claims", "spans"): Place(
        "claims[c10]", "/n/c10", ABOUT, f"{X2} {LABEL_B} (only there) {P10}’s comment lines 111"
    ),
    ("claims.wordings", "account"): Place("", "/n/c10", f"{WORDINGS}/span", A1),
    ("relations", "id"): Place("relations[r1]", "/n/r1", f"{HD}/span", "Relation #{}"),
    **{
        ("relations", field): Place("", "/n/r1", ".//p[@class='kick']", "#c10 with #c5 support #c2")
        for field in ("kind", "premises", "target")
    },
    ("relations", "basis"): Place("", "/n/r1", ".//h2", "From these, in sequence"),
    **{
        ("relations", field): Place(f"relations[{row}]", f"/n/{row}", f"{HD}/span", said)
        for field, row, said in (
            ("person", "r1", f"drawn by {P10}"),
            ("strength", "r1", "bears moderately on"),
            ("strength_words", "r1", "on its target, {}"),
            ("scheme", "r1", "on scope"),
            ("status", "r1", "edited"),
            ("extent", "r3", "concedes the part"),
            ("condition", "r3", "if {}"),
            ("owner", "r4", f"restates {P10}"),
        )
    },
    ("relations", "group"): Place("", "/n/r1", f"{HD}/span", "the same reason as #r6 ; only"),
    ("relations", "warrant"): Place("relations[r1]", "/n/r1", ".//h1/span", "{}"),
    ("relations", "taken"): Place("", "/n/c3", ".//section[@id='talk']//span", "taken in part"),
    ("relations", "superseded_by"): Place("relations[r1]", "/n/r1", ABOUT, "Superseded by #{}"),
    ("relations", "spans"): Place("", "/n/r1", f"{ABOUT}/li/a", "lines 111–113"),
    ("relations.wordings", "account"): Place("", "/n/r1", f"{WORDINGS}/span", A2),
    ("cruxes", "id"): Place("cruxes[z1]", "/n/z1", f"{HD}/span", "#{}"),
    ("cruxes", "label"): Place("cruxes[z1]", "/n/z1", LABEL, "{}"),
    ("cruxes", "question"): Place("cruxes[z1]", "/n/z1", ".//main/h1", "{}"),
    ("cruxes", "conclusion"): Place("", "/n/z1", ".//section[h2='What it decides']", C2),
    ("cruxes", "claims"): Place("", "/n/z1", ".//section[@id='hanging']", C10),
    **{
        ("cruxes.positions", field): Place(
            f"cruxes[z1].positions[{at}]", "/n/z1", ".//section[@id='positions']//tr", said
        )
        for field, at, said in (
            ("person", 1, P3),
            ("value", 0, f"{mark('cruxes.positions.text', '1')} (second hand)"),
            ("short", 0, f"{P2} rejects: {{}}"),
            ("sign", 0, f"{P2} rejects:"),
            ("text", 0, "not fair {}"),
        )
    },
    ("cruxes.positions", "span"): Place(
        "", "/n/z1", leads_to(".//section[@id='positions']//tr//span", "s/s1#x1"), "where"
    ),
    ("cruxes", "would_move"): Place(
        "cruxes[z1]", "/n/z1", ".//section[h2='What would move it']/p", "{}"
    ),
    ("cruxes", "outcome"): Place("cruxes[z1]", "/n/z1", f"{HD}/span", "narrowed"),
    ("cruxes", "outcome_note"): Place("cruxes[z1]", "/n/z1", LEAD, "{}"),
    ("cruxes", "named_by"): Place("cruxes[z1]", "/n/z1", f"{HD}/span", f"named by {P10}"),
    ("cruxes", "spans"): Place("", "/n/z1", f"{ABOUT}/li/a", "lines 111–113"),
    ("cruxes.wordings", "account"): Place("", "/n/z1", f"{WORDINGS}/span", A2),
    **{
        (name, field): Place(f"{name}[{row}]", f"/n/{row}", within, said)
        for name, row, came, sure, account in (
            ("claims", "c10", "Analyst's inference", "likely", A2),
            ("relations", "r1", "Analyst's inference", "likely", A1),
            ("cruxes", "z1", "Analyst's inference", "likely", A1),
        )
        for field, within, said in (
            ("provenance", f"{ABOUT}/li", f"{came}, {sure}, added by {account}"),
            ("sureness", f"{ABOUT}/li", f"{came}, {sure}, added by {account}"),
            ("account", f"{ABOUT}/li", f"{came}, {sure}, added by {account}"),
            ("note", f"{ABOUT}/li[@class='mute']", "{}"),
        )
    },
    **{
        (f"{name}.wordings", field): Place(
            f"{name}[{row}].wordings[0]", f"/n/{row}", WORDINGS, said
        )
        for name, row in (("claims", "c10"), ("relations", "r1"), ("cruxes", "z1"))
        for field, said in (
            ("number", f"{{}}. {mark(f'{name}.wordings.text', '1')}"),
            ("text", "1. {}"),
        )
    },
    **{
        (f"{name}.wordings", "at"): Place("", f"/n/{row}", f"{WORDINGS}/time", said)
        for name, row, said in (
            ("claims", "c10", "3 Feb 2024"),
            ("relations", "r1", "1 Mar 2024"),
            ("cruxes", "z1", "4 Mar 2024"),
        )
    },
    ("stances", "person"): Place("", "/n/c10", ".//section[@id='stances']//th", P3),
    ("stances", "node"): Place("", "/n/r1", ".//section[@id='stances']//th", P2),
    **{
        ("stances", field): Place("stances[t2]", "/n/c10?readings=true", f"{STANCE}{within}", said)
        for field, within, said in (
            ("value", "/span", "accepts on a condition"),
            ("words", "/q", "{}"),
            ("range", "", "16 to 17 %"),
            ("condition", "/span", "if {}"),
            ("from", "/a[@href='/d/every-field/conversation#k1']", "comment"),
            ("until", "/span/a[@href='/d/every-field/conversation#k2']", "a later comment"),
            ("ended_how", "/span", ": withdrawn"),
            ("note", "/span", "{}"),
            ("sureness", "/span", "read so with some doubt"),
            ("span", "/a[@href='/d/every-field/s/s1#x1']", "place"),
        )
    },
    **{
        ("credence_orders", field): Place("credence_orders[o1]", "/n/c10", within, said)
        for field, within, said in (
            ("node", SURER, "is more confident of it than"),
            ("more", SURER, f"{P10} is more confident"),
            ("less", SURER, f"than {P2} , says"),
            ("said_by", SURER, f", says {P3} :"),
            ("words", f"{SURER}/q", "{}"),
            ("span", leads_to(SURER, "s/s1#x1"), "where"),
        )
    },
    **{
        ("pair_sentences", field): Place("pair_sentences[d2]", "", within, said)
        for field, within, said in (
            ("a", f"{PAIRS}/h3/a", P10),
            ("b", f"{PAIRS}/h3/a", P2),
            ("kind", f"{PAIRS}//dt", "Agree"),
            ("text", f"{PAIRS}//dd", "{} rests on"),
            ("nodes", f"{PAIRS}//dd/span/a[@href='/d/every-field/n/z1']", ""),
        )
    },
    ("stances.via", "person"): Place("", "/n/c10", STANCE, f"by way of {P10} ("),
    ("stances.via", "hedge"): Place("stances[t2].via[0]", "/n/c10", STANCE, f"{P10} ( {{}} )"),
    ("verdicts", "relation"): Place("", "/n/r4", ".//h2", "Verdicts"),
    ("verdicts", "by"): Place("", "/n/r4", f"{VERDICTS}/p/b", P10),
    ("verdicts", "value"): Place("", "/n/r4", f"{VERDICTS}/p", f"{P10} : accepted in part"),
    ("verdicts", "disputes"): Place("", "/n/r4", f"{VERDICTS}/p/span", "disputing another"),
    ("verdicts", "note"): Place("verdicts[w1]", "/n/r4", f"{VERDICTS}/p[@class='why']", "{}"),
    ("verdicts", "comment"): Place(
        "", "/people", ".//li//a[@href='/d/every-field/conversation#k2']", "where"
    ),
    ("verdicts", "span"): Place("", "/n/r4", leads_to(f"{VERDICTS}/p/span", "s/s1#x2"), "where"),
    ("citations", "node"): Place("", "/n/c10", f"{CITED}/p", mark("citations.locator", "y1")),
    ("citations", "source"): Place("", "/n/c10", f"{CITED}/p/a", mark("sources.csl.title", "s1")),
    ("citations", "span"): Place("", "/n/c10", f"{CITED}/p/a[@href='/d/every-field/s/s1#x1']"),
    ("citations", "locator"): Place("citations[y1]", "/n/c10", f"{CITED}/p", ", {}"),
    ("citations", "role"): Place("", "/n/c10", f"{CITED}/p/span", "disputes"),
    ("citations", "state"): Place("", "/n/c10", f"{CITED}/p/span", "moved in source"),
    ("citations", "by"): Place("", "/n/c10", f"{CITED}/p/span", f"cited by {P10}"),
    ("citations", "account"): Place("", "/n/r1", f"{CITED}/p/span", f"added by {A2}"),
    ("citations", "note"): Place("citations[y1]", "/n/c10", f"{CITED}/p[@class='why']", "{}"),
    ("terms", "term"): Place("terms[m1]", "/n/c10", f"{SENSES}/b", "{}"),
    ("terms.senses", "person"): Place("", "/n/c10", SENSES, f", as {P2} means it:"),
    ("terms.senses", "text"): Place("terms[m1].senses[n2]", "/n/c10", SENSES, "means it: {}"),
    ("terms.senses", "nodes"): Place("", "/n/r1", f"{SENSES}/b", mark("terms.term", "m1")),
    ("terms.senses", "span"): Place("", "/n/c10", leads_to(SENSES, "s/s1#x1"), "where"),
    ("links", "node"): Place("", "/n/c10", LINKS, mark("links.note", "l1")),
    ("links", "debate"): Place("links[l1]", "/n/c10", LINKS, "in {}"),
    ("links", "to"): Place("links[l1]", "/n/c10", LINKS, "#{} in"),
    ("links", "kind"): Place("links[l1]", "/n/c10", LINKS, "Same as #"),
    ("links", "provenance"): Place("", "/n/c10", f"{LINKS}/span", "Analyst's inference, likely"),
    ("links", "sureness"): Place("", "/n/c10", f"{LINKS}/span", "Analyst's inference, likely"),
    ("links", "note"): Place("links[l1]", "/n/c10", f"{LINKS}/span", "{}"),
    ("accounts", "name"): Place("accounts[a1]", "/n/r1", f"{GIVEN}/b", "{}"),
    ("credences", "account"): Place("", "/n/r1", f"{GIVEN}/b", A1),
    ("credences", "node"): Place("", "/n/r1", GIVEN, mark("credences.note", "3")),
    ("credences", "wording"): Place("", "/n/r1", GIVEN, "% of an earlier wording, not counted"),
    ("credences", "value"): Place("credences[2]", "/n/r1", GIVEN, f"{A1} {{%}} %"),
    ("credences", "ill_posed"): Place("", "/n/c10", GIVEN, f"{A2} calls it ill-posed"),
    ("credences", "at"): Place("", "/n/r1", f"{GIVEN}/time", "1 Apr 2024"),
    ("credences", "note"): Place("credences[2]", "/n/r1", GIVEN, "%: {}"),
}
