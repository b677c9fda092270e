"""Patches of what runs on its own: executions, streams and queues."""

import inspect
import sys
import threading
import time

from ministack import app
from ministack.core import responses
from ministack.services import dynamodb, lambda_svc, stepfunctions

from .source import module_with, require


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

    def sleep(seconds):
        if seconds != pause:
            time.sleep(seconds)

    stepfunctions.time = module_with(time, sleep=sleep)


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
