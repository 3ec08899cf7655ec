"""What a record of an export in JSON means, by its keys."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from kb.importing.html.page import fragment
from kb.importing.page import language, line, sound

NO_EXPORT = "no export of articles"
BODIES = ("body", "text", "content", "html", "body_html", "answer", "desc_un_html", "description")
TITLES = ("title", "question", "name", "subject")
ADDRESSES = ("html_url", "publicUrl", "public_url", "link", "permalink", "url")
SECTIONS = ("section_id", "folder_id", "collectionId", "collection_id", "parent_section_id", "parent_id",
            "category_id", "categoryId")  # fmt: skip
LABELS = ("label_names", "labels", "tags", "keywords")
LOCALES = ("locale", "language", "lang", "default_locale", "language_code", "source_locale")
_FRESHDESK = frozenset(
    ("description_text", "desc_un_html", "folder_id", "seo_data", "hierarchy", "agent_id", "art_type")
)
HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&[a-z]+;|&#\d+;")
_TAIL = re.compile(r"(?:\d+[-_])?(.+)")


def is_article(said: Mapping[str, Any]) -> bool:
    if said.get("type") in ("collection", "section", "category", "article_content", "article_translated_content"):
        return False
    if "title" in said and any(key in said for key in BODIES[:-1]):
        return not isinstance(said.get("content"), list)
    if "title" in said and "description" in said:
        return bool(_FRESHDESK & said.keys())
    return ("name" in said and "text" in said) or ("question" in said and "answer" in said)


def is_section(said: Mapping[str, Any]) -> bool:
    return (
        (("name" in said or "title" in said) and any(isinstance(each, list | dict) for each in said.values()))
        or said.get("type") in ("collection", "section", "category")
        or ("name" in said and "id" in said)
    )


def kind_of(said: Mapping[str, Any]) -> str:
    """Whose record it is, by its keys; empty when they don't tell."""
    for kind, keys in (
        ("freshdesk", _FRESHDESK),
        ("zendesk", ("section_id", "label_names", "vote_sum", "source_type", "user_segment_id", "html_url")),
        ("helpscout", ("collectionId", "publicUrl")),
        ("intercom", ("workspace_id", "translated_content", "parent_type")),
        ("wordpress", ("guid", "ping_status")),
    ):
        if any(key in said for key in keys):
            return kind
    return ""


def translations(said: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A record in each of its languages."""
    others = list[Mapping[str, Any]]()
    given = said.get("translations")
    if isinstance(given, list):
        others += [{**each, "id": said.get("id")} for each in given if isinstance(each, dict)]
    for more in (given, said.get("translated_content")):
        if isinstance(more, dict):
            others += [{"locale": code, **each} for code, each in more.items() if isinstance(each, dict)]
    others = [each for each in others if text_of(each, BODIES)]
    own = language(next((said[key] for key in LOCALES if said.get(key)), ""))
    if not any(language(each.get("locale")) == own for each in others):
        yield said
    yield from others


def text_of(said: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = said.get(key)
        value = value.get("rendered") if isinstance(value, dict) else value
        if isinstance(value, str) and (value := sound(value)).strip():
            return value
    return ""


def unpublished(said: Mapping[str, Any]) -> str:
    status = said.get("status", said.get("state"))
    if (
        said.get("draft") is True
        or said.get("published") is False
        or status in ("draft", "notpublished", "unpublished", "pending", "future", "auto-draft")
    ):
        return "a draft"
    if status == 1 and _FRESHDESK & said.keys():
        return "a draft"
    if status in ("archived", "trash", "deleted") or said.get("archived") is True:
        return "archived"
    if said.get("user_segment_id") or status == "private" or said.get("visibility") in ("private", "internal"):
        return "not for everybody"
    return ""


def web(value: object) -> bool:
    return (
        isinstance(value, str)
        and value.startswith(("http://", "https://"))
        and "/api/" not in value
        and not value.endswith(".json")
    )


def name_of(slug: str, address: str) -> str:
    last = unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2])
    found = _TAIL.fullmatch(last)
    return slug or (found[1] if found and not last.isdigit() else "")


def fragment_title(title: str) -> str:
    """A title, which exports may hold as HTML."""
    return line(" ".join(fragment(title, {}, literal=False).split()) if HTML.search(title) else title)
