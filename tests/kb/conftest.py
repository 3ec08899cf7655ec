"""A small hosting firm's articles, and a client who asks them."""

import pytest

from kb.search import Catalogue
from tests.builders import LANGUAGES
from tests.kb.pages import HOSTING, Client, library


@pytest.fixture(scope="session")
def hosting() -> Catalogue:
    """Ten short articles in English."""
    return Catalogue(library(*HOSTING), LANGUAGES)


@pytest.fixture
def client(hosting: Catalogue) -> Client:
    """Asks in English."""
    return Client(hosting)
