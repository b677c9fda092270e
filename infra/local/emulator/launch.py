"""Starts the AWS emulator, mended where it differs from AWS in something this gateway leans on.

Each function below says what AWS does and the emulator does not; without any of them the stack
deploys, but behaves otherwise than on AWS. The process ends, saving its state, when its standard
input closes: whoever started it need not live long enough to stop it.
"""

import os
import signal
import sys
import threading

from ministack import app
from ministack.core import iam_evaluator, lambda_runtime, responses
from ministack.services import dynamodb, lambda_svc, s3
from ministack.services.cloudformation import provisioners

THROWN = "__thrown__"


def replaced(text, old, new):
    """Replaces text that must be there: another version of the emulator should fail loudly."""
    if old not in text:
        raise SystemExit(f"The emulator's version does not fit launch.py: it lacks {old!r}.")
    return text.replace(old, new)


def keep_error_names():
    """AWS reports an error under its own name, which Retry and Catch match, and keeps the process."""
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

    def naming(execute):
        def execute_and_name(func, event, *more):
            result = execute(func, event, *more)
            body = result.get("body")
            if not isinstance(body, dict) or THROWN not in body:
                return result
            thrown = body[THROWN]
            trace = thrown.pop("trace")
            return {"body": thrown, "error": True, "log": "\n".join([result.get("log", ""), trace])}

        return execute_and_name

    lambda_svc._execute_function_warm = naming(lambda_svc._execute_function_warm)
    lambda_svc._execute_function_proxy = naming(lambda_svc._execute_function_proxy)  # npm run debug


def use_path_style():
    """Below the emulator's address no bucket has a host name of its own, whatever that address is."""
    lambda_runtime._NODEJS_WORKER_SCRIPT = (
        "Object.defineProperty(Object.prototype, 'forcePathStyle', "
        "{ value: true, writable: true, configurable: true });\n"
    ) + lambda_runtime._NODEJS_WORKER_SCRIPT


def accept_plain_http():
    """The emulator speaks HTTP, so policies that demand TLS would refuse everyone."""
    resolve = iam_evaluator._resolve_condition_key

    def resolve_as_secure(key, ctx):
        return "true" if key.lower() == "aws:securetransport" else resolve(key, ctx)

    iam_evaluator._resolve_condition_key = resolve_as_secure


def apply_cors():
    """CloudFormation writes AllowOrigins where the emulator's API reads allowOrigins."""
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


def serve_versions_as_linked():
    """A link may say how its object is served, `response-content-disposition` and the like, also
    when it names a version of it."""
    get = s3._get_object

    def get_as_linked(bucket, key, headers, query_params=None):
        status, answer, body = get(bucket, key, headers, query_params)
        if status == 200:
            s3._apply_response_overrides(answer, query_params or {})
        return status, answer, body

    s3._get_object = get_as_linked


def keep_streams():
    """A restart ends no stream: what no function has read yet is kept, beside the place that each has
    come to. The emulator keeps the places alone, and reads nothing until a stream is as long again."""
    get_state, load_state = dynamodb.get_state, dynamodb.load_persisted_state
    load_all = app._load_persisted_state
    places = lambda_svc._dynamodb_stream_positions._data

    def readers():
        for key, mapping in list(lambda_svc._esms._data.items()):
            if key in places:
                account, region, _ = key
                yield key, (account, region, mapping["EventSourceArn"].split("/")[1])

    def get_with_streams():
        state = get_state()
        read, unread = responses.AccountRegionScopedDict(), responses.AccountRegionScopedDict()
        for reader, table in readers():
            read._data[table] = min(places[reader], read._data.get(table, sys.maxsize))
        for (account, region, name), place in list(read.all_items()):
            scope = {"account_id": account, "region": region}
            place = max(place, dynamodb.stream_start_position(name, **scope))
            rest = dynamodb.stream_records_since(name, place, sys.maxsize, **scope)
            read.set_scoped(account, region, name, place)
            unread.set_scoped(account, region, name, rest)
        return {**state, "stream_trimmed": read, "stream_records": unread}

    def load_with_streams(data):
        load_state(data)
        dynamodb._stream_trimmed.update(data.get("stream_trimmed", {}))
        dynamodb._stream_records.update(data.get("stream_records", {}))

    def load_all_in_step():
        load_all()
        with lambda_svc._dynamodb_stream_positions_lock:
            for reader, (account, region, name) in readers():
                end = dynamodb.stream_end_position(name, account_id=account, region=region)
                places[reader] = min(places[reader], end)  # beyond it: kept without the stream

    dynamodb.get_state, dynamodb.load_persisted_state = get_with_streams, load_with_streams
    app._load_persisted_state = load_all_in_step


def stop_with_starter():
    """Ends as after Ctrl-C when the starter is gone, so that nothing is left behind or lost."""

    def wait():
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    keep_error_names()
    use_path_style()
    accept_plain_http()
    apply_cors()
    serve_versions_as_linked()
    keep_streams()
    stop_with_starter()
    app.main()
