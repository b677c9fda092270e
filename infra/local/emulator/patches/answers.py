"""Patches of answers of services."""

import re

from ministack.core import iam_evaluator
from ministack.services import apigateway, s3
from ministack.services.cloudformation import provisioners

# The origins of pages that this machine serves.
LOOPBACK = re.compile(r"https?://(localhost|[\w.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?")


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
