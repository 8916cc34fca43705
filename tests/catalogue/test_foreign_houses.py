"""Folders of many houses: their blocks, tags, menus and settings become ours, and what cannot is named by file and line."""

# ruff: noqa: E501

import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.catalogue.course_files.folders import read_foreign
from lms.catalogue.course_files.foreign.importing import Imported, import_folder
from lms.catalogue.course_files.reading import read_course
from lms.kit.markdown import compile_lesson
from lms.kit.problems import Problem, told_together

PIECES = [
    "# Title", "## Part", "words", "", "", "    indented", "- item", "1. one", "   below", "```", "```cpp   a.c", "``` js {1} -x.js", "```{note} T", "```{figure} pic.png", ":class: tip", ":alt: A", "```{r x, echo=F}",
    "{{< note >}}", "{{< /note >}}", '{{% notice tip "T" %}}', "{{% /notice %}}", '{% hint style="info" %}', "{% endhint %}", "{% tabs %}", '{% tab title="A" %}', "{% endtab %}", "{% endtabs %}", "{{< highlight go >}}", "{{< /highlight >}}",
    "{% raw %}", "{% endraw %}", "{% comment %}", "{% endcomment %}", "{% include b.md %}", '{{< figure src="pic.png" title="T" >}}', "{% if x", "%}", '[l]({{< ref "b.md" >}})', "{{ page.root }}/b.md", "{{< youtube x >}}",
    "> [!TIP] T", "> [!NOTE]- fold", "> quote", "> > deep", "> - a", "{: .callout}", "> {: .solution}", "{:toc}", "!> w", "!!! question", "> [!VIDEO https://x.example/v]", "   > [!TIP]",
    "<details>", "<summary>S</summary>", "</details>", "<table><tr><td>x | y</td></tr></table>", "<table>", "<tr><th>a</th><td colspan=2>b", "</table>", "<pre>", "<pre><code class='language-x'>y", "</pre>", "<your name>", "<stdio.h>", "a < b", "<a href='b.md'><b>x</b></a>",
    "<Tabs>", "<TabItem label='A'>", "</TabItem>", "<ul>", "<li>x", "</ul>", "<h3>H</h3>", "<blockquote>", "</blockquote>", "<figure>", "<figcaption>c</figcaption>", "<img", "src='pic.png'>", "{/* c */}", "<!-- a", "b -->", "<br/>", "<code>a`b</code>", "<dl><dt>a<dd>b</dl>",
    "::: note[T]", ":::tip My tip", "::: {.panel-tabset}", "::: {.column}", ":::", "::::", ':::image source="pic.png" alt-text="A":::', "::: zone x", "::: zone-end", ":::row:::", ":::row-end:::", ":::{admonition} T", "::: tab", "/// tip | T", "///", "/// x", "# [T](#tab/t)", "---",
    "[[b]]", "![[pic.png]]", "[[b|B]]", "==m==", "H~2~O", "2^10^", "^[note]", "x\\", "+---+---+", "| a | b |", "|---|---|", ": Caption {#t}", ":smile:", "++ctrl+c++", "[s]{.small}", "{doc}`b`", "(label)=", "+++ {}", "$$", "$$ {#e}", "[toc]", "~~s~~", "++++",
    "[[a] (b)]", "[ (X) ( ) ] row", "[ [x] [ ] ] row", "[(X)] yes", "[( )] no", "{1}{shown}", "--{{1}}--", "{{1}}", "***", "[->[drag]] it", "[^1](note)", "@x(`y`)", "![a b](my pic.png)", "[![a](https://x.example/a.png)](https://x.example)", "import X from 'y'", "export const a = 1",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=24).map("\n".join)
NAMES = st.sampled_from(["a.md", "b.md", "c.mdx", "sub/SUMMARY.md", "_includes/b.md", "sub/index.md"])
SETTINGS = st.sampled_from(["mkdocs.yml", "_config.yml", "config.yaml", "_toc.yml", "_quarto.yml", "book.toml", "sidebars.js", "docusaurus.config.js", "_category_.json", "index.yml"])
SAID = st.sampled_from(["title: T\nnav: [a.md]", "nav:\n  - a.md\n  - X: [b.md]", "episodes:\n- a.md", "[book]\ntitle = 'T'", "{", "title: 'T',", "- file: a", "### YamlMime:Module\ntitle: [", "\x00", "navigation:\n- text: x\n  url: /b/"])  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(NAMES, TEXTS, min_size=1, max_size=3), st.dictionaries(SETTINGS, SAID, max_size=2))
def test_whatever_houses_write_reads_without_errors(pages: dict[str, str], houses: dict[str, str]) -> None:
    imported = brought({**pages, **houses, "pic.png": "x", "my pic.png": "x"})
    assert [str(problem) for problem in read_course(imported.files, slug="brought").problems if problem.is_error] == []
    assert "\x02" not in "".join(content.decode() for name, content in imported.files.items() if name.endswith((".md", ".toml")) and "/" not in name)


def brought(files: dict[str, str]) -> Imported:
    return import_folder({name: text.encode() for name, text in files.items()}, title=None, slug="brought", owner="kim@city.example")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([piece for piece in PIECES if piece != "<img"]), min_size=1, max_size=14))
def test_no_sentence_between_the_signs_of_other_houses_is_lost(pieces: list[str]) -> None:
    text = "\n".join(f"{piece}\nsentence{at}" for at, piece in enumerate(pieces))
    imported = brought({"a.md": text, "b.md": "# B\n", "pic.png": "x", "my pic.png": "x"})
    told = "\n".join([*(content.decode() for name, content in imported.files.items() if "/" not in name), *map(str, imported.notes)])
    assert [at for at in range(len(pieces)) if f"sentence{at}" not in told] == []


def lesson_of(text: str, name: str = "a.md") -> str:
    """The Markdown of the first lesson, without its title and front matter."""
    imported = brought({name: text, "b.md": "# B\n", "pic.png": "x", "draw.svg": "x", "deep/only.png": "x"})
    assert [str(problem) for problem in read_course(imported.files, slug="brought").problems if problem.is_error] == []
    return imported.files["01-a.md"].decode().partition("\n")[2].strip()


def notes_of(imported: Imported) -> str:
    return "\n".join(map(str, imported.notes))


BLOCKS = [
    # ::: of Docusaurus, VitePress, Pandoc, Carpentries
    (":::note[A **good** one]\nx\n:::", "/// note | A **good** one\n\nx\n\n///"),
    ("::: danger STOP\nx\n:::", "/// danger | STOP\n\nx\n\n///"),
    ("::: details Click\nx\n:::", "/// details | Click\n\nx\n\n///"),
    ('::: {.callout-tip collapse="true" title="Say"}\nx\n:::', "/// tip | Say\n\nx\n\n///"),
    (":::: challenge\n## Try it?\nx\n\n:::: solution\ny\n::::\n::::", "//// example | Try it?\n\nx\n\n/// details | Solution\n\ny\n\n///\n\n////"),
    ("::: {.panel-tabset}\n## R\nx\n## Py\ny\n:::", "/// tab | R\n\nx\n\n///\n\n/// tab | Py\n\ny\n\n///"),
    (":::: {.columns}\n::: {.column}\nleft\n:::\n::::", "left"),
    ("1. one\n\n   :::tip\n   below\n   :::", "1. one\n\n    /// tip | Tip\n\n    below\n\n    ///"),
    ("/// warning | T\nx\n///", "/// warning | T\n\nx\n\n///"),
    # Microsoft's
    (':::image type="content" source="pic.png" alt-text="A plan":::', "![A plan](media/pic.png)"),
    ("::: zone pivot=\"w\"\n\nx\n\n::: zone-end", "x"),
    (":::row:::\n   :::column:::\n      left\n   :::column-end:::\n:::row-end:::", "left"),
    ("# [CLI](#tab/c)\nx\n# [Web](#tab/w)\ny\n---\nz", "/// tab | CLI\n\nx\n\n///\n\n/// tab | Web\n\ny\n\n///\n\nz"),
    ("> [!NOTE]\n> x", "/// note | Note\n\nx\n\n///"),
    ("> [!warning]- Fold\n> x", "/// details | Fold\n\nx\n\n///"),
    ("> [!VIDEO https://x.example/v]", "> <https://x.example/v>"),
    # Jekyll's and docsify's quotations
    ("> ## Try\n> Say:\n> - a\n>\n> > ## Answer\n> > yes\n> {: .solution}\n{: .challenge}", "//// example | Try\n\nSay:\n\n- a\n\n/// details | Answer\n\nyes\n\n///\n\n////"),
    ("> Say:\n> - a", "> Say:\n>\n> - a"),
    ("!> Careful\nhere\n\nx", "/// warning | Warning\n\nCareful\nhere\n\n///\n\nx"),
    # templates' tags
    ("{{< note >}}\n    x\n{{< /note >}}", "/// note | Note\n\nx\n\n///"),
    ('{{% notice tip "Say" %}}\nx\n{{% /notice %}}', "/// tip | Say\n\nx\n\n///"),
    ('{% hint style="danger" %}\nx\n{% endhint %}', "/// danger | Danger\n\nx\n\n///"),
    ('{% tabs %}\n{% tab title="JS" %}\nx\n{% endtab %}\n{% endtabs %}', "/// tab | JS\n\nx\n\n///"),
    ("{{< highlight go >}}\nx := 1\n{{< /highlight >}}", "```go\nx := 1\n```"),
    ('{{< figure src="pic.png" alt="A" caption="C" >}}', "![A](media/pic.png)\n\n/// figure-caption\n\nC\n\n///"),
    ('See [b]({{< ref "b.md" >}}).', "See [b](03-b.md)."),
    ("{{< youtube abc >}}", "[https://www.youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)"),
    ("{% raw %}\nx\n{% endraw %}", "x"),
    ("{% comment %}\n<!-- why -->\n{% endcomment %}\nx", "<!-- \n why \n -->\nx"),
    ("[b]({{ page.root }}/b.html)", "[b](03-b.md)"),
    # MyST
    ("```{warning} Hot\nx\n```", "/// warning | Hot\n\nx\n\n///"),
    ("```{figure} pic.png\n:alt: A\n\nC\n```", "![A](media/pic.png)\n\n/// figure-caption\n\nC\n\n///"),
    (":::{admonition} Say\n:class: tip\nx\n:::", "/// tip | Say\n\nx\n\n///"),
    ("{doc}`b` and {math}`x^2`", "[b](03-b.md) and $x^2$"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BLOCKS)
def test_a_block_of_another_house_becomes_ours(text: str, expected: str) -> None:
    assert lesson_of(text) == expected


LINES = [
    ("```cpp      Over.c\nx\n```", '```cpp title="Over.c"\nx\n```'),
    ("``` js     -Hello.js\nx\n```", '``` js title="Hello.js"\nx\n```'.replace("``` ", "```")),
    ('```jsx title="a.js" {1,4-6} showLineNumbers\nx\n```', '```jsx title="a.js"\nx\n```'),
    ("```{r plot, fig.cap='C'}\nx\n```", '```r title="C"\nx\n```'),
    ("```rust,editable\nx\n```", "```rust\nx\n```"),
    ("```{code-cell} python\nx\n```", "```python\nx\n```"),
    ('```py title="a.py" linenums="1"\nx\n```', '```py title="a.py" linenums="1"\nx\n```'),
    ("~~~\nx\n~~~\n{: .language-bash}\ny", "~~~bash\nx\n~~~\n\ny"),
    ("Write <stdio.h> or <your name>.", "Write `<stdio.h>` or `<your name>`."),
    ("Mail <kim@city.example>, see <https://x.example>.", "Mail <kim@city.example>, see <https://x.example>."),
    ("a < b and c > d", "a < b and c > d"),
    ("<b>bold</b> <i>it</i> <code>x</code> <kbd>F1</kbd>", "**bold** *it* `x` <kbd>F1</kbd>"),
    ("<p>one</p><p>two</p>", "one\n\ntwo"),
    ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
    ("<details>\n<summary>More</summary>\n\nx\n\n</details>", "/// details | More\n\nx\n\n///"),
    ('<img\n  src="pic.png"\n  alt="A">', "![A](media/pic.png)"),
    ('<a href="b.md"><b>B</b></a>', "[**B**](03-b.md)"),
    ("<pre>\n  1 &lt; 2\n</pre>", "```\n  1 < 2\n```"),
    ("<table><tr><th>a</th><th>b</th></tr><tr><td>1 | 2</td><td><ul><li>x</li><li>y</li></ul></td></tr></table>", "| a | b |\n| --- | --- |\n| 1 \\| 2 | • x<br>• y |"),
    ("<table><tr><td colspan=2>a</td></tr><tr><td>1</td><td>2</td></tr></table>", "|  |  |\n| --- | --- |\n| a |  |\n| 1 | 2 |"),
    ("==m== H~2~O 2^10^ ++ctrl+c++ ~~s~~ [x]{.small} :smile:", "<mark>m</mark> H<sub>2</sub>O 2<sup>10</sup> <kbd>ctrl</kbd>+<kbd>c</kbd> ~~s~~ x 😄"),
    ("one\\\ntwo", "one  \ntwo"),
    ("said^[a note] so", "said[^import-1] so\n\n[^import-1]: a note"),
    ("| a |\n|---|\n| 1 |\n\n: Said {#t}", "| a |\n|---|\n| 1 |\n\n/// table-caption\n\nSaid\n\n///"),
    ("+---+\n| a |\n+---+", "```text\n+---+\n| a |\n+---+\n```"),
    ("[[b]] ![[pic.png]] [[b|B]]", "[b](03-b.md) ![pic.png](media/pic.png) [B](03-b.md)"),
    ("![x](/img/only.png) [b](../b/)", "x (`/img/only.png`) [b](03-b.md)"),
    ("![x](/deep/only.png) ![y](../../../only.png)", "![x](media/only.png) ![y](media/only.png)"),
    ("![d](draw.svg) [d](draw.svg)", "d (`draw.svg`) d (`draw.svg`)"),
    ("![y](..\\deep\\only.png)", "![y](media/only.png)"),
    ("<svg>\n<g/>\n</svg>", "``````html\n<svg>\n<g/>\n</svg>\n``````"),
    ("[x](tel:123) [y](xref:System)", "x (`tel:123`) y (`xref:System`)"),
    ("[![badge](https://x.example/b.svg)](https://x.example)", "[badge](https://x.example)"),
    ("![p](https://x.example/p.png)<!--\nstyle='a'\n\nclass='b'\n-->", "![p](https://x.example/p.png)<!--\nstyle='a'\nclass='b'\n-->"),
    ("[toc]\n\nx", "x"),
    ("[`x`][] [a][`x`]\n\n[`x`]: b.md", "[`x`](03-b.md) [a](03-b.md)\n\n[`x`]: 03-b.md"),
    ("[`code`](b.md) ![`p`](pic.png) `[b](b.md)`", "[`code`](03-b.md) ![`p`](media/pic.png) `[b](b.md)`"),
    ("See [`x`][] and [a][`x`] and [b][c].\n\n[`x`]: gone.md\n[c]: b.md", "See `x` and a and [b][c].\n\n``[`x`]: gone.md``\n[c]: 03-b.md"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_a_line_of_another_house_becomes_ours(text: str, expected: str) -> None:
    assert lesson_of(text) == expected


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("```c {x=1} run\n```", "a.md:1: advice: this code has settings that do nothing here and were left out: `{x=1} run`"),
        ("x\n<stdio.h>", "a.md:2: advice: `<stdio.h>` stands in angle brackets"),
        ("x\n\n{{< gone >}}", "a.md:3: advice: `{{< gone >}}` is a template's tag"),
        ("{% include x.html\n   a='b' %}", "a.md:1: advice: `{% include x.html a='b' %}` is a template's tag"),
        ('{% tabs %}\n{% tab title="A" %}\n{% endtab %}\n{% endtabs %}', "a.md:1: advice: `{% tabs %}` says only how the page looks"),
        (":::row:::\nx\n:::row-end:::", "a.md:1: advice: `row` says only how the page looks"),
        (':::code source="x.py":::', 'a.md:1: advice: `code source="x.py"` is a direction of another tool'),
        ("<table><tr><td>x</td></tr></table>", "a.md:1: advice: a table that was written in HTML is one of Markdown now"),
        ("x\n\nSee @fig-one and {ref}`y`.", "a.md:3: advice: `@fig-one`, `{ref}` means something to another tool only"),
        ("{++new++} [!INCLUDE x]", "a.md:1: advice: `{++new++}`, `[!INCLUDE x]` means something to another tool only"),
        ("![d](draw.svg)", "a.md:1: advice: `draw.svg` is of a kind that learners never get"),
        ("x\n\n[x](tel:1)", "a.md:3: advice: a link to `tel:1` is not kept in a lesson"),
        ("---\ntitle: T\n---\n", "a.md:1: advice: the page has no text but its title"),
    ],
)  # fmt: skip
def test_what_cannot_be_turned_is_named_by_its_line(text: str, noted: str) -> None:
    assert noted in notes_of(brought({"a.md": text, "b.md": "# B\n", "draw.svg": "x"}))


def test_signs_within_code_are_left_alone() -> None:
    text = "```md\n:::note\n{{< x >}} <y z> ==m==\n> [!NOTE]\n```\n\n`{% x %} <a.h> ==m==`"
    assert lesson_of(text) == text


def test_liascripts_directions_go_and_their_text_stays() -> None:
    header = "<!--\nauthor: K\n-->\n# K\n\n"
    text = "    --{{0}}--\nSpoken.\n\n  {{1-2}}\n*****\n\nBlock\n\n*****\n\n{1}{shown} {!> Deutsch Male}{ich} $ a $ ~x~ $\\frac{1}{2}$\n"
    imported = brought({"a.md": header + text})
    assert imported.files["01-a.md"].decode() == "# K\n\nSpoken.\n\nBlock\n\nshown ich $a$ ~~x~~ $\\frac{1}{2}$\n"
    assert "a.md:6: advice: this says when something appears or is spoken" in notes_of(imported)


def test_the_title_of_a_picture_of_liascript_is_its_caption() -> None:
    text = '<!--\nauthor: K\n-->\n# K\n\n![p](pic.png "by [me](https://x.example)")<!-- width="9" -->\n'
    lesson = brought({"a.md": text, "pic.png": "x"}).files["01-a.md"].decode()
    assert '![p](media/pic.png)<!-- width="9" -->\n\n/// figure-caption\n\nby [me](https://x.example)\n\n///' in lesson


def test_the_questions_of_a_course_speak_its_language() -> None:
    quiz = brought({"a.md": "<!--\nlanguage: fr\n-->\n# K\n\n[( )] a\n[(X)] b\n"}).files["02-a.quiz.toml"].decode()
    assert "Which answer is right?" not in quiz


def test_a_solution_keeps_its_lines() -> None:
    quiz = brought({"a.md": "Say?\n\n[(X)] a\n[( )] b\n[[?]] one\n****\n- x\n- y\n****\n"}).files["02-a.quiz.toml"].decode()
    assert 'feedback = "one\\n\\n- x\\n- y"' in quiz


MDX = "---\ntitle: T\n---\nimport X from 'y';\n\nexport const a = (\n  1\n);\n\n<Tabs>\n  <TabItem value='v' label='L'>\n    inside\n  </TabItem>\n</Tabs>\n\n{/* c */}\n"


def test_mdx_is_a_lesson_and_keeps_what_its_builder_reads_aside() -> None:
    imported = brought({"a.mdx": MDX})
    assert imported.files["01-a.md"].decode() == "# T\n\n/// tab | L\n\ninside\n\n///\n\n<!-- c -->\n"
    assert "import X from 'y';\nexport const a = (\n  1\n);" in imported.files["README.md"].decode()
    assert "a.mdx:4: advice: `import X from 'y';` is for the program that built the pages" in notes_of(imported)


@pytest.mark.parametrize("front", ['+++\ntitle = "T"\nweight = 2\n+++\n', '{\n"title": "T"\n}\n', "---\ntitle: T\n---\n"])
def test_front_matter_is_read_in_each_language(front: str) -> None:
    imported = brought({"a.md": front + "\nText.\n"})
    assert imported.files["01-a.md"].decode() == "# T\n\nText.\n"
    assert front.split("\n")[1].strip('"') in imported.files["README.md"].decode()


@pytest.mark.parametrize(
    ("files", "order", "title"),
    [
        ({"SUMMARY.md": "# S\n* [C](c.md)\n  * [A](x/a.md)\n", "c.md": "# C", "x/a.md": "# A", "b.md": "# B"}, "cab", "C"),
        ({"book.toml": '[book]\ntitle = "T"', "src/SUMMARY.md": "[C](c.md)\n[A](./a.md)", "src/a.md": "# A", "src/c.md": "# C"}, "ca", "T"),
        ({"_sidebar.md": "* [B](/b)\n* [A](a.md)", "a.md": "# A", "b.md": "# B"}, "ba", "B"),
        ({"config.yaml": "title: 'T' # x\nepisodes:\n- c.md\n- a.Rmd\nlearners:\n- b.md", "episodes/a.Rmd": "# A", "episodes/c.md": "# C", "learners/b.md": "# B"}, "cab", "T"),
        ({"_config.yml": "name: T\nnavigation:\n- text: Beta\n  url: beta/\n  children:\n  - url: alpha/\n", "pages/alpha.md": "# A", "pages/beta.md": "# B"}, "ba", "T"),
        ({"_quarto.yml": "book:\n  title: T\n  chapters:\n    - c.qmd\n    - part: P\n      chapters: [a.qmd]\n", "a.qmd": "# A", "c.qmd": "# C"}, "ca", "T"),
        ({"_toc.yml": "root: c\nchapters:\n- file: x/a\n", "_config.yml": "title: T", "c.md": "# C", "x/a.md": "# A"}, "ca", "T"),
        ({"a.md": "---\nsidebar_position: 2\n---\n# A", "b.md": "---\nsidebar_position: 1\n---\n# B"}, "ba", "B"),
        ({"y/_category_.json": '{"position": 1}', "x/_category_.json": '{"position": 2}', "x/a.md": "# A", "y/b.md": "# B"}, "ba", "B"),
        ({"docusaurus.config.js": "// title: 'no'\nx = {\n  title: 'T',\n", "a.md": "# A"}, "a", "T"),
        ({"hugo.toml": 'title = "T"', "content/b.md": "+++\nweight = 1\n+++\n# B", "content/a.md": "+++\nweight = 2\n+++\n# A"}, "ba", "T"),
        ({"mkdocs.yml": "site_name: T\nnav: [b.md]", "docs/a.md": "# A", "docs/b.md": "# B"}, "ba", "T"),
        ({"index.yml": "### YamlMime:Module\ntitle: T", "a.md": "# A"}, "a", "T"),
        ({"CONTRIBUTING.md": "# C", "x/a.md": "# A"}, "ac", "A"),
        ({"security.md": "# S", "z.md": "# Z"}, "sz", "S"),
    ],
)  # fmt: skip
def test_the_houses_menu_gives_the_order_and_its_settings_the_title(files: dict[str, str], order: str, title: str) -> None:
    imported = brought(files)
    assert "".join(re.sub(r"\d+-", "", name)[0] for name in sorted(imported.files) if name[0].isdigit() and name.endswith(".md")) == order
    assert f'title = "{title}"' in imported.files["course.toml"].decode()


def test_the_first_paragraph_is_the_summary_whole() -> None:
    imported = brought({"a.md": "# A\n\n- point\n\nA paragraph that goes\non over its first line.\n\nMore.\n"})
    assert 'summary = "A paragraph that goes on over its first line."' in imported.files["course.toml"].decode()


def test_objectives_in_front_matter_are_the_outcomes() -> None:
    imported = brought({"a.md": '---\nobjectives:\n- "Use `git`"\n- Undo\n---\nText.\n'})
    assert re.findall(r'^text = "(.*)"$', imported.files["course.toml"].decode(), re.MULTILINE) == ["Use git", "Undo"]


YAML_QUIZ = "title: Check\nquiz:\n  questions:\n  - content: Which?\n    choices:\n    - content: Lyon\n      isCorrect: false\n      explanation: No.\n    - content: Paris\n      isCorrect: %s\n"


def test_a_quiz_in_yaml_becomes_one_of_ours_behind_the_lessons() -> None:
    imported = brought({"a.md": "# A\n\nText.\n", "8-check.yml": YAML_QUIZ % "true"})
    course = read_course(imported.files, slug="brought").course
    assert course is not None
    item = course.quizzes[0].items[0]
    assert (course.quizzes[0].key, item.stem, [(option.text, option.correct, option.feedback) for option in item.options]) == ("02-check", "Which?", [("Lyon", False, "No."), ("Paris", True, "")])
    assert "8-check.yml:4: advice: the question is now `q1` of 02-check.quiz.toml" in notes_of(imported)


def test_a_quiz_in_yaml_without_a_right_answer_stays_a_file_and_is_named() -> None:
    imported = brought({"a.md": "# A\n", "8-check.yml": YAML_QUIZ % "false"})
    assert "media/8-check.yml" in imported.files
    assert "8-check.yml:4: advice: this question has no right answer" in notes_of(imported)


def test_a_menu_that_names_itself_again_and_again_is_left_within_a_second() -> None:
    lists = "a0: &a0 []\n" + "".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 12))
    begun = time.process_time()
    brought({"a.md": "# A\n", "_config.yml": f"{lists}navigation: *a11\n"})
    assert time.process_time() - begun < 1


def test_a_menu_is_kept_aside_and_what_it_names_in_vain_is_noted() -> None:
    imported = brought({"SUMMARY.md": "* [A](a.md)\n* [G](gone.md)\n", "a.md": "# A\n"})
    assert "* [G](gone.md)" in imported.files["README.md"].decode()
    assert "SUMMARY.md:1: advice: the file is the menu" in notes_of(imported)
    assert "course.toml:1: advice: the menu names `gone.md`, which is not in the folder" in notes_of(imported)


def test_a_part_is_put_in_where_it_is_included_and_is_no_lesson() -> None:
    imported = brought({"a.md": "# A\n\n{% include part.md %}\n", "_includes/part.md": "Part of it.\n", "_includes/unused.md": "Unused.\n"})
    assert imported.files["01-a.md"].decode() == "# A\n\nPart of it.\n"
    assert "a.md:3: advice: the text of _includes/part.md was put in here" in notes_of(imported)
    assert "_includes/unused.md:1: advice: the file is a part for other pages" in notes_of(imported)
    assert "Unused." in imported.files["README.md"].decode()
    assert not any("unused" in name for name in imported.files)


def test_a_text_of_many_directives_is_brought_along() -> None:
    many = "".join(f"```{{note}}\nNumber {number}.\n```\n\n" for number in range(1500))
    assert brought({"a.md": f"# A\n\n{many}"}).files["01-a.md"].decode().count("/// note") == 1500


def test_parts_that_include_each_other_come_to_an_end() -> None:
    page = "{% include b.md %}\n" * 200
    imported = brought({"a.md": f"# A\n\n{page}", "_includes/b.md": "B.\n{% include c.md %}\n" * 50, "_includes/c.md": "C.\n{% include b.md %}\n" * 50})
    assert len(imported.files["01-a.md"].splitlines()) < 100_000


def test_a_page_of_addresses_serves_the_pages_that_name_them() -> None:
    imported = brought({"a.md": "# A\n\nSee [one][x].\n", "links.md": "[x]: https://x.example\n[y]: https://y.example\n"})
    assert imported.files["01-a.md"].decode() == "# A\n\nSee [one][x].\n\n[x]: https://x.example\n"
    assert "links.md:1: advice: the file holds only addresses" in notes_of(imported)


def test_only_files_that_no_lesson_needs_are_noted() -> None:
    imported = brought({"a.md": "# A\n\n![p](img/p.png)\n", "img/p.png": "x", "Gemfile": "x"})
    assert "img/p.png:1" not in notes_of(imported)
    assert "Gemfile:1: advice: no lesson shows this file or links to it; it is now `media/gemfile`" in notes_of(imported)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<stdio.h> and <kim@city.example>", "01-why.md:3: advice: `<stdio.h>` is taken for a tag and never reaches a reader"),
        ("![x](media/draw.svg)", "01-why.md:3: `media/draw.svg` is of a kind that readers never get"),
    ],
)
def test_the_check_names_what_a_reader_would_not_get(text: str, told: str) -> None:
    files = {"01-why.md": f"# Why\n\n{text}\n".encode(), "media/draw.svg": b"x"}
    assert [str(problem).rpartition(": ")[0] for problem in read_course(files, slug="brought").problems if problem.file == "01-why.md"] == [told]


def test_hidden_pictures_are_taken_along_and_what_builders_left_is_not(tmp_path: Path) -> None:
    for name in (".gitbook/assets/a.png", ".gitbook/x.yaml", ".git/b.png", "node_modules/c/README.md", "d.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert sorted(read_foreign(tmp_path)[0]) == [".gitbook/assets/a.png", "d.md"]


def test_problems_of_one_kind_are_told_together() -> None:
    problems = [
        Problem("a.md", 1, "no title", "write one", "advice"),
        Problem("a.md", 3, "the link to `x` is dead", "add it"),
        Problem("a.md", 4, "the link to `y` is dead", "add it"),
        Problem("a.md", 9, "the link to `x` is dead", "add it"),
        Problem("b.md", 1, "no title", "write one", "advice"),
        Problem("b.md", 2, "the link to `x` is dead", "add it"),
    ]
    assert told_together(problems) == [
        "a.md:1: advice: no title: write one\n    likewise b.md",
        "a.md:3: the link to `x` is dead: add it\n    likewise in line 4 (`y`), 9",
        "b.md:2: the link to `x` is dead: add it",
    ]
    many = [Problem(file, line, f"the link to `{line}` is dead", "add it") for file in ("a.md", "b.md", "c.md", "d.md") for line in (2, 5)]
    assert told_together(many) == [
        "a.md:2: the link to `2` is dead: add it\n    likewise a.md:5 (`5`); b.md:2, 5 (`5`); c.md:2, 5 (`5`); d.md:2, 5 (`5`)",
    ]


def test_code_with_a_strange_first_line_is_code_to_a_learner() -> None:
    html = compile_lesson("# A\n\n```cpp   Over.c\n#include <x>\n```\n\n~~gone~~\n", links={}).html
    assert "<h" not in html.replace("<h1", "")
    assert "<del>gone</del>" in html


@pytest.mark.parametrize("hostile", [":::note\n" * 3_000, "> " * 5_000, "<details>" * 5_000, "{{< a >}}" * 5_000, "<table>" * 3_000, "<a " * 7_000 + ">", "^[" * 9_000, "[[" * 9_000, "{%" * 9_000, "==a" * 9_000, "![a b](" * 3_000, "- > " * 2_000, "[" * 300 + "](a b" * 300, "[x](" + "a " * 20_000, "<ul><li>" * 3_000, "<!--\nauthor: K\n-->\n[[" + "a#" * 20_000])
def test_hostile_text_of_other_houses_is_brought_over_within_three_seconds(hostile: str) -> None:
    begun = time.process_time()
    brought({"a.md": hostile})
    assert time.process_time() - begun < 3
