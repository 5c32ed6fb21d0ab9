"""Large figures, three lines high, drawn with half blocks; five lines high from ASCII."""

from __future__ import annotations

SHAPES = {
    "0": ("####", "#..#", "#..#", "#..#", "#..#", "####"),
    "1": ("..##", "...#", "...#", "...#", "...#", "...#"),
    "2": ("####", "...#", "...#", "####", "#...", "####"),
    "3": ("####", "...#", ".###", "...#", "...#", "####"),
    "4": ("#..#", "#..#", "#..#", "####", "...#", "...#"),
    "5": ("####", "#...", "####", "...#", "...#", "####"),
    "6": ("####", "#...", "####", "#..#", "#..#", "####"),
    "7": ("####", "...#", "...#", "...#", "...#", "...#"),
    "8": ("####", "#..#", "####", "#..#", "#..#", "####"),
    "9": ("####", "#..#", "####", "...#", "...#", "####"),
    ":": (".", "#", ".", ".", "#", "."),
    "-": ("...", "...", "###", "...", "...", "..."),
}
LOW_COLON = (".", "#", ".", "#", ".", ".")
"""The colon for five lines, where the sixth row is left out."""
HALVES = {("#", "#"): "█", ("#", "."): "▀", (".", "#"): "▄", (".", "."): " "}


def figures(text: str, *, ascii: bool = False, slim: bool = False) -> list[str]:
    """Return the lines that draw a text of digits, colons and minus signs; `slim`: a cell narrower."""
    shapes: list[tuple[str, ...]] = [
        LOW_COLON if ascii and character == ":" else SHAPES[character] for character in text
    ]
    if slim:
        shapes = [tuple(row[:1] + row[2:] for row in shape) for shape in shapes]
    dots = [" ".join(shape[row] for shape in shapes) for row in range(6)]
    if ascii:
        return [line.replace(".", " ") for n, line in enumerate(dots) if n != 4]
    pairs = zip(dots[::2], dots[1::2], strict=True)
    return [
        "".join(HALVES.get((up, low), " ") for up, low in zip(upper, lower, strict=True))
        for upper, lower in pairs
    ]
