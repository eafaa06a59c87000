"""No source answers without a reason: the token must be ours, of now, and name every source that is asked."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

import orjson

from services.chassis.errors import RuleBroken

REASON = "social-assistance-verification"


def check(token: str, sources: Iterable[str], secret: str, now: datetime) -> None:
    """Raises RuleBroken `purpose-refused`, and does not say what was wrong with it."""
    body, _, signature = token.partition(".")
    right = urlsafe_b64encode(hmac.digest(secret.encode(), body.encode(), sha256)).decode()
    if not hmac.compare_digest(signature.encode(), right.encode()):
        raise RuleBroken("purpose-refused")
    said = orjson.loads(urlsafe_b64decode(body))
    in_time = now <= datetime.fromisoformat(said["until"])
    if said["purpose"] != REASON or not in_time or not set(sources) <= set(said["sources"]):
        raise RuleBroken("purpose-refused")
