"""Classify network errors as transient or permanent, and describe them in words."""

import os
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import requests
from urllib3 import exceptions as broken

from pokename.errors import FetchError

BUNDLES = ("requests_ca_bundle", "curl_ca_bundle")  # variables that name a certificate file
# The exceptions of requests, urllib3 and sockets; requests doesn't wrap all of urllib3's errors.
FAILURES = (requests.RequestException, broken.HTTPError, HTTPException, OSError, ValueError)


class TransientError(Exception):
    """A request failed but may succeed later; ``wait`` is its Retry-After in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def refused(url: str, why: str, hint: str = "Check --base-url.") -> FetchError:
    """Return the error for a page that retries can't get."""
    return FetchError(f"{url} can't be fetched: {why}.", hint)


def failure_of(url: str, error: Exception) -> TransientError | FetchError:
    """Return a transient error, or a permanent one with a hint on what to change."""
    return (
        _failure_of_proxy(url, error)
        or _failure_of_certificate(url, error)
        or _failure_of_address(url, error)
        or TransientError(_reason(error))
    )


def _failure_of_proxy(url: str, error: Exception) -> FetchError | None:
    variable = _variable(f"{urlsplit(url).scheme}_proxy", "all_proxy")
    kinds = (
        requests.exceptions.ProxyError,
        requests.exceptions.InvalidProxyURL,
        requests.exceptions.InvalidSchema,
        requests.exceptions.InvalidURL,
        broken.ProxySchemeUnknown,
        broken.LocationParseError,
        broken.NewConnectionError,
    )
    if not variable or not any(isinstance(one, kinds) for one in _causes(error)):
        return None
    return refused(url, f"the proxy in {variable} can't be used", f"Change or unset {variable}.")


def _failure_of_certificate(url: str, error: Exception) -> FetchError | None:
    said = str(error)
    if not isinstance(error, requests.exceptions.SSLError | broken.SSLError):
        return None
    if "EOF" in said or "timed out" in said:
        return None  # the server closed the connection
    if "WRONG_VERSION_NUMBER" in said or "record layer failure" in said:
        why = "it doesn't support https"
        return refused(url, why, "Check whether --base-url begins with http:// or https://.")
    bundle = _variable(*BUNDLES)
    hint = "If the certificate is yours, set REQUESTS_CA_BUNDLE to its file; else check the clock."
    trusted = f"{bundle} sets which certificates are trusted: change or unset it."
    return refused(url, "its certificate isn't trusted", trusted if bundle else hint)


def check_certificates() -> None:
    """Check the user's certificate file, if set, before any request.

    Raises:
        FetchError: The file can't be read, or has no certificates.
    """
    variable = _variable(*BUNDLES)
    path = os.environ.get(variable, "")
    if not variable or Path(path).is_dir():
        return
    try:
        ssl.create_default_context(cafile=path)
    except (OSError, ValueError):  # ssl's errors are subclasses of these
        raise FetchError(
            f"The file of certificates in {variable} can't be used.",
            f"Change or unset {variable}.",
        ) from None


def check_address(url: str) -> None:
    """Check that a URL has a host and a valid port.

    Raises:
        FetchError: The URL is invalid.
    """
    try:
        valid = bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:
        valid = False
    if not valid:
        raise refused(url, "it isn't a valid address")


def _failure_of_address(url: str, error: Exception) -> FetchError | None:
    for one in _causes(error):
        if isinstance(one, socket.gaierror) and one.errno != socket.EAI_AGAIN:
            host = urlsplit(url).hostname
            return refused(url, f"there is no host {host}", "Check --base-url and the network.")
    if isinstance(error, requests.Timeout | requests.ConnectionError | broken.HTTPError):
        return None
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.RetryError):
        return None
    if isinstance(error, ValueError):  # includes requests' errors for URLs and headers
        return refused(url, "it isn't a valid address")
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, and all errors that caused it or that it contains."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


def _variable(*names: str) -> str:
    """Return the first environment variable that is set, in lower or upper case; "" for none."""
    spelled = (form for name in names for form in (name, name.upper()))
    return next((name for name in spelled if os.environ.get(name)), "")


def _reason(error: Exception) -> str:
    if isinstance(error, requests.Timeout | broken.TimeoutError | TimeoutError):
        return "no answer in time"
    cut = (
        requests.exceptions.ChunkedEncodingError,
        broken.ProtocolError,
        HTTPException,
        ConnectionError,
    )
    if isinstance(error, cut) and not isinstance(error, requests.ConnectionError):
        return "the answer was cut short"
    if isinstance(error, OSError | broken.HTTPError):
        return "no connection"
    return type(error).__name__
