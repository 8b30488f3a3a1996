"""What our programs do with texts."""


def shout(text: str) -> str:
    return text.upper() + "!"
