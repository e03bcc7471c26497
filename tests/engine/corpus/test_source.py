"""Source code, notebooks and reStructuredText: what they declare becomes headings, and no line is lost."""

import json
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.engine.corpus.chunk import Named, cut
from studio.engine.corpus.documents import Extract
from studio.engine.corpus.problems import Unreadable
from studio.engine.corpus.readers.base import DocumentReader
from studio.engine.corpus.readers.declares import read_lines
from studio.engine.corpus.readers.registry import BY_SUFFIX
from tests.engine.corpus.helpers import count


def read(suffix: str, text: str) -> Extract:
    reader = BY_SUFFIX[suffix]
    assert isinstance(reader, DocumentReader)
    return reader.extract(dedent(text).encode(), f"tool{suffix}", lambda *_: None)


def headings(extract: Extract) -> list[str]:
    return [" > ".join(part.path) for part in extract.sections]


def body(extract: Extract, heading: str) -> str:
    return next(
        extract.text[part.spans[0][0] : part.spans[-1][1]]
        for part in extract.sections
        if " > ".join(part.path) == heading
    )


LONG = "\n".join(f"        self.step{number} = {number}" for number in range(30))


def test_small_neighbours_share_a_passage_under_the_names_of_all() -> None:
    extract = read(
        ".py",
        '''
        """How a wafer is etched."""

        import etch


        def etched(wafer):
            return etch.run(wafer)


        @cached
        def rate(recipe):
            """Class of things that this is about: no declaration."""
            return recipe.rate
        ''',
    )
    assert headings(extract) == ["", "def etched, def rate"]
    assert body(extract, "def etched, def rate").startswith("def etched(wafer):\n    return etch.run(wafer)")
    assert "@cached\ndef rate" in extract.text


def test_a_long_class_gives_its_members_and_what_stands_above_them_belongs_to_them() -> None:
    members = f"    def fill(self):\n{LONG}\n\n    # once a lot\n    @safe\n    def drain(self):\n{LONG}\n"
    extract = read(".py", f"class Etcher:\n    '''Etches.'''\n\n{members}")
    assert headings(extract) == ["class Etcher", "class Etcher > def fill", "class Etcher > def drain"]
    assert body(extract, "class Etcher") == "class Etcher:\n    '''Etches.'''"
    assert body(extract, "class Etcher > def drain").startswith("    # once a lot\n    @safe\n    def drain")


def test_a_long_function_stays_one_however_much_it_declares_inside() -> None:
    inner = "\n".join(f"    def inner{number}():\n        return {number}\n" for number in range(30))
    assert headings(read(".py", f"def outer():\n{inner}")) == ["def outer"]


def test_what_declares_nothing_after_a_declaration_has_a_heading_of_its_own() -> None:
    extract = read(
        ".py",
        f"def fill():\n{LONG}\n\n\n# The table of rates\nRATES = [\n    1,\n]\nSTEPS = [\n" + "    2,\n" * 40 + "]\n",
    )
    assert headings(extract) == ["def fill", "The table of rates"]


@pytest.mark.parametrize(
    ("suffix", "line", "name"),
    [
        (".py", "async def etch(self) -> None:", "def etch"),
        (".js", "export default class Etcher extends Tool {", "class Etcher"),
        (".ts", "export const rate = (recipe: Recipe): number => {", "rate"),
        (".js", "  async exec (args) {", "exec()"),
        (".go", "func (c *Client) Run() error {", "func Run"),
        (".rs", "pub(crate) fn parse<'a>(text: &'a str) -> Lot<'a> {", "fn parse"),
        (".rs", "impl<T> Queue for Lot<T> {", "impl Queue for Lot"),
        (".c", "static int cmpfile(const char *str, const char *path)", "cmpfile()"),
        (".c", "    return run(wafer)", ""),
        (".c", "    if (wafer) {", ""),
        (".c", "DEFINE_TEST(wafer) {", ""),
        (".cpp", "template <typename T>", ""),
        (".cu", "__global__ void vol2col(", "vol2col()"),
        (".java", "public static void main(String[] args) {", "main()"),
        (".sql", "CREATE OR REPLACE FUNCTION etch_rate(lot text)", "function etch_rate"),
        (".vhd", "ENTITY etcher IS", "entity etcher"),
        (".sh", "cmd_add () {", "cmd_add()"),
        (".proto", "message Wafer {", "message Wafer"),
        (".lua", "local function etch(wafer)", "function etch"),
        (".py", "# class of its own", ""),
        (".py", "x = compute(y)", ""),
    ],
)
def test_what_a_line_declares_in_many_languages(suffix: str, line: str, name: str) -> None:
    assert suffix in BY_SUFFIX
    assert read_lines(line)[0].declares == name


def test_comments_and_texts_of_several_lines_declare_nothing() -> None:
    texts = ('"""', "class of wafers", '"""', "class Wafer:", "/*", "struct that holds", "*/")
    lines = read_lines("\n".join((*texts, "=head1 NAME", "", "package has", "", "=cut", "sub run {")))
    assert [line.declares for line in lines if line.declares] == ["class Wafer", "sub run"]


def test_a_passage_that_begins_inside_a_function_keeps_the_shape_of_its_lines() -> None:
    extract = read(".py", f"def fill(self):\n{LONG}\n")
    [passages] = cut([Named("tool.py", extract)], count, limit=90)
    assert len(passages) > 1
    assert all(passage.text.startswith("        self.step") for passage in passages[1:])
    assert all(extract.text[passage.start : passage.end] == passage.text for passage in passages)


def test_what_a_program_made_is_left_out_with_a_sentence() -> None:
    with pytest.raises(Unreadable, match="a program made it"):
        read(".js", "var a=" + "1," * 5000)


@given(
    st.lists(
        st.sampled_from(["class A:", "    def b(self):", "        return 1", "", "}", "if x:", '"""', "x()"]),
        max_size=90,
    )
)
def test_no_line_is_lost_and_none_is_there_twice(lines: list[str]) -> None:
    found = BY_SUFFIX[".py"]
    assert isinstance(found, DocumentReader)
    blocks = found.read("\n".join(lines).encode() or b"\n", lambda *_: None).blocks if any(lines) else []
    kept = [line for block in blocks if not block.level for line in block.text.split("\n")]
    assert kept == [line for line in lines if line]


def test_a_notebook_gives_its_text_and_its_code_and_nothing_that_a_run_put_out() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Etch rates\n", "\n", "By lot."]},
        {"cell_type": "code", "source": "rates = etch.rates()\n\nrates.mean()", "outputs": [{"text": ["41.7"]}]},
        {"cell_type": "markdown", "source": "## Outliers"},
        {"cell_type": "raw", "source": "not shown"},
        {"cell_type": "code", "source": ["rates[rates > 50]"], "outputs": []},
    ]
    extract = read(".ipynb", json.dumps({"cells": cells, "nbformat": 4}))
    assert extract.title == "Etch rates"
    assert headings(extract) == ["", "Outliers"]
    assert extract.text.endswith("By lot.\n\nrates = etch.rates()\n\nrates.mean()\n\nOutliers\n\nrates[rates > 50]")


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": [{"cell_type": "code", "source": 4}]}', '{"worksheets": []}'])
def test_what_is_no_notebook_is_a_sentence(text: str) -> None:
    with pytest.raises(Unreadable, match="is no notebook"):
        read(".ipynb", text)


def test_restructured_text_is_cut_at_its_headings_and_says_its_words() -> None:
    extract = read(
        ".rst",
        """
        .. _etching:

        =======
        Etching
        =======

        Plasma `removes <https://example.org>`_ oxide, see :ref:`the recipe <recipe>` and ``run``.

        .. note:: Purge first.

           Then pump.

        .. toctree::
           :maxdepth: 2

           recipe

        Rates
        -----

        In nm/min.

        Wet
        ~~~

        Slow.

        Tools
        -----

        Two of them.
        """,
    )
    assert extract.title == "Etching"
    assert headings(extract) == ["", "Rates", "Rates > Wet", "Tools"]
    first = body(extract, "")
    assert "Plasma removes oxide, see the recipe and `run`." in first
    assert "Purge first." in first
    assert "Then pump." in first
    assert not {"toctree", "maxdepth", "_etching", "example.org"} & set(extract.text.replace(":", " ").split())
