"""Makes one build, lists builds and runs a command with the generated client; prints what it read."""

import os

from gateway_client import AuthenticatedClient
from gateway_client.api.builds import create_build, get_build, list_builds
from gateway_client.api.commands import run_command
from gateway_client.models import Build, BuildRequest, Problem, VersionCommand

client = AuthenticatedClient(base_url=os.environ["API"], token=os.environ["TOKEN"], timeout=60)
build = create_build.sync(client=client, body=BuildRequest(script=os.environ["SCRIPT"]), prefer="wait=25")
while isinstance(build, Build) and build.status in ("queued", "running"):
    build = get_build.sync(build.id, client=client, prefer="wait=25")
page = list_builds.sync(client=client, limit=1)
answer = run_command.sync(client=client, body=VersionCommand(c="version"))
outcome = answer.code if isinstance(answer, Problem) else answer.error
print(build.status.value, build.error.code if build.error else "-", len(page.items), outcome)
