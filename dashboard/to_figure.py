"""A permanent link leads to one part of a page, which is there only a moment after the page: this goes to it then.

The part stands in the address after `#`, and again as `figure=`, because what stands after `#` is lost on the way through
signing in.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

PATH = "/to-figure.js"
_SCRIPT = """(() => {
  const wanted = decodeURIComponent(location.hash.slice(1)) || new URLSearchParams(location.search).get("figure");
  if (!wanted) return;
  let isLeftAlone = false;
  for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(event, () => { isLeftAlone = true; }, { once: true, passive: true });
  }
  const until = Date.now() + 30000;
  let steady = 0;
  const look = () => {
    if (isLeftAlone || Date.now() > until) return;
    const found = document.getElementById(wanted);
    if (found) {
      const fold = found.closest("details");
      if (fold) fold.open = true;
      found.scrollIntoView();
      steady += 1;
    }
    if (steady < 8) setTimeout(look, 300);
  };
  look();
})();
"""


def _script(_: Request) -> Response:
    return Response(_SCRIPT, media_type="text/javascript")


routes: list[BaseRoute] = [Route(PATH, _script)]
