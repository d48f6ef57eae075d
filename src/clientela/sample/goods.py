"""What the shop sells: sixteen categories, two garments in each, five models of each garment.

Names are given as English, Catalan, Spanish, Polish, Romanian, Russian; prices in euros for a middling model.
"""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("en", "ca", "es", "pl", "ro", "ru")
MODELS = ("Gràcia", "Praga", "Nord", "Mistral", "Solana")
MODEL_PERCENT = (80, 90, 100, 118, 145)  # price of a model against the middling one
BRAND = "Vela & Fil"


@dataclass(frozen=True, slots=True)
class Garment:
    """A kind of garment: its code, category, price in euros and its name in every language."""

    code: str
    category: str
    euros: int
    names: tuple[str, ...]


CATEGORIES = (
    "jackets",
    "sneakers",
    "jeans",
    "hoodies",
    "children",
    "t-shirts",
    "shirts",
    "dresses",
    "skirts",
    "sweaters",
    "coats",
    "trousers",
    "shoes",
    "accessories",
    "sportswear",
    "workwear",
)


_RANGE = """
JKT jackets 89 Jacket|Jaqueta|Chaqueta|Kurtka|Jachetă|Куртка
BMB jackets 79 Bomber|Caçadora|Cazadora|Bomberka|Bomber|Бомбер
SNK sneakers 75 Sneakers|Sabatilles urbanes|Zapatillas urbanas|Sneakersy|Sneakers|Кроссовки
CAN sneakers 49 Canvas shoes|Sabatilles de lona|Zapatillas de lona|Trampki|Teniși|Кеды
SLM jeans 55 Slim jeans|Texans ajustats|Vaqueros ajustados|Jeansy slim|Blugi slim|Узкие джинсы
WDJ jeans 59 Wide jeans|Texans amples|Vaqueros anchos|Jeansy szerokie|Blugi largi|Широкие джинсы
HOD hoodies 45 Hoodie|Dessuadora amb caputxa|Sudadera con capucha|Bluza z kapturem|Hanorac|Худи
SWS hoodies 39 Sweatshirt|Dessuadora|Sudadera|Bluza|Bluzon|Толстовка
KST children 19 Kids' tee|Samarreta infantil|Camiseta infantil|Koszulka dziecka|Tricou copii|Детская футболка
KSU children 35 Kids' tracksuit|Xandall infantil|Chándal infantil|Dres dziecięcy|Trening copii|Детский костюм
TSH t-shirts 19 T-shirt|Samarreta|Camiseta|Koszulka|Tricou|Футболка
TOP t-shirts 17 Top|Top|Top|Top|Top|Топ
SHI shirts 39 Shirt|Camisa|Camisa|Koszula|Cămașă|Рубашка
BLO shirts 42 Blouse|Brusa|Blusa|Bluzka|Bluză|Блузка
DRS dresses 59 Dress|Vestit|Vestido|Sukienka|Rochie|Платье
EVD dresses 99 Evening dress|Vestit de festa|Vestido de fiesta|Suknia|Rochie de seară|Вечернее платье
SKT skirts 35 Skirt|Faldilla|Falda|Spódnica|Fustă|Юбка
MSK skirts 29 Mini skirt|Minifaldilla|Minifalda|Spódniczka mini|Fustă mini|Мини-юбка
SWT sweaters 49 Sweater|Jersei|Jersey|Sweter|Pulover|Свитер
CRD sweaters 52 Cardigan|Càrdigan|Cárdigan|Kardigan|Cardigan|Кардиган
COA coats 139 Coat|Abric|Abrigo|Płaszcz|Palton|Пальто
PRK coats 119 Parka|Parca|Parka|Parka|Parka|Парка
CHN trousers 45 Chinos|Pantalons xinos|Pantalones chinos|Chinosy|Pantaloni chino|Чиносы
TRO trousers 49 Trousers|Pantalons|Pantalones|Spodnie|Pantaloni|Брюки
LTH shoes 85 Leather shoes|Sabates de pell|Zapatos de piel|Buty skórzane|Pantofi|Туфли
BOT shoes 99 Boots|Botes|Botas|Botki|Ghete|Ботинки
SCF accessories 19 Scarf|Bufanda|Bufanda|Szalik|Fular|Шарф
BAG accessories 45 Bag|Bossa|Bolso|Torebka|Geantă|Сумка
LEG sportswear 35 Leggings|Malles|Mallas|Legginsy|Colanți|Леггинсы
TRK sportswear 65 Tracksuit|Xandall|Chándal|Dres sportowy|Trening|Спортивный костюм
UNI workwear 42 Work shirt|Camisa de treball|Camisa de trabajo|Koszula robocza|Cămașă de lucru|Рабочая рубашка
VST workwear 38 Work vest|Armilla de treball|Chaleco de trabajo|Kamizelka robocza|Vestă de lucru|Жилет
"""


def _garment(line: str) -> Garment:
    code, category, euros, names = line.split(" ", 3)
    return Garment(code, category, int(euros), tuple(names.split("|")))


GARMENTS: tuple[Garment, ...] = tuple(_garment(line) for line in _RANGE.strip().splitlines())


@dataclass(frozen=True, slots=True)
class Product:
    """One article: stock code, its garment and model."""

    sku: str
    garment: Garment
    model: str
    percent: int

    def name(self, language: str) -> str:
        """What the article is called in that language."""
        return f"{self.garment.names[LANGUAGES.index(language)]} {self.model}"


PRODUCTS: tuple[Product, ...] = tuple(
    Product(f"{garment.code}-{model[:3].upper().replace('À', 'A')}", garment, model, percent)
    for garment in GARMENTS
    for model, percent in zip(MODELS, MODEL_PERCENT, strict=True)
)
TRENDING = ("MIS", "NOR")  # models that the young talk about
