"""One page at a time: without this, many people at once slow one another down far more than by waiting in turn."""

from threading import BoundedSemaphore

# In a module, not in the script: the script runs anew for every page, and each run would have its own.
TURN = BoundedSemaphore(1)
