"""What charts say, in six languages, and their titles broken into lines."""

from __future__ import annotations

import textwrap

from clientela.catalog.labels import LANGUAGES, known_language

_WORDS: dict[str, tuple[str, ...]] = {
    # en, ca, es, pl, ru, ro
    "members": ("members", "membres", "miembros", "członkowie", "участники", "membri"),
    "customers": ("customers", "clients", "clientes", "klienci", "клиенты", "clienți"),
    "share": (
        "share of all customers",
        "part de tots els clients",
        "parte de todos los clientes",
        "część wszystkich klientów",
        "доля всех клиентов",
        "parte din toți clienții",
    ),
    "date": ("date", "data", "fecha", "data", "дата", "data"),
    "so_far": ("so far", "fins ara", "hasta ahora", "jak dotąd", "на сегодня", "până acum"),
    "nothing": (
        "Nothing to show",
        "No hi ha res per mostrar",
        "No hay nada que mostrar",
        "Nie ma czego pokazać",
        "Нечего показать",
        "Nu este nimic de arătat",
    ),
    "index": (
        "Index: 100 is all customers",
        "Índex: 100 són tots els clients",
        "Índice: 100 son todos los clientes",
        "Indeks: 100 to wszyscy klienci",
        "Индекс: 100 — все клиенты",
        "Indice: 100 sunt toți clienții",
    ),
    "interval": (
        "bar: 95% interval",
        "barra: interval del 95 %",
        "barra: intervalo del 95 %",
        "kreska: przedział 95%",
        "линия: интервал 95 %",
        "linie: interval de 95%",
    ),
    "segment": ("segment", "segment", "segmento", "segment", "сегмент", "segment"),
    "base": ("all", "tots", "todos", "wszyscy", "все", "toți"),
    "effect": ("effect", "efecte", "efecto", "efekt", "эффект", "efect"),
    "known": ("known", "conegut", "conocido", "znane", "известно", "cunoscut"),
    "overlap": (
        "share of the row that is in the column too",
        "part de la fila que també és a la columna",
        "parte de la fila que también está en la columna",
        "część wiersza, która jest też w kolumnie",
        "доля строки, которая есть и в столбце",
        "parte din rând care este și în coloană",
    ),
    "overlap_share": ("share", "part", "parte", "udział", "доля", "parte"),
    "of_this": (
        "share of this segment",
        "part d'aquest segment",
        "parte de este segmento",
        "część tego segmentu",
        "доля этого сегмента",
        "parte din acest segment",
    ),
    "of_other": (
        "share of the other segment",
        "part de l'altre segment",
        "parte del otro segmento",
        "część drugiego segmentu",
        "доля другого сегмента",
        "parte din celălalt segment",
    ),
    "entered": ("entered", "han entrat", "han entrado", "weszło", "вошли", "au intrat"),
    "left": ("left", "han sortit", "han salido", "wyszło", "вышли", "au ieșit"),
    "both": ("in both", "en tots dos", "en ambos", "w obu", "в обоих", "în ambele"),
}


def word(key: str, language: str) -> str:
    """A word or phrase of charts; UnknownNameError for any but the six languages."""
    return _WORDS[key][LANGUAGES.index(known_language(language))]


def lines(text: str, width: int) -> list[str]:
    """The text in lines of at most so many letters; a longer word is broken."""
    return textwrap.wrap(text, width) or [""]
