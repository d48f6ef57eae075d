"""Which records are one person: a pure decision over keys, names and birthdays.

The firm's own number is the strongest key: records with the same number (in the same namespace) are one
person, records with different ones never are. An e-mail or phone joins records only while it is personal:
not a role address such as info@, not used under three or more numbers, not by people whose names or
birthdays differ. Where the keys of one record point to different people, number beats e-mail beats phone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

ROLE_NAMES = frozenset(
    [
        "info",
        "office",
        "admin",
        "sales",
        "contact",
        "support",
        "hello",
        "hola",
        "kontakt",
        "biuro",
        "sekretariat",
        "contacto",
        "comercial",
        "ventas",
        "vanzari",
        "administracio",
        "administracion",
        "reception",
        "recepcion",
        "noreply",
        "no-reply",
        "marketing",
        "hr",
        "jobs",
        "team",
        "mail",
        "post",
        "service",
        "billing",
        "facturas",
        "factura",
        "help",
        "webmaster",
        "sprzedaz",
        "comenzi",
        "orders",
        "pedidos",
        "shop",
        "tienda",
        "botiga",
        "sklep",
        "magazin",
        "secretariat",
        "kancelaria",
        "zakaz",
        "prodazha",
        "reklama",
    ]
)
SHARED_BY = 3


@dataclass(frozen=True, slots=True)
class Person:
    """What one record says of whom it is about; `customer_id` is set for those already in the store."""

    external_id: str | None = None
    email: str | None = None
    phone: str | None = None
    name: str | None = None
    birthday: str | None = None
    namespace: str = "external_id"
    customer_id: int | None = None


@dataclass(slots=True)
class Group:
    """Records that are one person. `customers` holds the store's ids, the one to keep first."""

    records: list[int] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)  # namespace -> external id
    names: set[str] = field(default_factory=set)
    birthdays: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    customers: list[int] = field(default_factory=list)
    why: list[str] = field(default_factory=list)

    def add(self, index: int, person: Person) -> None:
        """Take a record in."""
        self.records.append(index)
        if person.external_id:
            self.numbers.setdefault(person.namespace, person.external_id)
        if person.name:
            self.names.add(person.name)
        if person.birthday:
            self.birthdays.add(person.birthday)
        if person.email:
            self.emails.add(person.email)
        if person.customer_id is not None and person.customer_id not in self.customers:
            self.customers.append(person.customer_id)

    def contradicts(self, other: Group) -> bool:
        """Whether something known of both rules out that they are one person."""
        if any(other.numbers.get(space, number) != number for space, number in self.numbers.items()):
            return True
        if self.birthdays and other.birthdays and not self.birthdays & other.birthdays:
            return True
        return bool(self.names and other.names and not self.shares_name(other))

    def shares_name(self, other: Group) -> bool:
        """Whether some name of each can be the same person's."""
        return any(same_name(a, b) for a in self.names for b in other.names)

    def only_shares_phone(self, other: Group) -> bool:
        """Whether the two have e-mails of their own and no name in common: a household, a switchboard."""
        differ = bool(self.emails and other.emails and not self.emails & other.emails)
        return differ and not self.shares_name(other)

    def absorb(self, other: Group, why: str) -> None:
        """Become one with `other`."""
        self.records += other.records
        self.numbers = {**other.numbers, **self.numbers}
        self.names |= other.names
        self.birthdays |= other.birthdays
        self.emails |= other.emails
        self.customers += [known for known in other.customers if known not in self.customers]
        self.why += [*other.why, why]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A record whose keys point to different people, and how it was decided."""

    record: int
    key: str
    value: str
    decision: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """Every record is in exactly one group."""

    groups: tuple[Group, ...]
    conflicts: tuple[Conflict, ...]


def is_role_address(email: str) -> bool:
    """Whether an address belongs to a desk rather than to a person."""
    return email.partition("@")[0].split("+")[0].casefold() in ROLE_NAMES


def same_name(one: str, other: str) -> bool:
    """Whether two folded names can be one person's: the words of one, or initials, are among the other's."""
    short, long = sorted((one.split(), other.split()), key=len)
    rest = list(long)
    for word in short:
        found = next((w for w in rest if w == word or (1 in {len(w), len(word)} and w[0] == word[0])), None)
        if found is None:
            return False
        rest.remove(found)
    return True


def resolve(people: Sequence[Person]) -> Resolution:
    """Group records into persons; deterministic for a given order of records."""
    groups = _by_number(people)
    conflicts: list[Conflict] = []
    for key in ("email", "phone"):
        groups = _joined_by(key, people, groups, conflicts)
    for group in groups:
        group.customers = _keep_first(group.customers, people)
    return Resolution(tuple(groups), tuple(conflicts))


def _by_number(people: Sequence[Person]) -> list[Group]:
    """One group for each number and each store customer; a record that has neither stands alone for now."""
    groups: list[Group] = []
    of_number: dict[tuple[str, str], Group] = {}
    of_customer: dict[int, Group] = {}
    for index, person in enumerate(people):
        number = (person.namespace, person.external_id) if person.external_id else None
        group = of_number.get(number) if number else None
        if group is None and person.customer_id is not None:
            group = of_customer.get(person.customer_id)
        if group is None:
            group = Group()
            groups.append(group)
        group.add(index, person)
        if number:
            of_number.setdefault(number, group)
        if person.customer_id is not None:
            of_customer.setdefault(person.customer_id, group)
    return groups


def _joined_by(
    key: str, people: Sequence[Person], groups: list[Group], conflicts: list[Conflict]
) -> list[Group]:
    """Join groups that share a personal key of this kind."""
    holders = _holders(key, people, groups)
    root: dict[int, Group] = {id(group): group for group in groups}
    for value, found in holders.items():
        alive = _distinct(_root(root, group) for group in found)
        if len(alive) < 2:
            continue
        if not _is_personal(key, value, alive):
            decision = "shared: it joins nobody, each is known by the other keys"
            conflicts.extend(Conflict(min(group.records), key, value, decision) for group in alive)
            continue
        first, *others = sorted(alive, key=lambda group: (not group.numbers, min(group.records)))
        for other in others:
            if first.contradicts(other) or (key == "phone" and first.only_shares_phone(other)):
                decision = "kept apart: their numbers, names or birthdays differ"
                conflicts.append(Conflict(min(other.records), key, value, decision))
                continue
            first.absorb(other, f"the same {key} {value}")
            root[id(other)] = first
    return [group for group in groups if root[id(group)] is group]


def _root(root: dict[int, Group], group: Group) -> Group:
    while root[id(group)] is not group:
        group = root[id(group)]
    return group


def _distinct(groups: Iterable[Group]) -> list[Group]:
    return list({id(group): group for group in groups}.values())


def _holders(key: str, people: Sequence[Person], groups: Sequence[Group]) -> dict[str, list[Group]]:
    holders: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for value in dict.fromkeys(getattr(people[index], key) for index in group.records):
            if value:
                holders[value].append(group)
    return holders


def _is_personal(key: str, value: str, holders: Sequence[Group]) -> bool:
    """Whether a key speaks for one person, going by everyone who uses it."""
    if key == "email" and is_role_address(value):
        return False
    numbers = {(space, number) for group in holders for space, number in group.numbers.items()}
    spaces = defaultdict(set)
    for space, number in numbers:
        spaces[space].add(number)
    if any(len(found) > 1 for found in spaces.values()) or len(numbers) >= SHARED_BY:
        return False
    return not any(one.contradicts(other) for i, one in enumerate(holders) for other in holders[:i])


def _keep_first(customers: list[int], people: Sequence[Person]) -> list[int]:
    """The customer to keep: one with a number, else the oldest."""
    numbered = {p.customer_id for p in people if p.external_id and p.customer_id is not None}
    return sorted(customers, key=lambda known: (known not in numbered, known))
