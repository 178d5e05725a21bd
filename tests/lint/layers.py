# SPDX-License-Identifier: Apache-2.0
"""Who may know whom: the layers, the libraries, and what pure files keep away from."""

from harness import check, code, files, includes, mentions, under

# Arrows point one way only. A layer may use itself and these.
USES = {
    "base": set(),
    "page": {"base"},
    "web": {"base", "page"},
    "mail": {"base", "page"},
    "card": {"base"},
    "portal": {"base", "page", "web"},
    "ui": {"base"},
    "cmd": {"base", "page", "web", "mail", "card", "portal", "ui"},
    "main.c": {"base", "card", "ui", "cmd"},
    "practice": {"base"},  # an independent party: it shares no eyes with the client
    "profiles": {"base"},
}

# Public headers whose layer cannot be told from a C file of the same name.
HEADER_LAYER = {
    "card": "card",
    "error": "base",
    "sanitizer": "base",
    "http": "web",
    "i18n": "base",
    "mail": "mail",
    "mailbox": "mail",
    "page": "page",
    "session": "portal",
    "tty": "ui",
    "picture": "ui",
    "cmd": "cmd",
}

# Each library's headers, and the files that may include them.
LIBRARIES = [
    (r"(PCSC/)?(winscard|pcsclite|wintypes|reader)\.h", ["src/card"], 1),
    (r"p11-kit/.*\.h", ["src/card"], 3),  # declarations; what stands behind them is in a child
    (r"gumbo\.h", ["src/page"], 1),
    (r"chafa.*\.h", ["src/ui"], 2),
    (r"glib.*\.h", ["src/ui", "src/mail"], 2),
    (r"gmime/.*\.h", ["src/mail"], 2),
    (r"curl/.*\.h", ["src/web/http.c", "src/web/line.c", "src/web/curl_late.c", "src/practice"], 5),
    (r"keyutils\.h", ["src/portal"], 1),
    (r"libpsl\.h", ["src/mail"], 2),
    (r"utf8proc\.h", ["src/base"], 2),
    (r"seccomp\.h", ["src/base/cage_filter.c"], 1),
    (r"(microhttpd|sqlite3)\.h", ["src/practice"], 99),
    (r"(png|turbojpeg|jpeglib|gif_lib)\.h", ["src/ui", "src/practice"], 7),
    (r"cmocka\.h", ["tests/unit", "tests/fuzz"], 999),
]

SYSTEM = r"(unistd|fcntl|poll|signal|netdb|dirent|termios|pthread|syslog|sys/(socket|stat|wait|mman|resource|ioctl|select|file|prctl|un))\.h"
SYSTEM_CALLS = (
    r"\b(fopen|open|read|write|socket|connect|fork|exec[lv]p?e?|getenv|secure_getenv|time|rand|"
    r"printf|puts|perror|setlocale|system|popen)\s*\("
)
PURE = [
    "src/card/atr.c", "src/card/certificate.c", "src/mail/message.c", "src/mail/plain.c", "src/mail/shown.c", "src/base/text.c",
    "src/base/text_safe.c", "src/portal/view.c", "src/portal/match.c", "src/portal/meaning.c",
    "src/portal/classify.c", "src/portal/describe.c",
]


def sources():
    return files("src/**/*.c", "src/**/*.h", "src/*.c")


def layer_of(path):
    return path.parts[1]


def layer_of_header(name):
    """base, page, … for esign/NAME.h."""
    stem = name.removeprefix("esign/").rsplit(".", 1)[0]
    if stem in HEADER_LAYER:
        return HEADER_LAYER[stem]
    if stem == "errors":
        return "base"
    homes = {path.parts[1] for path in files(f"src/*/{stem}.c", f"src/*/{stem}_*.c")}
    homes.discard("practice")
    return homes.pop() if len(homes) == 1 else None


@check("each public header belongs to one layer")
def headers_have_a_layer():
    for path in files("include/esign/*.h"):
        if layer_of_header(path.name) is None:
            yield f"{path}: no C file of that name in exactly one layer"


@check("a layer includes nothing of a layer above or beside it")
def layers():
    homes = {path.name: layer_of_header(path.name) for path in files("include/esign/*")}
    for path in sources():
        layer = layer_of(path)
        for name, line in includes(path):
            if not name.startswith("esign/"):
                continue
            home = homes.get(name.removeprefix("esign/"))
            if home and home != layer and home not in USES.get(layer, set()):
                yield f"{path}:{line}: {layer} may not know {name} of {home}"


@check("a private header is included in its own folder alone")
def private_headers():
    homes = {}
    for path in files("src/**/*.h"):
        homes.setdefault(path.name, set()).add(path.parent)
    for path in sources():
        for name, line in includes(path):
            leaf = name.rsplit("/", 1)[-1]
            if name.startswith("esign/") or leaf not in homes:
                continue
            if str(path) == "src/main.c" and name == "cmd/cmd.h":
                continue
            if str(path) == "src/base/late.c" and name == "link.h":
                continue  # the loader's
            if ".." in name or path.parent not in homes[leaf]:
                yield f"{path}:{line}: {name}"


@check("a library is included by its one file alone")
def libraries():
    import re

    for pattern, homes, most in LIBRARIES:
        users = []
        for path in files("src/**/*.[ch]", "src/*.c", "include/**/*.h", "tests/**/*.[ch]"):
            for name, line in includes(path):
                if not re.fullmatch(pattern, name):
                    continue
                if path not in users:
                    users.append(path)
                if not under(*homes)(path) and not under("tests")(path):
                    yield f"{path}:{line}: {name} belongs in {' or '.join(homes)}"
        inside = [path for path in users if under("src", "include")(path)]
        if len(inside) > most:
            yield f"{pattern} is included by {len(inside)} files: {', '.join(map(str, inside))}"


@check("a public header includes no library")
def public_headers_stay_neutral():
    known = {"stdbool.h", "stddef.h", "stdint.h", "time.h", "libintl.h", "stdio.h", "sys/types.h",
             "jansson.h"}  # the JSON value of the house
    for path in files("include/esign/*.h"):
        for name, line in includes(path):
            if not name.startswith("esign/") and name not in known:
                yield f"{path}:{line}: {name}"


@check("json is written in one file alone")
def json_writer():
    for path in files("src/**/*.c", "src/*.c"):
        if str(path) != "src/base/json.c" and not under("src/practice")(path):
            yield from mentions(path, r"\bjson_dump\w*\s*\(")


@check("pure files, and all of the page's, touch neither the system nor the clock")
def pure_files():
    import re

    known = files("src/**/*.c")
    for name in PURE:
        if name not in map(str, known):
            yield f"{name}: there is no such file; correct this list"
    for path in known:
        if not (str(path) in PURE or under("src/page")(path)):
            continue
        for name, line in includes(path):
            if re.fullmatch(SYSTEM, name):
                yield f"{path}:{line}: {name}"
        yield from mentions(path, SYSTEM_CALLS)


@check("only the command line prints")
def printing():
    may = under("src/ui", "src/cmd", "src/main.c", "src/base/log.c", "src/practice")
    words = r"\b(stdout|stderr|printf|vprintf|puts|putchar|perror|v?warnx?)\b"
    words += r"|\b(write|dprintf)\s*\(\s*(1|2|STD(OUT|ERR)_FILENO)\b"
    for path in files("src/**/*.c"):
        if not may(path):
            yield from mentions(path, words)


@check("the process takes no locale but that of messages")
def locale():
    for path in files("src/**/*.c", "src/*.c"):
        yield from mentions(path, r"\bsetlocale\s*\(\s*LC_(?!MESSAGES\b)\w+")


@check("no goto, and none of the calls that overrun or start a shell")
def banned():
    words = r"\bgoto\b|\b(strcpy|strcat|sprintf|vsprintf|gets|system|popen|tmpnam|mktemp|alloca)\s*\("
    for path in files("src/**/*.[ch]", "src/*.c", "include/**/*.h"):
        yield from mentions(path, words)


@check("memory is taken and given back in one file, which wipes it")
def heap():
    words = r"\b(malloc|calloc|realloc|reallocarray|free|cfree|strn?dup|v?asprintf|getline)\s*\("
    for path in files("src/**/*.[ch]", "src/*.c"):
        if str(path) != "src/base/heap.c" and not under("src/practice")(path):
            yield from mentions(path, words)


@check("a function fits a screen or two")
def functions():
    longest = 90
    for path in files("src/**/*.c", "src/*.c"):
        start = None
        for number, line in enumerate(code(path).split("\n"), 1):
            if line == "{":
                start = number
            elif line == "}" and start is not None:
                if number - start > longest:
                    yield f"{path}:{start}: {number - start} lines"
                start = None
