"""Starts the AWS emulator with patches where it differs from AWS and this gateway depends on AWS.

The doc string of each patch says what AWS does. Without the patches the stack deploys, but behaves
differently than on AWS. When its standard input closes, the process saves its state and ends: this
also happens when the process that started it dies.
"""

import gc
import os
import signal
import sys
import threading
import time

from ministack import app

sys.dont_write_bytecode = True
from patches import answers, background, functions  # noqa: E402

# Tables and objects stay for long: the collector would look through all of them again and again.
GARBAGE_THRESHOLDS = (100_000, 50, 100)

# After this time, `stopProcess` kills the emulator too.
LONGEST_STOP_SECONDS = 10


def stop_with_starter():
    """Ends the emulator as Ctrl-C does when the process that started it closes its standard input or
    dies: its state is saved and no process stays behind. If that takes too long, it ends without."""

    def wait():
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LONGEST_STOP_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    functions.keep_error_names()
    functions.use_path_style()
    functions.unpack_code_once()
    answers.accept_plain_http()
    answers.apply_cors()
    answers.allow_loopback_pages()
    answers.serve_versions_as_linked()
    background.keep_streams()
    background.start_executions_at_once()
    background.poll_sources_on_their_own()
    stop_with_starter()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    app.main()
