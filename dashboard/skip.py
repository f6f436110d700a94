"""The link that leads keyboard users past the navigation. It must come before it, and only the front end's page can hold it."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT = "content"
_ROOT = b'<div id="root">'
_LINK = f"""<style>
.cpo-skip {{ position: fixed; top: -100px; left: 0; z-index: 1000000; padding: 12px 24px; color: #0b0c0c; background: #ffdd00;
  font: 400 18px/26px "Source Sans", system-ui, sans-serif; outline: 3px solid transparent; box-shadow: 0 4px #0b0c0c; }}
.cpo-skip:focus {{ top: 0; }}
</style><a class="cpo-skip" href="#{CONTENT}">Skip to main content</a>
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

        await self._app(scope, receive, sending)


def _is_page(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and start["status"] == 200 and "content-encoding" not in headers


async def _sent(start: Message, body: bytes, send: Send) -> None:
    MutableHeaders(scope=start)["content-length"] = str(len(body))
    await send(start)
    await send({"type": "http.response.body", "body": body})
