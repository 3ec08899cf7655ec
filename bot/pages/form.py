"""In which forms a page can be a file."""

from enum import StrEnum


class Form(StrEnum):
    """A form of file, by how its name ends."""

    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "md"

    @property
    def media(self) -> str:
        """The MIME type."""
        return _MEDIA[self]


_MEDIA = {Form.HTML: "text/html", Form.PDF: "application/pdf", Form.MARKDOWN: "text/markdown"}
