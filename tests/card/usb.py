# SPDX-License-Identifier: Apache-2.0
"""USB devices and drivers that a test makes up: in a mount namespace of its own, esign finds a /sys
with them, and a folder of drivers."""

import itertools
import subprocess
from pathlib import Path

DRIVERS = Path("/usr/lib/pcsc/drivers")
MOUNTS = f'mount --bind "$0/sys" /sys && mount --bind "$0/drivers" {DRIVERS} && exec "$@"'


def missing():
    """What the machine lacks, as a sentence; None where it lacks nothing."""
    done = subprocess.run(["unshare", "-Urm", "mount", "--bind", "/tmp", str(DRIVERS)],
                          capture_output=True, check=False)
    return "no namespaces may be made here" if done.returncode else None


def plist(readers):
    """An Info.plist as drivers have it: (vendor, product's number, name) each."""

    def array(key, column):
        strings = "\n".join(f"\t\t<string>{reader[column]}</string>" for reader in readers)
        return f"\t<key>{key}</key>\n\t<array>\n{strings}\n\t</array>\n"

    readers = [(f"0x{vendor:04X}", f"0x{number:04X}", name) for vendor, number, name in readers]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n'
        "\t<key>CFBundleExecutable</key>\n\t<string>lib.so</string>\n"
        "\t<!-- <key>ifdVendorID</key> is below -->\n"
        + array("ifdVendorID", 0) + array("ifdProductID", 1) + array("ifdFriendlyName", 2)
        + "</dict>\n</plist>\n"
    )


class Machine:
    """What is plugged in, and which drivers are installed."""

    def __init__(self, folder):
        self.folder = folder
        self.numbers = itertools.count(1)
        self.drivers = folder / "drivers"
        self.drivers.mkdir()
        self.hub = folder / "sys" / "devices" / "pci0000:00" / "usb1"
        self.hub.mkdir(parents=True)
        self.bus = folder / "sys" / "bus" / "usb" / "devices"

    def _add(self, name, above, attributes):
        folder = above / name
        folder.mkdir()
        for attribute, value in attributes.items():
            (folder / attribute).write_text(f"{value}\n", encoding="utf-8")
        self.bus.mkdir(parents=True, exist_ok=True)
        (self.bus / name).symlink_to(Path("../../..") / folder.relative_to(self.folder / "sys"))
        return folder

    def plug(self, vendor, number, interface="0b", **attributes):
        name = f"1-{next(self.numbers)}"
        ids = {"idVendor": f"{vendor:04x}", "idProduct": f"{number:04x}"}
        device = self._add(name, self.hub, {**ids, **attributes})
        self._add(f"{name}:1.0", device, {"bInterfaceClass": interface})

    def install(self, name, readers):
        """A driver; `readers` is a list of them, or bytes of its Info.plist."""
        folder = self.drivers / f"{name}.bundle" / "Contents"
        folder.mkdir(parents=True)
        content = readers if isinstance(readers, bytes) else plist(readers).encode()
        (folder / "Info.plist").write_bytes(content)

    def around(self):
        """The command line to put before a program."""
        return ["unshare", "-Urm", "sh", "-c", MOUNTS, str(self.folder)]
