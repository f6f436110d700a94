"""What only the front end's own page can hold: the link past the navigation, which must come before it, and a small script."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.to_figure import PATH

CONTENT = "content"
_ROOT = b'<div id="root">'
_LINK = f"""<style>
.cpo-skip {{ position: fixed; top: -100px; left: 0; z-index: 1000000; padding: 12px 24px; color: #0b0c0c; background: #ffdd00;
  font: 400 18px/26px "Source Sans", system-ui, sans-serif; outline: 3px solid transparent; box-shadow: 0 4px #0b0c0c; }}
.cpo-skip:focus {{ top: 0; }}
</style><a class="cpo-skip" href="#{CONTENT}">Skip to main content</a>
<script src="{PATH}" defer></script>
""".encode()


class SkipLink:
    """Puts the link at the top of the front end's page, and leaves everything else as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def sending(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif message["type"] == "http.response.body" and start:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _sent(start, body.replace(_ROOT, _LINK + _ROOT, 1), send)
            else:
                await send(message)

        await self._app(_uncompressed(scope), receive, sending)


def _uncompressed(scope: Scope) -> Scope:
    """The same request for a page without leave to compress it, so that something can be put in; of anything else as it is."""
    headers = Headers(scope=scope)
    if "text/html" not in headers.get("accept", ""):
        return scope
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}


def _is_page(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and start["status"] == 200 and "content-encoding" not in headers


async def _sent(start: Message, body: bytes, send: Send) -> None:
    MutableHeaders(scope=start)["content-length"] = str(len(body))
    await send(start)
    await send({"type": "http.response.body", "body": body})
