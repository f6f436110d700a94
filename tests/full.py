"""Whether the long tests are run whole (`make test-all`), or only as far as everybody waits for."""

import os

IS_FULL = bool(os.environ.get("OVERSIGHT_TEST_FULL"))
