"""Changes to the emulator's own source. Each ends the process if the source is not what it expects."""

import types


def replaced(text, old, new):
    """Replaces text; ends the process if the text is missing, as in another version of the emulator."""
    require(text, old)
    return text.replace(old, new)


def require(text, part):
    if part not in text:
        raise SystemExit(f"A patch does not fit this version of the emulator: {part!r} is missing.")


def module_with(module, **replaced_names):
    """A stand-in for a module, in which some names are replaced."""
    return types.SimpleNamespace(**{**vars(module), **replaced_names})
