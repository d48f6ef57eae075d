"""What customers write, in fragments: openings by tone, sentences by theme and tone, in five languages."""

from __future__ import annotations

THEMES = ("delivery", "size", "quality", "price", "service")
TONES = ("bad", "middling", "good")
LANGUAGES = ("ca", "es", "pl", "ro", "ru")

OPENINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "ca": (
        ("Molt decebut.", "No hi tornaré a comprar.", "Una mala experiència."),
        ("No està malament.", "Correcte, sense més.", "Esperava una mica més."),
        ("Molt content!", "Tot perfecte.", "Hi tornaré a comprar segur."),
    ),
    "es": (
        ("Muy decepcionado.", "No volveré a comprar.", "Mala experiencia."),
        ("No está mal.", "Correcto, sin más.", "Esperaba algo más."),
        ("¡Muy contento!", "Todo perfecto.", "Volveré a comprar seguro."),
    ),
    "pl": (
        ("Jestem rozczarowana.", "Więcej tu nie kupię.", "Bardzo słabo."),
        ("Nie jest źle.", "Przeciętnie.", "Spodziewałam się czegoś więcej."),
        ("Jestem bardzo zadowolona!", "Wszystko super.", "Polecam, na pewno wrócę."),
    ),
    "ro": (
        ("Foarte dezamăgit.", "Nu mai cumpăr de aici.", "O experiență proastă."),
        ("Nu e rău.", "Acceptabil, nimic mai mult.", "Mă așteptam la mai mult."),
        ("Foarte mulțumit!", "Totul perfect.", "Cu siguranță mai cumpăr."),
    ),
    "ru": (
        ("Очень разочарована.", "Больше здесь не куплю.", "Плохой опыт."),
        ("Неплохо.", "В целом нормально.", "Ожидала большего."),
        ("Очень довольна!", "Всё отлично.", "Обязательно закажу ещё."),
    ),
}

_Tones = tuple[tuple[str, str], tuple[str, str], tuple[str, str]]

SENTENCES: dict[str, dict[str, _Tones]] = {
    "ca": {
        "delivery": (
            (
                "El paquet va arribar amb deu dies de retard.",
                "L'enviament es va perdre i ningú no en sabia res.",
            ),
            ("L'enviament va trigar una mica més del previst.", "El repartidor va venir dues vegades."),
            ("L'enviament va ser rapidíssim.", "Va arribar l'endemà mateix, ben empaquetat."),
        ),
        "size": (
            ("La talla no té res a veure amb la guia.", "Em va massa petit i l'he hagut de tornar."),
            ("La talla és una mica justa.", "Talla gran, però es pot portar."),
            ("La talla és exacta.", "Em queda com un guant."),
        ),
        "quality": (
            ("La tela s'ha fet malbé a la primera rentada.", "Les costures es desfan."),
            ("La qualitat és normal.", "La tela és més prima del que sembla a la foto."),
            ("La qualitat de la tela és excel·lent.", "Molt ben cosit, es nota la qualitat."),
        ),
        "price": (
            ("És massa car pel que és.", "El preu no està gens justificat."),
            ("El preu és una mica alt.", "Amb descompte val la pena."),
            ("Molt bon preu.", "Relació qualitat-preu immillorable."),
        ),
        "service": (
            ("Ningú no respon als correus.", "L'atenció al client va ser desagradable."),
            ("Van trigar dos dies a respondre.", "L'atenció és correcta però lenta."),
            ("L'atenció al client és molt amable.", "Em van resoldre el dubte en cinc minuts."),
        ),
    },
    "es": {
        "delivery": (
            ("El paquete llegó con diez días de retraso.", "El envío se perdió y nadie sabía nada."),
            ("El envío tardó algo más de lo previsto.", "El repartidor vino dos veces."),
            ("El envío fue rapidísimo.", "Llegó al día siguiente y bien empaquetado."),
        ),
        "size": (
            ("La talla no corresponde con la guía.", "Me queda pequeño y lo he tenido que devolver."),
            ("La talla es un poco justa.", "Talla grande, pero se puede llevar."),
            ("La talla es exacta.", "Me queda como un guante."),
        ),
        "quality": (
            ("La tela se estropeó en el primer lavado.", "Las costuras se deshacen."),
            ("La calidad es normal.", "La tela es más fina de lo que parece en la foto."),
            ("La calidad de la tela es excelente.", "Muy bien cosido, se nota la calidad."),
        ),
        "price": (
            ("Es demasiado caro para lo que es.", "El precio no está nada justificado."),
            ("El precio es un poco alto.", "Con descuento merece la pena."),
            ("Muy buen precio.", "Relación calidad-precio inmejorable."),
        ),
        "service": (
            ("Nadie responde a los correos.", "La atención al cliente fue desagradable."),
            ("Tardaron dos días en responder.", "La atención es correcta pero lenta."),
            ("La atención al cliente es muy amable.", "Me resolvieron la duda en cinco minutos."),
        ),
    },
    "pl": {
        "delivery": (
            (
                "Paczka przyszła z dziesięciodniowym opóźnieniem.",
                "Przesyłka zaginęła i nikt nic nie wiedział.",
            ),
            ("Dostawa trwała trochę dłużej niż zapowiadano.", "Kurier przyjeżdżał dwa razy."),
            ("Dostawa błyskawiczna.", "Paczka była już następnego dnia, dobrze zapakowana."),
        ),
        "size": (
            ("Rozmiar zupełnie nie zgadza się z tabelą.", "Za małe, musiałam odesłać."),
            ("Rozmiar trochę przymały.", "Rozmiarówka zawyżona, ale da się nosić."),
            ("Rozmiar idealny.", "Leży jak ulał."),
        ),
        "quality": (
            ("Materiał zniszczył się po pierwszym praniu.", "Szwy się prują."),
            ("Jakość przeciętna.", "Materiał cieńszy niż na zdjęciu."),
            ("Świetna jakość materiału.", "Bardzo starannie uszyte."),
        ),
        "price": (
            ("Zdecydowanie za drogo.", "Cena zupełnie nieadekwatna."),
            ("Cena trochę wysoka.", "Na promocji warto."),
            ("Bardzo dobra cena.", "Stosunek jakości do ceny rewelacyjny."),
        ),
        "service": (
            ("Nikt nie odpowiada na maile.", "Obsługa klienta była niemiła."),
            ("Na odpowiedź czekałam dwa dni.", "Obsługa poprawna, ale powolna."),
            ("Obsługa klienta bardzo miła.", "Pomogli mi w pięć minut."),
        ),
    },
    "ro": {
        "delivery": (
            ("Coletul a ajuns cu zece zile întârziere.", "Livrarea s-a pierdut și nimeni nu știa nimic."),
            ("Livrarea a durat puțin mai mult.", "Curierul a venit de două ori."),
            ("Livrare foarte rapidă.", "A ajuns a doua zi, bine ambalat."),
        ),
        "size": (
            ("Mărimea nu corespunde cu tabelul.", "E prea mic și a trebuit să îl returnez."),
            ("Mărimea e puțin strâmtă.", "E cam larg, dar se poate purta."),
            ("Mărimea este exactă.", "Îmi vine perfect."),
        ),
        "quality": (
            ("Materialul s-a stricat la prima spălare.", "Cusăturile se desfac."),
            ("Calitatea e medie.", "Materialul e mai subțire decât în poză."),
            ("Calitatea materialului este excelentă.", "Foarte bine cusut."),
        ),
        "price": (
            ("E prea scump pentru ce oferă.", "Prețul nu se justifică deloc."),
            ("Prețul e puțin cam mare.", "La reducere merită."),
            ("Preț foarte bun.", "Raport calitate-preț excelent."),
        ),
        "service": (
            ("Nimeni nu răspunde la e-mailuri.", "Serviciul clienți a fost nepoliticos."),
            ("Au răspuns după două zile.", "Serviciul clienți e corect, dar lent."),
            ("Serviciul clienți este foarte amabil.", "Mi-au rezolvat problema în cinci minute."),
        ),
    },
    "ru": {
        "delivery": (
            ("Посылка пришла с опозданием на десять дней.", "Доставка потерялась, и никто ничего не знал."),
            ("Доставка заняла чуть больше времени.", "Курьер приезжал два раза."),
            ("Доставка очень быстрая.", "Привезли на следующий день, хорошо упаковано."),
        ),
        "size": (
            ("Размер совсем не соответствует таблице.", "Оказалось мало, пришлось вернуть."),
            ("Размер немного маломерит.", "Большемерит, но носить можно."),
            ("Размер подошёл идеально.", "Сидит как влитое."),
        ),
        "quality": (
            ("Ткань испортилась после первой стирки.", "Швы расходятся."),
            ("Качество среднее.", "Ткань тоньше, чем на фото."),
            ("Качество ткани отличное.", "Очень аккуратно сшито."),
        ),
        "price": (
            ("Слишком дорого за такое.", "Цена совершенно не оправдана."),
            ("Цена немного завышена.", "Со скидкой брать можно."),
            ("Очень хорошая цена.", "Соотношение цены и качества отличное."),
        ),
        "service": (
            ("На письма никто не отвечает.", "Служба поддержки нагрубила."),
            ("Ответили только через два дня.", "Поддержка нормальная, но медленная."),
            ("Поддержка очень вежливая.", "Помогли за пять минут."),
        ),
    },
}


def opening_words() -> list[str]:
    """Openings, laid out by language, tone and variant."""
    return [text for language in LANGUAGES for tone in OPENINGS[language] for text in tone]


def sentence_words() -> list[str]:
    """Sentences, laid out by language, theme, tone and variant."""
    return [
        text
        for language in LANGUAGES
        for theme in THEMES
        for tone in SENTENCES[language][theme]
        for text in tone
    ]


TICKETS = {
    "ca": (
        "On és la meva comanda?",
        "Vull canviar la talla.",
        "L'article ha arribat defectuós.",
        "El descompte no s'ha aplicat.",
        "No puc entrar al meu compte.",
    ),
    "es": (
        "¿Dónde está mi pedido?",
        "Quiero cambiar la talla.",
        "El artículo ha llegado defectuoso.",
        "No se ha aplicado el descuento.",
        "No puedo entrar en mi cuenta.",
    ),
    "pl": (
        "Gdzie jest moja paczka?",
        "Chcę wymienić rozmiar.",
        "Towar przyszedł uszkodzony.",
        "Nie naliczył się rabat.",
        "Nie mogę się zalogować.",
    ),
    "ro": (
        "Unde este comanda mea?",
        "Vreau să schimb mărimea.",
        "Produsul a venit defect.",
        "Nu s-a aplicat reducerea.",
        "Nu pot intra în cont.",
    ),
    "ru": (
        "Где мой заказ?",
        "Хочу поменять размер.",
        "Товар пришёл с дефектом.",
        "Скидка не применилась.",
        "Не могу войти в личный кабинет.",
    ),
}
