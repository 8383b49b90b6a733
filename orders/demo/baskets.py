"""What a person buys on a visit."""

import random
from dataclasses import dataclass

from customers.demo.story import Member, Visit

Article = tuple[str, str, int]


@dataclass(slots=True)
class Line:
    """A line of a purchase: the article, how many, how much off (roubles)."""

    article: Article
    category: str
    qty: int = 1
    off: int = 0
    rx: str = ""

    @property
    def amount(self) -> int:
        return self.article[2] * self.qty - self.off


class Shop:
    """Fills baskets from the chain's articles."""

    def __init__(self, rng: random.Random, products: dict[str, list[Article]]) -> None:
        self.rng = rng
        self.products = {category: sorted(articles, key=_price) for category, articles in products.items()}
        lenses = self.products["spectacle_lens"]
        self.progressive = [a for a in lenses if "прогрессивная" in a[1]]
        self.control = [a for a in lenses if "миопии" in a[1]]
        self.plain = [a for a in lenses if a not in self.progressive and a not in self.control]
        self.childrens = [a for a in self.products["frame"] if "детская" in a[1]]
        self.frames = [a for a in self.products["frame"] if a not in self.childrens]

    def fill(self, visit: Visit, member: Member) -> list[Line]:
        """The lines of the visit's purchase."""
        rng = self.rng
        if visit.purpose == "glasses":
            lines = self.glasses(visit, member)
        elif visit.purpose == "lenses":
            lines = [Line(self._any("contact_lens"), "contact_lens", 1 + int(rng.random() * 3), rx=visit.rx)]
            if rng.random() < 0.3:
                lines.append(Line(self._any("care_product"), "care_product"))
        elif visit.purpose == "sun":
            lines = [Line(self._any("sunglasses"), "sunglasses")]
        else:
            lines = self._small(member, visit)
        if rng.random() < 0.18:
            self._cheaper(lines)
        return lines

    def glasses(self, visit: Visit, member: Member) -> list[Line]:
        """A pair made to order: mostly with a frame of ours, always with the work."""
        rng = self.rng
        young = member.age(visit.day) < 14
        lenses = self.plain
        if visit.rx_purpose in ("progressive", "bifocal"):
            lenses = self.progressive
        elif visit.rx_purpose == "myopia_control":
            lenses = self.control
        lines = []
        if rng.random() < 0.91:  # the others bring a frame of their own
            frames = self.childrens if young else self.frames
            lines.append(Line(self._one(frames), "frame"))
        lens = self._one(lenses)
        lines.append(Line(lens, "spectacle_lens", 2, rx=visit.rx))
        lines.append(Line(self._service("Изготовление", rng.random() < 0.2), "service"))
        if rng.random() < 0.2:
            lines.append(Line(self._any("accessory"), "accessory"))
        if rng.random() < 0.08:
            lines.append(Line(self._any("coating"), "coating", 2))
        return lines

    def _small(self, member: Member, visit: Visit) -> list[Line]:
        luck = self.rng.random()
        if luck < 0.16 and member.age(visit.day) > 44:
            return [Line(self._any("reading_glasses"), "reading_glasses")]
        if luck < 0.28:
            return [Line(self._service("", luck < 0.22), "service")]
        if luck < 0.31:
            return [Line(self._any("certificate"), "certificate")]
        category = "care_product" if luck < 0.55 else "accessory"
        return [Line(self._any(category), category, 1 + (self.rng.random() < 0.15))]

    def _service(self, word: str, dearer: bool) -> Article:
        chosen = [article for article in self.products["service"] if word in article[1]]
        return chosen[1 if dearer else 0]

    def _cheaper(self, lines: list[Line]) -> None:
        percent = (5, 10, 10, 15, 20, 30)[int(self.rng.random() * 6)]
        for line in lines:
            if line.category not in ("service", "certificate"):
                line.off = line.article[2] * line.qty * percent // 100

    def _any(self, category: str) -> Article:
        return self._one(self.products[category])

    def _one(self, articles: list[Article]) -> Article:
        """One of the articles, sorted by price: people take the cheaper ones more often."""
        luck = self.rng.random()
        return articles[int(luck * (0.45 + 0.55 * luck) * len(articles))]


def _price(article: Article) -> int:
    return article[2]
