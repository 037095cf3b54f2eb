"""Check bytes of a QR symbol: Reed-Solomon over GF(256) with the polynomial 0x11D."""

FIELD = 0x11D


def check_bytes(data: list[int], count: int) -> list[int]:
    """The remainder of the data, times x^count, by the generator polynomial of that degree."""
    generator = _generator(count)
    remainder = [0] * count
    for byte in data:
        factor = byte ^ remainder[0]
        remainder = [*remainder[1:], 0]
        remainder = [
            have ^ _times(part, factor) for have, part in zip(remainder, generator, strict=True)
        ]
    return remainder


def _generator(degree: int) -> list[int]:
    """Coefficients of (x - 1)(x - 2)(x - 4)... below the leading one, highest first."""
    parts = [0] * (degree - 1) + [1]
    root = 1
    for _ in range(degree):
        parts = [
            _times(part, root) ^ (parts[at + 1] if at + 1 < degree else 0)
            for at, part in enumerate(parts)
        ]
        root = _times(root, 2)
    return parts


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left = left << 1 ^ (FIELD if left & 0x80 else 0)
        right >>= 1
    return product
