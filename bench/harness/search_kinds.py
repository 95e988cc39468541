"""The lists and searches that are measured. Each kind makes the parameters of one more request, never the same search twice."""
import collections
import itertools
import random

from .report import count

LIST_GOAL, SEARCH_GOAL = 20, 50
PRICES = {"a tenth": (10_000, 20_000), "one in 800": (50_000, 50_500)}


class Words:
    """Words of the texts in the database, by how often they are there."""

    def __init__(self, texts):
        counts = collections.Counter(word for text in texts for word in set(text.split()))
        ordered = [word for word, _ in counts.most_common() if len(word) > 1]
        self.korean = [word for word in ordered if word[0] > "~" and word[-1] > "~"]
        self.english = [word for word in ordered if word.isascii() and word.isalpha() and len(word) > 2]

    @staticmethod
    def _some(words, how):
        return {"common": words[:15], "middle": words[len(words) // 40:len(words) // 8], "rare": words[len(words) // 2:]}[how]

    def one(self, random, how):
        return random.choice(self._some(random.choice([self.korean, self.english]), how))

    def two_syllables(self, random):
        """From the middle of a word."""
        word = random.choice([word for word in random.sample(self.korean, 50) if len(word) > 2] or self.korean)
        return word[-2:]


class Kinds:
    def __init__(self, texts, categories):
        self.random = random.Random(4)
        self.words = Words(texts)
        self.categories = categories
        # Signs are no part of a search: they make it another one to every cache, and the same to the database.
        self.signs = itertools.cycle("".join(signs) for size in (1, 2, 3, 4) for signs in itertools.product("!.,:;~", repeat=size))

    def lists(self):
        """Title → a function that makes the parameters."""
        kinds = {f"sort {sort}": lambda sort=sort: {"sort": sort} for sort in ("newest", "endingSoon", "popular", "price", "priceDescending")}
        for status in ("upcoming", "live", "ended"):
            for sort in ("newest", "popular", "price"):
                kinds[f"status {status}, {sort}"] = lambda status=status, sort=sort: {"status": status, "sort": sort}
        for sort in ("newest", "endingSoon", "popular", "price"):
            kinds[f"a category, {sort}"] = lambda sort=sort: {"category": self._category(), "sort": sort}
        kinds["a category, live, newest"] = lambda: {"category": self._category(), "status": "live"}
        for share, (low, high) in PRICES.items():
            for sort in ("newest", "popular", "price"):
                kinds[f"prices of {share}, {sort}"] = lambda low=low, high=high, sort=sort: {"minPrice": low, "maxPrice": high, "sort": sort}
        kinds["prices of a tenth, a category, live"] = lambda: {"minPrice": 10_000, "maxPrice": 20_000, "category": self._category(), "status": "live"}
        return kinds

    def searches(self):
        one, pick = self.words.one, self.random
        plain = {f"{how} word": lambda how=how: {"q": self._text(one(pick, how))} for how in ("common", "middle", "rare")}
        for first, second in (("common", "common"), ("common", "middle"), ("common", "rare"), ("middle", "middle"), ("rare", "rare")):
            plain[f"{first} and {second}"] = lambda first=first, second=second: {"q": self._text(one(pick, first), one(pick, second))}
        plain["two syllables within a word"] = lambda: {"q": self._text(self.words.two_syllables(pick))}
        plain["two of these"] = lambda: {"q": self._text(self.words.two_syllables(pick), self.words.two_syllables(pick))}
        plain["one syllable"] = lambda: {"q": self._text(self.words.two_syllables(pick)[0])}
        plain["two letters"] = lambda: {"q": self._text(pick.choice(self.words.english)[:2])}
        plain["a word that is nowhere"] = lambda: {"q": self._text("없는말뷁" if pick.random() < 0.5 else "qqxqzzv")}
        kinds = dict(plain)
        for how in ("common word", "middle word", "rare word", "common and middle", "one syllable"):
            for title, more in self._with().items():
                kinds[f"{how}, {title}"] = lambda how=how, more=more: {**plain[how](), **more()}
        return kinds

    def _with(self):
        return {"live": lambda: {"status": "live"}, "a category": lambda: {"category": self._category()}, "popular": lambda: {"sort": "popular"},
                "by price": lambda: {"sort": "price"},
                "all filters, popular": lambda: {"status": "ended", "category": self._category(), "minPrice": 10_000, "maxPrice": 20_000, "sort": "popular"}}

    def _category(self):
        return self.random.choice(self.categories)

    def _text(self, *words):
        return " ".join(words) + next(self.signs)


def describe(words):
    return f"{count(len(words.korean))} Korean and {count(len(words.english))} English words"
