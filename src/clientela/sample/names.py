"""Given names and surnames of each naming culture, and how a surname agrees with its bearer's gender."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Naming:
    """What people of one culture are called; surnames stand in the form a man bears."""

    female: tuple[str, ...]
    male: tuple[str, ...]
    surnames: tuple[str, ...]
    two_surnames: bool = False


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CULTURES: dict[str, Naming] = {
    "ca": Naming(
        _words(
            """
            Laia Montserrat Núria Mireia Marta Anna Júlia Gemma Mercè Aina Clàudia Carla Ona Berta Judit
            Neus Eulàlia Roser Assumpta Ariadna Mar Queralt Helena Sílvia Rosa Marina Txell Abril Martina
            Emma Elisenda Meritxell Gisela Cristina Olga Pilar Dolors Àngels Ivet Blanca
            """
        ),
        _words(
            """
            Jordi Marc Pau Arnau Oriol Jaume Pere Joan Josep Xavier Albert Gerard Roger Martí Biel Pol
            Bernat Ferran Lluís Miquel Àlex Sergi Eduard Ramon Ricard Enric Guillem Aleix Nil Jan Quim
            Robert Francesc Narcís Andreu Adrià Víctor Eloi Carles Toni
            """
        ),
        _words(
            """
            Puig Vila Serra Soler Roca Ferrer Riera Vidal Casas Costa Font Sala Mas Pujol Bosch Camps Prat
            Valls Rovira Coll Torrent Molins Esteve Batlle Carbonell Sabater Grau Ribas Tarragó Comas
            Planas Miró Casals Bonet Fabregat Oliveras Pagès Arnau Solà Capdevila Clotet Barceló Castells
            Domènech Ferran Gispert Llopis Marimon Nadal Oliver Parera Quintana Ricart Salvat Tort Ventura
            Xifré Berenguer Codina Duran Espinal Fàbregas Guasch Homs Jové Llach Masdeu Noguera Olivella
            Pineda
            """
        ),
        two_surnames=True,
    ),
    "es": Naming(
        _words(
            """
            María Carmen Lucía Paula Sara Elena Laura Raquel Beatriz Irene Alba Noelia Patricia Silvia
            Rocío Cristina Inés Sofía Ana Isabel Marina Nuria Verónica Sonia Eva Lorena Yolanda Teresa
            Ángela Daniela Carla Valeria Julia Alicia Celia Miriam Clara Victoria Consuelo Amparo
            """
        ),
        _words(
            """
            Antonio Manuel José Francisco David Daniel Carlos Javier Alejandro Miguel Rafael Pedro Pablo
            Sergio Ángel Fernando Jorge Luis Alberto Álvaro Adrián Diego Raúl Iván Rubén Óscar Hugo Mario
            Andrés Víctor Ignacio Marcos Jaime Joaquín Gabriel Samuel Nicolás Emilio Tomás Gonzalo
            """
        ),
        _words(
            """
            García Martínez López Sánchez Pérez Gómez Fernández Rodríguez Jiménez Ruiz Hernández Díaz
            Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil
            Ramírez Serrano Blanco Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz
            Núñez Iglesias Medina Garrido Cortés Castillo Santos Lozano Guerrero Cano Prieto Méndez Cruz
            Calvo Gallego Herrera Márquez León Vega Campos Fuentes Carrasco Diez Caballero Nieto Reyes
            Aguilar Pascual Santana Lorenzo Hidalgo Giménez Ibáñez
            """
        ),
        two_surnames=True,
    ),
    "pl": Naming(
        _words(
            """
            Anna Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Magdalena Elżbieta Joanna Aleksandra
            Zofia Monika Teresa Danuta Natalia Julia Karolina Marta Beata Dorota Halina Jadwiga Alicja
            Jolanta Iwona Paulina Justyna Bożena Hanna Urszula Wiktoria Zuzanna Maja Oliwia Emilia
            Weronika Izabela Łucja Grażyna
            """
        ),
        _words(
            """
            Piotr Krzysztof Andrzej Tomasz Jan Paweł Michał Marcin Stanisław Jakub Adam Marek Łukasz
            Grzegorz Mateusz Wojciech Mariusz Dariusz Maciej Zbigniew Rafał Robert Kamil Jacek Jerzy
            Szymon Kacper Tadeusz Ryszard Sławomir Bartosz Przemysław Jarosław Artur Dawid Filip Antoni
            Sebastian Damian Wiesław
            """
        ),
        _words(
            """
            Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak
            Dąbrowski Kozłowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski
            Grabowski Zając Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Nowakowski Majewski
            Olszewski Stępień Malinowski Jaworski Adamczyk Dudek Nowicki Pawlak Górski Witkowski Walczak
            Sikora Baran Rutkowski Michalak Szewczyk Ostrowski Tomaszewski Pietrzak Zalewski Wróblewski
            Marciniak Jasiński Zawadzki Bąk Jakubowski Sadowski Duda Włodarczyk Wilk Chmielewski Borkowski
            Sokołowski Szczepański Sawicki Kucharski Lis Maciejewski Kubiak Kalinowski Wysocki
            """
        ),
    ),
    "ro": Naming(
        _words(
            """
            Maria Elena Ioana Andreea Mihaela Cristina Ana Alexandra Daniela Gabriela Simona Raluca Bianca
            Diana Roxana Oana Adriana Monica Carmen Alina Laura Corina Iulia Georgiana Loredana Larisa
            Denisa Teodora Sorina Camelia Ștefania Mădălina Irina Anca Nicoleta Claudia Doina Rodica
            Viorica Lăcrămioara
            """
        ),
        _words(
            """
            Andrei Alexandru Mihai Ion Gheorghe Cristian Adrian Florin Marian Vasile Ștefan Gabriel Bogdan
            Daniel Constantin Nicolae Radu Cătălin Vlad Sorin Ionuț Dragoș Răzvan Lucian Cosmin Ciprian
            Liviu Marius Octavian Tudor Victor Paul Emil Silviu Dumitru Valentin Eugen Costin Iulian Petru
            """
        ),
        _words(
            """
            Popescu Ionescu Popa Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Munteanu Constantin
            Marin Lazăr Moldovan Tudor Florea Dinu Barbu Cristea Nistor Ungureanu Diaconu Preda Enache
            Sandu Dobre Manole Oprea Anghel Toma Mocanu Petrescu Coman Stănescu Bălan Georgescu Vasilescu
            Neagu Iordache Bucur Voicu Nedelcu Cojocaru Ene Lupu Pavel Grigore Stănciulescu Dragomir Ilie
            Mihăilă Țăranu Șerban Sârbu Crăciun Zaharia Zamfir Tănase Vlad Roșu Negrea Rotaru Ceban
            Cebotari Țurcanu Cazacu Botnaru Plămădeală
            """
        ),
    ),
    "ru": Naming(
        _words(
            """
            Анна Мария Елена Ольга Наталья Екатерина Татьяна Ирина Светлана Юлия Анастасия Дарья Виктория
            Ксения Полина Марина Людмила Галина Евгения Алина Валентина Вера Надежда Любовь Александра
            София Алёна Кристина Яна Вероника Маргарита Диана Инна Лариса Оксана Тамара Нина Елизавета
            Жанна Зоя
            """
        ),
        _words(
            """
            Александр Сергей Дмитрий Алексей Андрей Максим Евгений Иван Михаил Николай Владимир Артём Илья
            Павел Роман Виктор Олег Юрий Игорь Антон Денис Константин Кирилл Никита Вадим Виталий
            Станислав Егор Даниил Григорий Борис Тимур Леонид Руслан Валерий Пётр Степан Фёдор Глеб
            Георгий
            """
        ),
        _words(
            """
            Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков
            Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин
            Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов
            Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин Виноградов Ковалёв
            Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов
            Богданов Осипов Сидоров Матвеев Титов Марков Миронов Крылов Куликов Белинский Троицкий
            Ясинский Шевченко Бондаренко
            """
        ),
    ),
    "kk": Naming(
        _words(
            """
            Айгуль Динара Гульнара Айжан Асель Алия Жанар Сауле Гульмира Аружан Айнур Мадина Камила
            Меруерт Дана Бота Жулдыз Карлыгаш Лаура Томирис Зарина Анель Индира Акмарал Салтанат Шолпан
            Назым Балжан Айым Райхан
            """
        ),
        _words(
            """
            Нурлан Ерлан Арман Айдос Бауыржан Данияр Ержан Канат Марат Нуржан Олжас Рустем Санжар Талгат
            Тимур Азамат Асхат Галым Дархан Жандос Ильяс Кайрат Мурат Серик Чингиз Адиль Алишер Бекзат
            Ерасыл Темирлан
            """
        ),
        _words(
            """
            Абдрахманов Ахметов Бекетов Досов Жумабаев Ибраев Исаев Калиев Касымов Кенжебаев Мамыров Мусин
            Нургалиев Нуртазин Оспанов Рахимов Садыков Сапаров Серикбаев Сулейменов Тажибаев Тлеуов Умаров
            Утегенов Шарипов Ермеков Байжанов Алимов Жаксыбеков Кудайбергенов Тулегенов Сагындыков Есенов
            Мукашев Турсунов Аманжолов Байтурсынов Дюсенов Каримов Омаров
            """
        ),
    ),
}

# Ending a man bears -> ending a woman bears. Catalan, Spanish and Romanian surnames do not change.
FEMININE: dict[str, tuple[tuple[str, str], ...]] = {
    "pl": (("ski", "ska"), ("cki", "cka"), ("dzki", "dzka")),
    "ru": (("ский", "ская"), ("цкий", "цкая"), ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"), ("ин", "ина")),
    "kk": (("ов", "ова"), ("ев", "ева"), ("ин", "ина")),
}


def feminine(surname: str, culture: str) -> str:
    """The form of a surname that a woman bears."""
    for male, female in FEMININE.get(culture, ()):
        if surname.endswith(male):
            return surname[: -len(male)] + female
    return surname
