"""Starts the AWS emulator with patches where it differs from AWS and this gateway depends on AWS.

The doc string of each patch says what AWS does. Without the patches the stack deploys, but behaves
differently than on AWS. When its standard input closes, the process saves its state and ends: this
also happens when the process that started it dies.
"""

import inspect
import os
import re
import signal
import sys
import threading
import time

from ministack import app
from ministack.core import iam_evaluator, lambda_runtime, responses
from ministack.services import apigateway, dynamodb, lambda_svc, s3, stepfunctions
from ministack.services.cloudformation import provisioners

THROWN = "__thrown__"

# How the emulator reports a function's process that ended before it answered.
EXITED = ("Worker process died", "Worker returned no response", "Worker process exited immediately")
PIPE_CLOSED = "[Errno 32] Broken pipe"

# After this time, `stopProcess` kills the emulator too.
LONGEST_STOP_SECONDS = 10

# The origins of pages that this machine serves.
LOOPBACK = re.compile(r"https?://(localhost|[\w.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?")


def replaced(text, old, new):
    """Replaces text; ends the process if the text is missing, as in another version of the emulator."""
    require(text, old)
    return text.replace(old, new)


def require(text, part):
    if part not in text:
        raise SystemExit(f"launch.py does not fit this version of the emulator: {part!r} is missing.")


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


def accept_plain_http():
    """AWS is called over TLS. The emulator is called over HTTP, so a policy that requires TLS would
    deny every request: its condition is answered with true."""
    resolve = iam_evaluator._resolve_condition_key

    def resolve_as_secure(key, ctx):
        return "true" if key.lower() == "aws:securetransport" else resolve(key, ctx)

    iam_evaluator._resolve_condition_key = resolve_as_secure


def apply_cors():
    """AWS applies a CORS configuration from CloudFormation, which writes AllowOrigins; the emulator
    reads only allowOrigins."""
    handler = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]

    def in_camel_case(props):
        cors = props.get("CorsConfiguration")
        if not isinstance(cors, dict):
            return props
        return {**props, "CorsConfiguration": {k[0].lower() + k[1:]: v for k, v in cors.items()}}

    create, update = handler["create"], handler["update"]
    handler["create"] = lambda logical, props, stack: create(logical, in_camel_case(props), stack)
    handler["update"] = lambda physical, old, new, stack, logical=None: update(
        physical, in_camel_case(old), in_camel_case(new), stack, logical
    )


def allow_loopback_pages():
    """On AWS, `allowedOrigins` names every origin. A page that runs on this machine may call the local
    stack from any port, which a list cannot say."""
    headers = apigateway._cors_response_headers

    def headers_of(cors, origin):
        if cors and LOOPBACK.fullmatch((origin or "").lower()):
            cors = {**cors, "allowOrigins": [origin]}
        return headers(cors, origin)

    apigateway._cors_response_headers = headers_of


def serve_versions_as_linked():
    """AWS applies `response-content-disposition` and the other response parameters of a presigned URL
    also if the URL names a version of the object."""
    get = s3._get_object

    def get_as_linked(bucket, key, headers, query_params=None):
        status, answer, body = get(bucket, key, headers, query_params)
        if status == 200:
            s3._apply_response_overrides(answer, query_params or {})
        return status, answer, body

    s3._get_object = get_as_linked


def keep_streams():
    """AWS keeps the records of a stream until each function has read them. The emulator saves only the
    position of each function: after a restart the stream is empty and the functions read nothing until
    it is as long again. So the unread records are saved too."""
    get_state, load_state = dynamodb.get_state, dynamodb.load_persisted_state
    load_all = app._load_persisted_state
    positions = lambda_svc._dynamodb_stream_positions._data

    def readers():
        for key, mapping in list(lambda_svc._esms._data.items()):
            if key in positions:
                account, region, _ = key
                yield key, (account, region, mapping["EventSourceArn"].split("/")[1])

    def get_with_streams():
        state = get_state()
        read, unread = responses.AccountRegionScopedDict(), responses.AccountRegionScopedDict()
        for reader, table in readers():
            read._data[table] = min(positions[reader], read._data.get(table, sys.maxsize))
        for (account, region, name), position in list(read.all_items()):
            scope = {"account_id": account, "region": region}
            position = max(position, dynamodb.stream_start_position(name, **scope))
            records = dynamodb.stream_records_since(name, position, sys.maxsize, **scope)
            read.set_scoped(account, region, name, position)
            unread.set_scoped(account, region, name, records)
        return {**state, "stream_trimmed": read, "stream_records": unread}

    def load_with_streams(data):
        load_state(data)
        dynamodb._stream_trimmed.update(data.get("stream_trimmed", {}))
        dynamodb._stream_records.update(data.get("stream_records", {}))

    def load_all_and_align():
        load_all()
        with lambda_svc._dynamodb_stream_positions_lock:
            for reader, (account, region, name) in readers():
                end = dynamodb.stream_end_position(name, account_id=account, region=region)
                # A position beyond the end was saved without its stream.
                positions[reader] = min(positions[reader], end)

    dynamodb.get_state, dynamodb.load_persisted_state = get_with_streams, load_with_streams
    app._load_persisted_state = load_all_and_align


def start_executions_at_once():
    """AWS runs the first state of an execution at once; the emulator sleeps for 150 ms before it."""
    pause = 0.15
    require(inspect.getsource(stepfunctions._run_execution), f"time.sleep({pause})")

    class Time:
        """The module `time`, without that sleep."""

        def __getattr__(self, name):
            return getattr(time, name)

        def sleep(self, seconds):
            if seconds != pause:
                time.sleep(seconds)

    stepfunctions.time = Time()


def poll_sources_on_their_own():
    """AWS polls each queue and each stream on its own and at once. The emulator polls all of them in one
    loop: it waits there for the function of a stream, and pauses for 50 ms after a look that found nothing."""
    require(inspect.getsource(lambda_svc._poll_loop), "_ESM_IDLE_WAKE_GAP_SECONDS")
    lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS = 0
    poll_streams = lambda_svc._poll_dynamodb_streams
    look = threading.Event()

    def poll_forever():
        while True:
            look.wait()
            look.clear()
            try:
                while poll_streams():
                    pass
            except Exception as error:
                lambda_svc.logger.error("DynamoDB streams poller error: %s", error)

    threading.Thread(target=poll_forever, daemon=True).start()
    lambda_svc._poll_dynamodb_streams = look.set


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
    keep_error_names()
    use_path_style()
    accept_plain_http()
    apply_cors()
    allow_loopback_pages()
    serve_versions_as_linked()
    keep_streams()
    start_executions_at_once()
    poll_sources_on_their_own()
    stop_with_starter()
    app.main()
