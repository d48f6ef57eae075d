"""Towns per market: name, region, postcodes, latitude, longitude, weight."""

from __future__ import annotations

from typing import NamedTuple


class City(NamedTuple):
    """One town; `postcode` is the lowest of `codes` successive numbers that its letters may carry."""

    name: str
    region: str
    postcode: int
    codes: int
    latitude: float
    longitude: float
    weight: int


CITIES: dict[str, tuple[City, ...]] = {
    "CAT": (
        City("Barcelona", "Barcelona", 8001, 42, 41.3874, 2.1686, 340),
        City("L'Hospitalet de Llobregat", "Barcelona", 8901, 8, 41.3597, 2.1003, 50),
        City("Badalona", "Barcelona", 8911, 8, 41.4500, 2.2474, 45),
        City("Terrassa", "Barcelona", 8221, 8, 41.5632, 2.0089, 45),
        City("Sabadell", "Barcelona", 8201, 8, 41.5463, 2.1086, 45),
        City("Mataró", "Barcelona", 8301, 4, 41.5381, 2.4445, 26),
        City("Manresa", "Barcelona", 8241, 3, 41.7289, 1.8287, 16),
        City("Vic", "Barcelona", 8500, 1, 41.9301, 2.2549, 11),
        City("Sant Cugat del Vallès", "Barcelona", 8172, 4, 41.4722, 2.0864, 20),
        City("Vilanova i la Geltrú", "Barcelona", 8800, 1, 41.2242, 1.7256, 13),
        City("Girona", "Girona", 17001, 7, 41.9794, 2.8214, 30),
        City("Figueres", "Girona", 17600, 1, 42.2661, 2.9616, 11),
        City("Olot", "Girona", 17800, 1, 42.1822, 2.4889, 8),
        City("Tarragona", "Tarragona", 43001, 8, 41.1189, 1.2445, 32),
        City("Reus", "Tarragona", 43201, 6, 41.1561, 1.1069, 24),
        City("Tortosa", "Tarragona", 43500, 1, 40.8125, 0.5216, 8),
        City("Lleida", "Lleida", 25001, 8, 41.6176, 0.6200, 34),
        City("La Seu d'Urgell", "Lleida", 25700, 1, 42.3577, 1.4564, 4),
    ),
    "ES": (
        City("Madrid", "Madrid", 28001, 55, 40.4168, -3.7038, 300),
        City("Valencia", "Comunitat Valenciana", 46001, 26, 39.4699, -0.3763, 110),
        City("Zaragoza", "Aragón", 50001, 18, 41.6488, -0.8891, 80),
        City("Sevilla", "Andalucía", 41001, 20, 37.3891, -5.9845, 70),
        City("Málaga", "Andalucía", 29001, 18, 36.7213, -4.4214, 60),
        City("Bilbao", "País Vasco", 48001, 15, 43.2630, -2.9350, 55),
        City("Palma", "Illes Balears", 7001, 15, 39.5696, 2.6502, 60),
        City("Alicante", "Comunitat Valenciana", 3001, 16, 38.3452, -0.4810, 45),
        City("Murcia", "Región de Murcia", 30001, 12, 37.9922, -1.1307, 40),
        City("Valladolid", "Castilla y León", 47001, 17, 41.6523, -4.7245, 30),
        City("A Coruña", "Galicia", 15001, 11, 43.3623, -8.4115, 30),
    ),
    "PL": (
        City("Warszawa", "mazowieckie", 1, 4999, 52.2297, 21.0122, 240),
        City("Kraków", "małopolskie", 30001, 1900, 50.0647, 19.9450, 120),
        City("Łódź", "łódzkie", 90001, 4400, 51.7592, 19.4560, 95),
        City("Wrocław", "dolnośląskie", 50001, 4400, 51.1079, 17.0385, 95),
        City("Poznań", "wielkopolskie", 60001, 1900, 52.4064, 16.9252, 85),
        City("Gdańsk", "pomorskie", 80001, 990, 54.3520, 18.6466, 75),
        City("Szczecin", "zachodniopomorskie", 70001, 1800, 53.4285, 14.5528, 50),
        City("Bydgoszcz", "kujawsko-pomorskie", 85001, 990, 53.1235, 18.0084, 40),
        City("Lublin", "lubelskie", 20001, 960, 51.2465, 22.5684, 45),
        City("Katowice", "śląskie", 40001, 900, 50.2649, 19.0238, 60),
        City("Białystok", "podlaskie", 15001, 950, 53.1325, 23.1688, 35),
        City("Częstochowa", "śląskie", 42200, 30, 50.8118, 19.1203, 25),
        City("Rzeszów", "podkarpackie", 35001, 950, 50.0412, 21.9991, 28),
        City("Toruń", "kujawsko-pomorskie", 87100, 20, 53.0138, 18.5984, 22),
        City("Kielce", "świętokrzyskie", 25001, 900, 50.8661, 20.6286, 20),
        City("Olsztyn", "warmińsko-mazurskie", 10001, 900, 53.7784, 20.4801, 18),
        City("Zielona Góra", "lubuskie", 65001, 990, 51.9356, 15.5062, 14),
        City("Świdnica", "dolnośląskie", 58100, 5, 50.8438, 16.4886, 8),
    ),
    "RO": (
        City("București", "București", 10011, 52000, 44.4268, 26.1025, 260),
        City("Cluj-Napoca", "Cluj", 400001, 690, 46.7712, 23.6236, 85),
        City("Timișoara", "Timiș", 300001, 780, 45.7489, 21.2087, 75),
        City("Iași", "Iași", 700001, 750, 47.1585, 27.6014, 75),
        City("Constanța", "Constanța", 900001, 740, 44.1598, 28.6348, 60),
        City("Craiova", "Dolj", 200001, 780, 44.3302, 23.7949, 50),
        City("Brașov", "Brașov", 500001, 480, 45.6427, 25.5887, 55),
        City("Galați", "Galați", 800001, 700, 45.4353, 28.0080, 40),
        City("Ploiești", "Prahova", 100001, 600, 44.9469, 26.0366, 35),
        City("Oradea", "Bihor", 410001, 600, 47.0465, 21.9189, 35),
        City("Sibiu", "Sibiu", 550001, 430, 45.7983, 24.1256, 35),
        City("Bacău", "Bacău", 600001, 400, 46.5670, 26.9146, 28),
        City("Târgu Mureș", "Mureș", 540001, 600, 46.5425, 24.5575, 24),
        City("Suceava", "Suceava", 720001, 300, 47.6514, 26.2556, 20),
    ),
    "MD": (
        City("Chișinău", "Chișinău", 2001, 90, 47.0105, 28.8638, 300),
        City("Bălți", "Bălți", 3100, 30, 47.7617, 27.9289, 60),
        City("Cahul", "Cahul", 3900, 10, 45.9075, 28.1944, 25),
        City("Ungheni", "Ungheni", 3600, 10, 47.2042, 27.7958, 20),
        City("Orhei", "Orhei", 3500, 10, 47.3831, 28.8231, 20),
        City("Soroca", "Soroca", 3000, 10, 48.1618, 28.3011, 15),
        City("Comrat", "Găgăuzia", 3800, 10, 46.2956, 28.6569, 12),
    ),
    "KZ": (
        City("Алматы", "Алматы", 50000, 64, 43.2380, 76.8829, 260),
        City("Астана", "Астана", 10000, 20, 51.1694, 71.4491, 160),
        City("Шымкент", "Шымкент", 160000, 30, 42.3417, 69.5901, 80),
        City("Караганда", "Карагандинская область", 100000, 30, 49.8047, 73.1094, 55),
        City("Актобе", "Актюбинская область", 30000, 20, 50.2839, 57.1670, 40),
        City("Павлодар", "Павлодарская область", 140000, 15, 52.2873, 76.9674, 30),
        City("Усть-Каменогорск", "Восточно-Казахстанская область", 70000, 20, 49.9483, 82.6279, 30),
        City("Костанай", "Костанайская область", 110000, 15, 53.2144, 63.6246, 22),
        City("Атырау", "Атырауская область", 60000, 15, 47.0945, 51.9238, 25),
        City("Тараз", "Жамбылская область", 80000, 15, 42.9000, 71.3667, 25),
    ),
    "LV": (
        City("Рига", "Рига", 1001, 84, 56.9496, 24.1052, 200),
        City("Даугавпилс", "Латгалия", 5401, 18, 55.8747, 26.5362, 50),
        City("Лиепая", "Курземе", 3401, 17, 56.5047, 21.0108, 22),
        City("Юрмала", "Рижский регион", 2008, 12, 56.9680, 23.7704, 18),
        City("Резекне", "Латгалия", 4601, 4, 56.5099, 27.3331, 12),
    ),
    "EE": (
        City("Таллин", "Харьюмаа", 10111, 300, 59.4370, 24.7536, 120),
        City("Нарва", "Ида-Вирумаа", 20101, 400, 59.3772, 28.1903, 50),
        City("Кохтла-Ярве", "Ида-Вирумаа", 30321, 80, 59.3986, 27.2731, 25),
        City("Тарту", "Тартумаа", 50090, 300, 58.3780, 26.7290, 30),
    ),
}
