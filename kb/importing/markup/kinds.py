"""Names of tags, components and shortcodes that stand in other makers' Markdown, and what they mean."""

from kb.importing.html.tree import BLOCKS

KNOWN = BLOCKS | frozenset(
    ("abbr", "b", "big", "button", "cite", "colgroup", "col", "del", "dfn", "em", "font", "i", "input", "ins",
     "label", "mark", "nobr", "picture", "q", "s", "small", "source", "span", "strike", "strong", "sub", "sup",
     "svg", "path", "time", "tt", "u", "var", "wbr", "a", "img", "br", "iframe", "video", "audio", "script",
     "style", "kbd", "code", "samp", "object", "embed", "link", "meta", "template", "slot")
)  # fmt: skip
"""HTML's own elements; another name in brackets is somebody's words."""
STYLES = {"b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~", "strike": "~~"}
NOTES = {
    "note": "Note", "info": "Info", "information": "Info", "tip": "Tip", "hint": "Hint", "important": "Important",
    "warning": "Warning", "warn": "Warning", "caution": "Caution", "danger": "Danger", "attention": "Attention",
    "error": "Error", "success": "Success", "check": "Success", "question": "Question", "faq": "Question",
    "failure": "Failure", "fail": "Failure", "bug": "Bug", "example": "Example", "quote": "Quote",
    "abstract": "Abstract", "summary": "Summary", "tldr": "Summary", "todo": "To do", "seealso": "See also",
    "see-also": "See also", "secondary": "Note", "callout": "", "alert": "", "admonition": "", "notice": "",
    "hint-box": "", "details": "", "aside": "", "primary": "", "default": "", "light": "", "dark": "",
}  # fmt: skip
"""What a note's kind reads as."""
QUIET = frozenset(("info", "success", "primary", "secondary", "default", "light", "dark"))
"""Kinds of which their own site shows a colour only."""
FLOW = frozenset(
    ("if", "elsif", "else", "endif", "unless", "endunless", "for", "endfor", "case", "when", "endcase", "assign",
     "capture", "endcapture", "raw", "endraw", "verbatim", "endverbatim", "tabs", "endtabs", "endtab", "endhint",
     "code", "endcode", "content-ref", "endcontent-ref", "stepper", "endstepper", "step", "endstep", "columns",
     "column", "endcolumn", "endcolumns", "end", "endnote", "endtip", "endwarning", "endinfo", "endcallout",
     "endalert", "enddetails", "set", "block", "endblock", "macro", "endmacro", "import", "endembed", "endfile")
)  # fmt: skip
"""Tags that steer, or end something; nothing is shown for them."""
BOXES = frozenset(
    ("tabs", "tabitem", "tab", "steps", "step", "card", "cards", "cardgroup", "columns", "column", "accordion",
     "accordionitem", "accordiongroup", "codegroup", "details", "fragment", "summary")
)  # fmt: skip
"""Components that only arrange what they hold."""
