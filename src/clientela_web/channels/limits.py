"""How fast messages may go: to a provider, and to each receiving domain."""

from __future__ import annotations

from collections.abc import Mapping

ANY_OTHER = "*"


def receiving_domain(address: str) -> str:
    """What of an e-mail address is limited together; empty for other addresses."""
    _, at, domain = address.rpartition("@")
    return domain if at else ""


class Pace:
    """So many in so many seconds; a little saved up is spent at once."""

    def __init__(self, number: float, seconds: float, now: float, burst: float = 1.0) -> None:
        self._rate, self._burst = number / seconds, max(1.0, burst)
        self._saved, self._at = self._burst, now

    def wait(self, now: float) -> float:
        """Seconds until the next may go; 0 where it may now."""
        self._save(now)
        return 0.0 if self._saved >= 1 else (1 - self._saved) / self._rate

    def spend(self, now: float) -> None:
        """One goes."""
        self._save(now)
        self._saved -= 1

    def _save(self, now: float) -> None:
        self._saved = min(self._burst, self._saved + (now - self._at) * self._rate)
        self._at = now


class Limits:
    """The paces of one provider, as far as one process may use them."""

    def __init__(self, per_second: float | None, per_domain: Mapping[str, float], now: float) -> None:
        """`per_domain` is messages per minute by receiving domain, `*` for any other."""
        self._per_second, self._per_domain = per_second, dict(per_domain)
        self._all = Pace(per_second, 1, now, burst=per_second / 4) if per_second else None
        self._domains: dict[str, Pace | None] = {}

    def wait(self, now: float) -> float:
        """Seconds until the provider takes another."""
        return self._all.wait(now) if self._all else 0.0

    def wait_for(self, domain: str, now: float) -> float:
        """Seconds until the domain takes another."""
        pace = self._pace(domain, now)
        return pace.wait(now) if pace else 0.0

    def spend(self, domain: str, now: float) -> None:
        """One goes to the domain."""
        if self._all:
            self._all.spend(now)
        if pace := self._pace(domain, now):
            pace.spend(now)

    def _pace(self, domain: str, now: float) -> Pace | None:
        if not self._per_domain:
            return None
        if domain not in self._domains:
            number = self._per_domain.get(domain, self._per_domain.get(ANY_OTHER))
            self._domains[domain] = Pace(float(number), 60, now) if number else None
        return self._domains[domain]
