# SPDX-License-Identifier: Apache-2.0
"""Two readings of an answer to reset in one shape: pcsc-tools' ATR_analysis, and esign's."""

import json
import re
import subprocess

LIST = "/usr/share/pcsc/smartcard_list.txt"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FIELD = re.compile(r"T([A-D])\((\d+)\) = ([0-9A-F]{2}) --> (.*)")


def listed():
    """Every answer to reset of the list; where it leaves a digit open, a nought."""
    with open(LIST, encoding="utf-8") as lines:
        found = [line.strip().replace(" ", "").upper() for line in lines if line[0] == "3"]
    return sorted({re.sub("[^0-9A-F]", "0", re.sub(r"\[[^]]*\]", "0", one)) for one in found})


def whole(text):
    return None if text == "RFU" else int(text)


# ATR_analysis' sentences about interface bytes, and what esign calls their numbers.
SENTENCES = [
    (r"^Fi=(\w+), Di=(\w+)", lambda fi, di: {"fi": whole(fi), "di": whole(di)}),
    (r"spec mode: T=(\d+) - (\w+) to change - (\w+)", lambda protocol, able, how: {
        "protocol": int(protocol), "can_change": int(able == "Capable"),
        "implicit": int(how == "implicity")}),
    (r"^IFSC: (\d+)", lambda size: {"bytes": int(size)}),
    (r"^Block Waiting Integer: (\d+) - Character Waiting Integer: (\d+)",
     lambda block, character: {"block": int(block), "character": int(character)}),
    (r"^Extra guard time: (\d+)", lambda extra: {"extra": int(extra)}),
    (r"^Work waiting time: 960 x (\d+)", lambda integer: {"integer": int(integer)}),
    (r"^Error detection code: (\w+)",
     lambda code: {"crc": {"CRC": 1, "LRC": 0}.get(code)}),
    (r"^Clock stop: (.*) - Class accepted by the card: \(3G\) (.*)", lambda stop, classes: {
        "clock_stop": STOPS.index(stop),
        "classes": sum(1 << i for i in range(5) if "ABCDE"[i] + " " in classes + " ")}),
    (r"Protocol T = (\d+)", lambda protocol: {"t": int(protocol)}),
]
STOPS = ["not supported", "state L", "state H", "no preference"]


def numbers(said):
    for pattern, read in SENTENCES:
        if found := re.search(pattern, said):
            return read(*found.groups())
    return {}


def by_pcsc_tools(atr):
    done = subprocess.run(["ATR_analysis", atr], capture_output=True, check=False, timeout=60)
    text = COLOUR.sub("", done.stdout.decode("utf-8", "replace"))
    read = {"convention": None, "interface": [], "historical": "", "check": None, "wrong": None}
    for line in text.splitlines():
        if line.startswith("+ TS"):
            word = line.split("> ")[1].split()[0].lower()
            read["convention"] = word if word in ("direct", "inverse") else None
        elif found := FIELD.search(line):
            letter, level, value, said = found.groups()
            read["interface"].append((f"T{letter}{level}", value, numbers(said.strip())))
        elif line.startswith("+ Historical bytes:"):
            read["historical"] = line.split(":")[1].replace(" ", "")
        elif found := re.search(r"ERROR! ATR is (truncated|too long)", line):
            read["wrong"] = found[1]
        elif line.startswith("+ TCK"):
            read["check"] = "right" if "correct" in line else "wrong"
    return read


def by_esign(program, atr):
    done = subprocess.run([program, "--json", "card-check", "--atr", atr], capture_output=True,
                          check=True, timeout=60)
    card = json.loads(done.stdout)["data"]["card"]
    return {
        "convention": card["convention"],
        "interface": [(one["name"], one["value"],
                       {key: value for key, value in one["numbers"].items() if key != "max_khz"})
                      for one in card["interface"]],
        "historical": card["historical"] or "",
        "check": None if card["check_byte"] == "unchecked" else card["check_byte"],
        "wrong": {"cut": "truncated", "too_long": "too long"}.get(card["fault"]),
    }
