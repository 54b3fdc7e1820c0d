"""Looks over a browser's shoulder: what no visitor must ever cause, whatever a journey is about."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

LOCAL_SCHEMES = ("data:", "blob:", "about:")


class Watch:
    """Collects the faults of every page of one browser context.

    A fault is an error on the console (a violation of the content security policy is one), an
    exception in a script, a request that fails or is refused, a request to another site. What a
    journey provokes is allowed beforehand.
    """

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site = site
        self.faults: list[str] = []
        self.requests: list[Request] = []
        self.allowed: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._script)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def allow(self, address: str) -> None:
        """Let the pages ask for what begins with this address."""
        self.allowed.append(address)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium notes the status of a refused form or a missing page here, too; whether a
        # status is right is for the journey to say, and for `_response`.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _script(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        self.requests.append(request)
        own = (f"{self.site}/", *LOCAL_SCHEMES, *self.allowed)
        if not request.url.startswith(own):
            self.faults.append(f"third party: {request.url}")

    def _failed(self, request: Request) -> None:
        # Whoever leaves a page, or saves a file, ends what that page was still asking for.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url} ({request.failure})")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"refused: {response.url} ({response.status})")
