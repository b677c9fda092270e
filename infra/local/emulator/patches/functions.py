"""Patches of how functions run."""

import hashlib
import inspect
import os
import tempfile
import threading
import zipfile

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from .source import module_with, replaced, require

THROWN = "__thrown__"

# How the emulator reports a function's process that ended before it answered.
EXITED = ("Worker process died", "Worker returned no response", "Worker process exited immediately")
PIPE_CLOSED = "[Errno 32] Broken pipe"


def keep_error_names():
    """AWS reports a thrown error under its own name, which Retry and Catch match, and keeps the
    process. A process that ended before it answered is Runtime.ExitError."""
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    for error in ("String(err.message || err), trace: err.stack || \"\"", "e.message, trace: e.stack"):
        name = error.split(".")[0].removeprefix("String(")
        script = replaced(
            script,
            f'status: "error", error: {error}',
            f'status: "ok", result: {{ {THROWN}: {{ errorType: {name}.name || "Error", '
            f'errorMessage: String({name}.message || {name}), trace: String({name}.stack) }} }}',
        )
    lambda_runtime._NODEJS_WORKER_SCRIPT = script
    worker = inspect.getsource(lambda_runtime.Worker)
    for message in EXITED:
        require(worker, message)

    def naming(execute):
        def execute_and_name(func, event, *more):
            result = execute(func, event, *more)
            body = result.get("body")
            if not isinstance(body, dict):
                return result
            if result.get("error") and str(body.get("errorMessage")).startswith((*EXITED, PIPE_CLOSED)):
                exit = {"errorType": "Runtime.ExitError", "errorMessage": "Runtime exited without an answer"}
                return {**result, "body": exit}
            if THROWN not in body:
                return result
            thrown = body[THROWN]
            trace = thrown.pop("trace")
            return {"body": thrown, "error": True, "log": "\n".join([result.get("log", ""), trace])}

        return execute_and_name

    lambda_svc._execute_function_warm = naming(lambda_svc._execute_function_warm)
    lambda_svc._execute_function_proxy = naming(lambda_svc._execute_function_proxy)  # npm run debug


def use_path_style():
    """AWS gives each bucket a host name; the emulator does not, so functions use path-style URLs."""
    lambda_runtime._NODEJS_WORKER_SCRIPT = (
        "Object.defineProperty(Object.prototype, 'forcePathStyle', "
        "{ value: true, writable: true, configurable: true });\n"
    ) + lambda_runtime._NODEJS_WORKER_SCRIPT


def unpack_code_once():
    """AWS starts a function from code that it has unpacked before. The emulator unpacks the package for each
    start of a process, into a new folder, so Node.js cannot keep what it has compiled."""
    require(inspect.getsource(lambda_runtime.Worker._spawn), "zf.extractall(code_dir)")
    lock = threading.Lock()

    class Package(zipfile.ZipFile):
        def extractall(self, path):
            with open(self.filename, "rb") as package:
                digest = hashlib.sha256(package.read()).hexdigest()
            code = os.path.join(tempfile.gettempdir(), f"code-{digest}")
            with lock:
                if not os.path.exists(code):
                    super().extractall(f"{code}.part")
                    os.rename(f"{code}.part", code)
            os.rmdir(path)
            os.symlink(code, path)

    lambda_runtime.zipfile = module_with(zipfile, ZipFile=Package)
    os.environ["NODE_COMPILE_CACHE"] = os.path.join(tempfile.gettempdir(), "compiled")
    ready = '_realStdoutWrite(JSON.stringify({ status: "ready", cold: true }) + "\\n");'
    lambda_runtime._NODEJS_WORKER_SCRIPT = replaced(
        lambda_runtime._NODEJS_WORKER_SCRIPT,
        ready,
        f'{ready} setImmediate(() => require("module").flushCompileCache?.());',
    )
