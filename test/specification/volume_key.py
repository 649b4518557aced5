"""The volume key, written from docs/specification.md alone. `python3 volume_key.py VECTORS` tests it with every vector."""

import base64, hashlib, json, pathlib, sys

WHITE = {*range(0x9, 0xE), 0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF}
CONTROL = {*range(0x20), *range(0x7F, 0xA0)}
UNSEEN = WHITE | {0x2800, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010)}
UNSEEN |= {*range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, *range(0xFE00, 0xFE10), 0xFFA0, *range(0xFFF0, 0xFFF9)}
UNSEEN |= {*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000)}
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def check(right, code):
    if not right:
        raise ValueError(code)


def volume_key(secret_key, workload_id):
    return hashlib.sha256(b"paygress-volume-v1\0" + secret_key + b"\0" + workload_id.encode()).digest()


def secret_key(text):
    text = text.strip("".join(map(chr, WHITE)))
    if text and all(c in "0123456789abcdefABCDEF" for c in text):
        check(len(text) == 64, "secret-key/length")
        key = bytes.fromhex(text)
    else:
        hrp, _, data = text.lower().partition("1")
        form = hrp.isascii() and hrp.isalpha() and len(data) >= 6 and all(c in BECH32 for c in data)
        check(form and text.isascii() and text in (text.lower(), text.upper()), "secret-key/encoding")
        values = [BECH32.index(c) for c in data]
        check(checksum(hrp, values) == 1, "secret-key/checksum")
        check(hrp == "nsec", "secret-key/prefix")
        number = sum(value << 5 * i for i, value in enumerate(reversed(values[:-6])))
        size, rest = divmod(5 * len(values[:-6]), 8)
        check(rest < 5 and number % 2**rest == 0, "secret-key/encoding")
        check(size == 32, "secret-key/length")
        key = (number >> rest).to_bytes(32, "big")
    check(0 < int.from_bytes(key, "big") < ORDER, "secret-key/range")
    return key


def checksum(hrp, values):
    c = 1
    for value in [ord(x) >> 5 for x in hrp] + [0] + [ord(x) & 31 for x in hrp] + values:
        top, c = c >> 25, (c & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate([0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3]):
            c ^= generator if top >> i & 1 else 0
    return c


def identity(file):
    check(1 <= len(file) <= 4096, "identity/size")
    try:
        text = file.decode()
    except UnicodeDecodeError:
        raise ValueError("secret-key/encoding")
    return secret_key(text)


def workload_id(text):
    check(not any(0xD800 <= ord(c) < 0xE000 for c in text), "workload-id/unicode")
    check(text, "workload-id/empty")
    check(not any(ord(c) in CONTROL for c in text), "workload-id/control")
    check(ord(text[0]) not in UNSEEN and (ord(text[-1]) not in UNSEEN or ends_emoji(text)), "workload-id/space")
    return text


def ends_emoji(text):
    if text[-1] == "\U000e007f":
        flag = text[:-1].rstrip("".join(map(chr, range(0xE0020, 0xE007F))))
        return len(flag) < len(text) - 1 and is_emoji(flag.removesuffix("\ufe0f")[-1:])
    return text[-1] == "\ufe0f" and is_emoji(text[-2:-1])


def volume_encryption(value):
    check(isinstance(value, dict), "volume-encryption/type")
    version, algorithm, key = value.get("version", 1), value.get("algorithm"), value.get("key_b64")
    check(isinstance(version, (int, float)) and not isinstance(version, bool), "volume-encryption/type")
    check(isinstance(algorithm, str) and isinstance(key, str), "volume-encryption/type")
    check(version == 1, "volume-encryption/version")
    check(algorithm == "luks2-aes-xts", "volume-encryption/algorithm")
    check(len(key) == 43 and key.replace("-", "0").replace("_", "0").isalnum() and key.isascii(), "volume-encryption/key")
    decoded = base64.urlsafe_b64decode(key + "=")
    check(base64.urlsafe_b64encode(decoded).decode() == key + "=", "volume-encryption/key")
    return decoded


# The property Emoji of Unicode 17, which Python's own tables lack, but for the digits, # and *.
EMOJI = """
a9 ae 203c 2049 2122 2139 2194-2199 21a9-21aa 231a-231b 2328 23cf 23e9-23f3 23f8-23fa 24c2 25aa-25ab 25b6 25c0 25fb-25fe
2600-2604 260e 2611 2614-2615 2618 261d 2620 2622-2623 2626 262a 262e-262f 2638-263a 2640 2642 2648-2653 265f-2660 2663
2665-2666 2668 267b 267e-267f 2692-2697 2699 269b-269c 26a0-26a1 26a7 26aa-26ab 26b0-26b1 26bd-26be 26c4-26c5 26c8
26ce-26cf 26d1 26d3-26d4 26e9-26ea 26f0-26f5 26f7-26fa 26fd 2702 2705 2708-270d 270f 2712 2714 2716 271d 2721 2728
2733-2734 2744 2747 274c 274e 2753-2755 2757 2763-2764 2795-2797 27a1 27b0 27bf 2934-2935 2b05-2b07 2b1b-2b1c 2b50 2b55
3030 303d 3297 3299 1f004 1f0cf 1f170-1f171 1f17e-1f17f 1f18e 1f191-1f19a 1f1e6-1f1ff 1f201-1f202 1f21a 1f22f 1f232-1f23a
1f250-1f251 1f300-1f321 1f324-1f393 1f396-1f397 1f399-1f39b 1f39e-1f3f0 1f3f3-1f3f5 1f3f7-1f4fd 1f4ff-1f53d 1f549-1f54e
1f550-1f567 1f56f-1f570 1f573-1f57a 1f587 1f58a-1f58d 1f590 1f595-1f596 1f5a4-1f5a5 1f5a8 1f5b1-1f5b2 1f5bc 1f5c2-1f5c4
1f5d1-1f5d3 1f5dc-1f5de 1f5e1 1f5e3 1f5e8 1f5ef 1f5f3 1f5fa-1f64f 1f680-1f6c5 1f6cb-1f6d2 1f6d5-1f6d8 1f6dc-1f6e5 1f6e9
1f6eb-1f6ec 1f6f0 1f6f3-1f6fc 1f7e0-1f7eb 1f7f0 1f90c-1f93a 1f93c-1f945 1f947-1f9ff 1fa70-1fa7c 1fa80-1fa8a 1fa8e-1fac6
1fac8 1facd-1fadc 1fadf-1faea 1faef-1faf8
"""
RANGES = [[int(end, 16) for end in (word.split("-") * 2)[:2]] for word in EMOJI.split()]


def is_emoji(character):
    return any(character and first <= ord(character) <= last for first, last in RANGES)


def result(file, test):
    if file == "volume-key-v1":
        return volume_key(bytes.fromhex(test["secretKey"]), test["workloadId"]).hex()
    if file == "secret-key":
        return secret_key(test["text"]).hex()
    if file == "identity":
        return identity(bytes.fromhex(test["identity"])).hex()
    if file == "volume-encryption":
        return volume_encryption(test["value"]).hex()
    units = bytes.fromhex(test.get("workloadIdUtf16", "")).decode("utf-16-be", "surrogatepass")
    return workload_id(test.get("workloadId", units))


OUTPUTS = {"volume-key-v1": "volumeKey", "volume-encryption": "volumeKey", "workload-id": "workloadId"}

if __name__ == "__main__":
    passed = failed = 0
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
        vectors = json.loads(path.read_text("utf-8"))
        for test in [test for group in vectors.get("testGroups", [vectors]) for test in group["tests"]]:
            try:
                got = "valid", result(path.stem, test)
            except ValueError as error:
                got = "invalid", str(error)
            expected = test["result"], test.get("code") or test[OUTPUTS.get(path.stem, "secretKey")]
            passed += got == expected
            if got != expected:
                failed += 1
                print(f"{path.name} {test['tcId']}: expected {expected}, got {got}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)
