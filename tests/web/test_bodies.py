"""Half a body is no form."""

from io import BytesIO

import pytest
from django.core.exceptions import BadRequest

from web.bodies import WholeBody, whole_bodies_only


class Trickle(BytesIO):
    """A body that comes in pieces of three bytes."""

    def read(self, size=-1):
        return super().read(3 if size < 0 else min(size, 3))


@pytest.mark.parametrize("stream", [BytesIO, Trickle])
def test_a_body_that_is_there_is_read_whole(stream):
    body = WholeBody(stream(b"first_name=Zoe"), 14)

    assert (body.read(5), body.read(), body.read(), body.read(1)) == (
        b"first",
        b"_name=Zoe",
        b"",
        b"",
    )


def test_what_follows_a_body_is_left_alone():
    stream = BytesIO(b"first_name=ZoeGET /")

    assert WholeBody(stream, 14).read() == b"first_name=Zoe"
    assert stream.read() == b"GET /"


@pytest.mark.parametrize("stream", [BytesIO, Trickle])
def test_a_body_that_is_cut_short_ends_in_an_error(stream):
    body = WholeBody(stream(b"first_name=Z"), 14)

    assert body.read(5) == b"first"
    with pytest.raises(BadRequest):
        body.read()


@pytest.mark.parametrize("length", [None, "", "many", "-1", "²"])
def test_a_body_without_a_length_is_for_the_application(length):
    stream, seen = BytesIO(b"x"), []
    environ = {"CONTENT_LENGTH": length, "wsgi.input": stream}

    whole_bodies_only(lambda environ, start: seen.append(environ["wsgi.input"]))(environ, None)

    assert seen == [stream]
