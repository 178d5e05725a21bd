# SPDX-License-Identifier: Apache-2.0
"""How long tests wait for what should come at once: they fail then, and are not waited for."""

import threading

PATIENCE = 30  # seconds until a test gives up; never how long one waits for something to happen


def read_line(process, stream):
    """The next line of one of a process's streams. A process that says nothing is ended, which
    ends the line."""
    guard = threading.Timer(2 * PATIENCE, process.kill)
    guard.daemon = True
    guard.start()
    try:
        return stream.readline()
    finally:
        guard.cancel()
