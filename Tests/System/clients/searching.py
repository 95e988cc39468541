"""What a search has to find, told once more without the service's means: as slowly and as plainly as it goes."""
import re
import unicodedata


def plain(text):
    """NFKC in lower case, one space for whatever is neither letter nor digit, and one before each run of ASCII letters and digits."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(sign if sign.isalnum() else " " for sign in text)
    text = re.sub(r"([^ a-z0-9])(?=[a-z0-9])", r"\1 ", text)
    return " " + " ".join(text.split()) + " "


def occurs(term, text):
    """Whether one term is in a plain text."""
    term = plain(term)
    is_short = re.match(r" [a-z0-9]{1,2}([^a-z0-9]|$)", term)
    return (term.rstrip() if is_short else term.strip()) in text


def finds(query, title, description):
    """Whether each term of a search occurs; one without letters and digits says nothing, and if all are so nothing is found."""
    terms = [term for term in query.split() if plain(term).strip()]
    text = plain(f"{title} {description}")
    return bool(terms) and all(occurs(term, text) for term in terms)
