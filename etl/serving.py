"""Serve the pages, sign-in, downloads and health of one process. Apart from the command, so that it starts quickly."""

import uvicorn

from etl.settings import settings

_LARGEST_MESSAGE_BYTES = 32 * 1024 * 1024


def serve(port: int | None = None) -> None:
    """Serve until stopped, on the port given or the one in the settings. The application is reached by its name."""
    chosen = settings()
    uvicorn.run(
        "dashboard.serve:app",
        host=chosen.host,
        port=port or chosen.port,
        log_level="warning",
        server_header=False,
        ws_max_size=_LARGEST_MESSAGE_BYTES,
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    serve()
