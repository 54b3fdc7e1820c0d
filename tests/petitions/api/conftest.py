"""What the tests of the API may use."""

import pytest

from petitions.api.limits import LIMIT


@pytest.fixture(autouse=True)
def _limit_begins_anew():
    LIMIT.forget()


@pytest.fixture
def ask(client, db):
    """A function: what the API answers to a question that it can answer."""

    def answer(path, **query):
        response = client.get(f"/api/{path}", query)
        assert response.status_code == 200, response.content
        return response.json()

    return answer
