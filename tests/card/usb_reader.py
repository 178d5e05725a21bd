# SPDX-License-Identifier: Apache-2.0
"""USB readers that are plugged in and pulled out while a real pcscd runs: umockdev gives it a
sysfs and the kernel's events of its own, usb_reader.c is the driver. Debian's names of what it
needs: umockdev, gir1.2-umockdev-1.0, python3-gi, gcc, libpcsclite-dev."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import virtual_card
from patience import read_line

HERE = Path(__file__).resolve().parent
PRELOAD = "libumockdev-preload.so.0"
DROP = "/usr/lib/pcsc/drivers"
PLIST = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>libifdusbtest.so</string>
<key>ifdCapabilities</key><string>0x00000000</string>
<key>ifdProtocolSupport</key><string>0x00000001</string>
<key>ifdVersionNumber</key><string>0x00000001</string>
<key>ifdManufacturerString</key><string>esign</string>
<key>ifdProductString</key><string>test</string>
<key>ifdVendorID</key><array><string>0x1209</string></array>
<key>ifdProductID</key><array><string>0x0001</string></array>
<key>ifdFriendlyName</key><array><string>Plugged Reader</string></array>
</dict></plist>
"""


def missing():
    """What the machine lacks, as a sentence; None where it lacks nothing."""
    if lacking := virtual_card.missing():
        return lacking
    for tool, package in (("cc", "gcc"), ("umockdev-run", "umockdev")):
        if not shutil.which(tool):
            return f"there is no {tool}: install {package}"
    try:
        import gi

        gi.require_version("UMockdev", "1.0")
    except (ImportError, ValueError):
        return "umockdev cannot be had from Python: install python3-gi and gir1.2-umockdev-1.0"
    if not os.path.exists("/usr/include/PCSC/ifdhandler.h"):
        return "there is no ifdhandler.h: install libpcsclite-dev"
    return None


def build(folder):
    library = Path(folder) / "libifdusbtest.so"
    subprocess.run(
        ["cc", "-O1", "-w", "-shared", "-fPIC", "-I/usr/include/PCSC", "-o", library, HERE / "usb_reader.c"], check=True)
    return library


class UsbStack(virtual_card.Stack):
    """A service without readers, until they are plugged in. Readers are known by number, from 1."""

    def __init__(self, library):
        self._bus = subprocess.Popen(
            ["/usr/bin/python3", HERE / "usb_bus.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LD_PRELOAD": PRELOAD},
        )
        self._devices = read_line(self._bus, self._bus.stdout).strip()
        super().__init__(pairs=0, service=False)
        try:
            self.contents = self.folder / "contents"
            self.contents.mkdir()
            inside = self.folder / "drivers" / "test.bundle" / "Contents"
            (inside / "Linux").mkdir(parents=True)
            (inside / "Info.plist").write_text(PLIST)
            shutil.copy(library, inside / "Linux")
            self.do("cover", path=DROP, with_what=str(self.folder / "drivers"))
            self.start_service()
        except BaseException:
            self.close()
            raise

    def start_service(self):
        super().start_service(preload=[PRELOAD], UMOCKDEV_DIR=self._devices,
                              ESIGN_TEST_READERS=str(self.contents))

    def put(self, number, what):
        """What is in the reader from now on; see usb_reader.c. pcscd hears of it when it looks next."""
        new = self.contents / f"new-{number}"
        new.write_text(what + "\n")
        new.rename(self.contents / f"001-{number:03}")

    def _tell(self, **command):
        print(json.dumps(command), file=self._bus.stdin, flush=True)
        assert read_line(self._bus, self._bus.stdout) == "done\n", "the bus ended"

    def plug(self, number, what="empty"):
        self.put(number, what)
        self._tell(plug=number)

    def unplug(self, number):
        self._tell(unplug=number)

    def close(self):
        super().close()
        self._bus.stdin.close()
        self._bus.wait(20)
        self._bus.stdout.close()
