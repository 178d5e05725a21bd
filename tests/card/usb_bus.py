# SPDX-License-Identifier: Apache-2.0
"""A USB bus of umockdev's, with nothing on it until it is told: one JSON object a line on standard
input, such as {"plug": 2} or {"unplug": 2}, and one line back when it is done; the first line told
is the folder for UMOCKDEV_DIR. Runs with umockdev's library preloaded (usb_reader.py starts it);
ends, and the bus with it, when its input ends."""

import json
import sys

import gi

gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # noqa: E402

VENDOR, PRODUCT = "1209", "0001"  # pid.codes, for private tests


def plug(bed, number):
    device = bed.add_device(
        "usb", f"1-{number}", None,
        ["idVendor", VENDOR, "idProduct", PRODUCT, "busnum", "1", "devnum", str(number),
         "product", "Plugged Reader", "manufacturer", "esign"],
        ["DEVTYPE", "usb_device", "DEVNAME", f"/dev/bus/usb/001/{number:03}", "BUSNUM", "001",
         "DEVNUM", f"{number:03}"])
    face = bed.add_device(
        "usb", f"1-{number}:1.0", device,
        ["bInterfaceNumber", "00", "bInterfaceClass", "0b", "interface", "Plugged Reader"],
        ["DEVTYPE", "usb_interface"])
    bed.uevent(face, "add")


def unplug(bed, number):
    device = f"/sys/devices/1-{number}"
    face = f"{device}/1-{number}:1.0"
    bed.uevent(face, "remove")
    bed.remove_device(face)
    bed.remove_device(device)


def main():
    bed = UMockdev.Testbed.new()
    print(bed.get_root_dir(), flush=True)
    for line in sys.stdin:
        for what, number in json.loads(line).items():
            {"plug": plug, "unplug": unplug}[what](bed, number)
        print("done", flush=True)


if __name__ == "__main__":
    main()
