"""A small hosting firm's articles, and a client who asks them."""

import pytest

from kb.articles import loader
from kb.search import ArticleSearch
from tests.builders import LANGUAGES
from tests.kb.pages import HOSTING, Client, library


@pytest.fixture(scope="session")
def hosting() -> ArticleSearch:
    """Ten short articles in English."""
    return ArticleSearch(library(*HOSTING), LANGUAGES)


@pytest.fixture(scope="session")
def shipped() -> ArticleSearch:
    """The shipped articles, searched by words."""
    return ArticleSearch(loader.load(loader.shipped()), LANGUAGES)


@pytest.fixture
def client(hosting: ArticleSearch) -> Client:
    """Asks in English."""
    return Client(hosting)
