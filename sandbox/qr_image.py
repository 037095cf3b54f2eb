"""A text as a QR symbol (ISO/IEC 18004: byte mode, error correction M, versions 1 to 10) and as SVG."""

from sandbox.reed_solomon import check_bytes

Modules = list[list[bool | None]]
"""Rows of dark (True) and light (False) modules; None is not decided yet."""

BLOCKS = (  # version: check bytes in a block, then (blocks, data bytes in each)
    (10, ((1, 16),)),
    (16, ((1, 28),)),
    (26, ((1, 44),)),
    (18, ((2, 32),)),
    (24, ((2, 43),)),
    (16, ((4, 27),)),
    (18, ((4, 31),)),
    (22, ((2, 38), (2, 39))),
    (22, ((3, 36), (2, 37))),
    (26, ((4, 43), (1, 44))),
)
ALIGNMENT = (
    (),
    *((6, 6 + 8 + 4 * number) for number in range(1, 6)),
    *((6, 20 + 2 * number, 34 + 4 * number) for number in range(1, 5)),
)
BYTE_MODE, LONG_COUNT_FROM, VERSION_BITS_FROM = 0b0100, 10, 7
PADDING = (0xEC, 0x11)
FORMAT_MASK, VERSION_GENERATOR = 0x5412, 0x1F25
QUIET = 4
FINDER, FINDER_REACH = (0, 1, 3), 4
ALIGNING, ALIGNING_REACH = (0, 2), 2
TIMING = 6


class TooLong(ValueError):
    """The text does not fit into version 10."""


def symbol(text: str) -> list[list[bool]]:
    """Rows of modules, True is dark. Mask 0, as every reader is told the mask. Raises TooLong."""
    data = text.encode()
    version = _version(len(data))
    size = 17 + 4 * version
    rows: Modules = [[None] * size for _ in range(size)]
    _patterns(rows, version)
    bits = _codewords(data, version)
    places = _data_places(rows)
    stream = [bit == "1" for byte in bits for bit in f"{byte:08b}"]
    for number, (row, column) in enumerate(places):
        dark = number < len(stream) and stream[number]
        rows[row][column] = dark ^ ((row + column) % 2 == 0)
    return [[bool(module) for module in row] for row in rows]


def svg(text: str) -> str:
    """The symbol with its quiet zone as an SVG image. Raises TooLong."""
    rows = symbol(text)
    side = len(rows) + 2 * QUIET
    path = "".join(
        f"M{column + QUIET},{row + QUIET}h1v1h-1z"
        for row, modules in enumerate(rows)
        for column, dark in enumerate(modules)
        if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side * 8}"'
        f' height="{side * 8}" shape-rendering="crispEdges" role="img" aria-label="UPI QR code">'
        f'<path fill="#fff" d="M0,0h{side}v{side}h-{side}z"/><path fill="#000" d="{path}"/></svg>'
    )


def _version(length: int) -> int:
    for version, (_, groups) in enumerate(BLOCKS, start=1):
        header = 2 if version < LONG_COUNT_FROM else 3  # mode and count, rounded up to bytes
        if length + header <= sum(blocks * size for blocks, size in groups):
            return version
    raise TooLong(f"{length} bytes do not fit")


def _codewords(data: bytes, version: int) -> list[int]:
    """Mode, count, text, padding; cut into blocks, check bytes added, all interleaved."""
    checks, groups = BLOCKS[version - 1]
    capacity = sum(blocks * size for blocks, size in groups)
    count_bits = 8 if version < LONG_COUNT_FROM else 16
    bits = f"{BYTE_MODE:04b}{len(data):0{count_bits}b}" + "".join(f"{byte:08b}" for byte in data)
    bits += "0" * min(4, capacity * 8 - len(bits))
    bits += "0" * (-len(bits) % 8)
    whole = [int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)]
    whole += [PADDING[number % 2] for number in range(capacity - len(whole))]
    blocks, at = [], 0
    for count, size in groups:
        for _ in range(count):
            blocks.append(whole[at : at + size])
            at += size
    return _interleaved(blocks) + _interleaved([check_bytes(block, checks) for block in blocks])


def _interleaved(blocks: list[list[int]]) -> list[int]:
    longest = max(len(block) for block in blocks)
    return [block[at] for at in range(longest) for block in blocks if at < len(block)]


def _patterns(rows: Modules, version: int) -> None:
    """Everything that is not data: finders, alignment, timing, format and version."""
    last = len(rows) - 1
    for row, column in ((3, 3), (3, last - 3), (last - 3, 3)):
        _square(rows, row, column, FINDER_REACH, FINDER)
    centres = ALIGNMENT[version - 1]
    for row in centres:
        for column in centres:
            if rows[row][column] is None:
                _square(rows, row, column, ALIGNING_REACH, ALIGNING)
    for at in range(8, last - 7):
        rows[TIMING][at] = rows[at][TIMING] = at % 2 == 0
    rows[last - 7][8] = True
    _format(rows)
    if version >= VERSION_BITS_FROM:
        _version_bits(rows, version)


def _square(rows: Modules, row: int, column: int, reach: int, dark: tuple[int, ...]) -> None:
    """Concentric squares round a centre; `dark` are the distances that are dark."""
    size = len(rows)
    for y in range(row - reach, row + reach + 1):
        for x in range(column - reach, column + reach + 1):
            if 0 <= y < size and 0 <= x < size:
                distance = max(abs(y - row), abs(x - column))
                rows[y][x] = distance in dark


def _format(rows: Modules) -> None:
    """Error correction M and mask 0 are both 0: the format's bits are the constant mask alone."""
    last = len(rows) - 1
    bits = [bool(FORMAT_MASK >> number & 1) for number in range(15)]
    beside = [(8, last - at) for at in range(8)]
    below = [(at, 8) for at in range(last - 6, last + 1)]
    for bit, (row, column) in zip(bits, beside + below, strict=True):
        rows[row][column] = bit
    down = [(at, 8) for at in (0, 1, 2, 3, 4, 5, 7, 8)]
    left = [(8, at) for at in (7, 5, 4, 3, 2, 1, 0)]
    for bit, (row, column) in zip(bits, down + left, strict=True):
        rows[row][column] = bit


def _version_bits(rows: Modules, version: int) -> None:
    remainder = version << 12
    for shift in range(5, -1, -1):
        if remainder >> (shift + 12) & 1:
            remainder ^= VERSION_GENERATOR << shift
    bits = version << 12 | remainder
    size = len(rows)
    for number in range(18):
        bit = bool(bits >> number & 1)
        low, high = number // 3, size - 11 + number % 3
        rows[low][high] = rows[high][low] = bit


def _data_places(rows: Modules) -> list[tuple[int, int]]:
    """Free modules in the order of the data: columns in pairs from the right, up and down in turn."""
    size = len(rows)
    places = []
    upwards = True
    right = size - 1
    while right > 0:
        if right == TIMING:
            right -= 1
        order = range(size - 1, -1, -1) if upwards else range(size)
        places += [(y, x) for y in order for x in (right, right - 1) if rows[y][x] is None]
        upwards = not upwards
        right -= 2
    return places
