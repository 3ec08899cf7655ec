"""A page as a file, in the form that is asked for."""

from typing import assert_never

from bot.pages.document import Document
from bot.pages.form import Form
from bot.pages.html import html
from bot.pages.markdown import markdown


def drawn(page: Document, form: Form) -> bytes:
    """The page as a file. Raises ExtraMissing for a form whose library isn't installed."""
    match form:
        case Form.HTML:
            return html(page).encode()
        case Form.MARKDOWN:
            return markdown(page).encode()
        case Form.PDF:
            from bot.pages.pdf import pdf

            return pdf(page)
        case _:
            assert_never(form)
