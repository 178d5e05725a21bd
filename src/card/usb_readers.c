/* SPDX-License-Identifier: Apache-2.0 */
#include "usb_readers.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/text.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char DEVICES[] = "/sys/bus/usb/devices";
enum { DEVICES_MAX = 1024, DEVICE_NAME_MAX = 32, ENTRIES_MAX = 16384, LIST_MAX = 1 << 20 };

/* Where distributions install drivers. */
static const char *const DRIVERS[] = {
    "/usr/lib/pcsc/drivers",
    "/usr/lib64/pcsc/drivers",
    "/usr/lib/x86_64-linux-gnu/pcsc/drivers",
    "/usr/local/lib/pcsc/drivers",
};

static const char BUNDLE[] = ".bundle";

/* Readers older than the class for them, which nothing else tells from other devices: those that
 * libacsccid1 alone takes (its README, "non-CCID Readers"). */
static const struct es_driver_entry OLD[] = {
    {0x072F, 0x0101, "ACS AET65"},      {0x072F, 0x9000, "ACS ACR38U"},
    {0x072F, 0x9006, "ACS CryptoMate"}, {0x072F, 0x90CE, "ACS ACR38U"},
    {0x072F, 0x90CF, "ACS ACR38U-SAM"},
};

enum { CLASS_SMART_CARD = 0x0B };

struct device {
    char name[DEVICE_NAME_MAX]; /* the folder's: "1-1.4" */
    bool of_class;
    struct es_usb_reader reader;
};

struct scan {
    bool too_many, no_means;
};

struct devices {
    struct device *device;
    size_t n;
    const char *driver; /* whose list is being read */
};

static bool read_hex(const char *folder, const char *file, unsigned *value)
{
    es_auto(buf) path = {0}, text = {0};
    return es_buf_printf(&path, "%s/%s/%s", DEVICES, folder, file) &&
           es_file_read(path.data, 64, &text) && text.len > 0 &&
           sscanf(text.data, "%4x", value) == 1;
}

/* One pass over a folder; false where it cannot be read, and no_means where that is for want of
 * ours. */
static bool each_entry(const char *path, void (*visit)(void *user, const char *name), void *user,
                       struct scan *scan)
{
    DIR *folder = opendir(path);
    if (!folder) {
        scan->no_means = scan->no_means || errno == ENOMEM || errno == EMFILE || errno == ENFILE;
        return false;
    }
    const struct dirent *entry;
    size_t n = 0;
    while (n < ENTRIES_MAX && (entry = readdir(folder)) != NULL) {
        n++;
        if (entry->d_name[0] != '.')
            visit(user, entry->d_name);
    }
    scan->too_many = scan->too_many || n == ENTRIES_MAX;
    closedir(folder);
    return true;
}

/* A folder without a colon is a device, with one an interface of it: "1-1.4:1.0". */
static void note_device(void *user, const char *name)
{
    struct devices *devices = user;
    unsigned vendor = 0, product = 0;
    size_t len = strlen(name);
    if (strchr(name, ':') || len >= DEVICE_NAME_MAX || devices->n == DEVICES_MAX ||
        !read_hex(name, "idVendor", &vendor) || !read_hex(name, "idProduct", &product))
        return;
    struct device *device = &devices->device[devices->n++];
    memcpy(device->name, name, len + 1);
    device->reader.vendor = (uint16_t)vendor;
    device->reader.product = (uint16_t)product;
}

static void note_interface(void *user, const char *name)
{
    struct devices *devices = user;
    size_t len = strcspn(name, ":");
    unsigned class = 0;
    if (!name[len] || !read_hex(name, "bInterfaceClass", &class) || class != CLASS_SMART_CARD)
        return;
    for (size_t i = 0; i < devices->n; i++) {
        struct device *device = &devices->device[i];
        if (strlen(device->name) == len && memcmp(device->name, name, len) == 0)
            device->of_class = true;
    }
}

/* ---- drivers ---- */

static void take_entry(void *user, const struct es_driver_entry *entry)
{
    struct devices *devices = user;
    for (size_t i = 0; i < devices->n; i++) {
        struct es_usb_reader *reader = &devices->device[i].reader;
        es_auto(buf) safe = {.max = sizeof reader->name - 1};
        if (reader->vendor != entry->vendor || reader->product != entry->product ||
            reader->driver[0])
            continue;
        snprintf(reader->driver, sizeof reader->driver, "%s", devices->driver);
        if (es_text_safe(entry->name, ES_DRIVER_NAME_MAX, &safe))
            snprintf(reader->name, sizeof reader->name, "%s", es_buf_str(&safe));
    }
}

struct bundles {
    const char *root;
    struct devices *devices;
    struct es_usb_readers *out;
};

static void take_bundle(void *user, const char *name)
{
    struct bundles *bundles = user;
    const size_t end = sizeof BUNDLE - 1;
    size_t len = strlen(name);
    if (len <= end || strcmp(name + len - end, BUNDLE) != 0)
        return;
    es_auto(buf) path = {0}, raw = {0}, list = {0};
    es_auto(buf) driver = {.max = ES_DRIVER_NAME_MAX - 1};
    if (!es_buf_printf(&path, "%s/%s/Contents/Info.plist", bundles->root, name) ||
        !es_buf_add(&raw, name, len - end) || !es_text_safe(raw.data, len, &driver))
        return;
    bundles->out->n_drivers++;
    bundles->devices->driver = es_buf_str(&driver);
    if (es_file_read(path.data, LIST_MAX, &list) && list.len > 0 &&
        es_driver_list_read(list.data, list.len, take_entry, bundles->devices))
        return;
    bundles->out->n_damaged++;
    snprintf(bundles->out->damaged, ES_DRIVER_NAME_MAX, "%s", es_buf_str(&driver));
}

static void take_old(struct devices *devices)
{
    for (size_t i = 0; i < devices->n; i++) {
        struct device *device = &devices->device[i];
        for (size_t k = 0; k < sizeof OLD / sizeof OLD[0] && !device->reader.driver[0]; k++) {
            if (device->reader.vendor == OLD[k].vendor &&
                device->reader.product == OLD[k].product) {
                device->of_class = true;
                snprintf(device->reader.name, sizeof device->reader.name, "%s", OLD[k].name);
            }
        }
    }
}

/* Those that nobody drives first: they are what is looked for. */
static void keep(const struct devices *devices, struct es_usb_readers *out)
{
    for (int driven = 0; driven < 2; driven++) {
        for (size_t i = 0; i < devices->n; i++) {
            const struct device *device = &devices->device[i];
            bool has_driver = device->reader.driver[0] != '\0';
            if (has_driver != (driven == 1) || !(device->of_class || has_driver))
                continue;
            if (out->n == ES_USB_READERS_MAX)
                out->too_many = true;
            else
                out->reader[out->n++] = device->reader;
        }
    }
}

es_status es_usb_readers_look(struct es_usb_readers *out, struct es_error *err)
{
    memset(out, 0, sizeof *out);
    struct devices devices = {.device = es_heap_zeroed(DEVICES_MAX, sizeof(struct device))};
    if (!devices.device)
        return es_fail_memory(err);
    struct scan scan = {0}, of_drivers = {0};
    out->seen = each_entry(DEVICES, note_device, &devices, &scan) &&
                each_entry(DEVICES, note_interface, &devices, &scan);
    out->too_many = scan.too_many || devices.n == DEVICES_MAX;
    for (size_t i = 0; i < sizeof DRIVERS / sizeof DRIVERS[0]; i++) {
        struct bundles bundles = {DRIVERS[i], &devices, out};
        (void)each_entry(DRIVERS[i], take_bundle, &bundles, &of_drivers);
    }
    take_old(&devices);
    keep(&devices, out);
    es_heap_free(devices.device);
    bool no_means = scan.no_means || of_drivers.no_means;
    return no_means ? es_fail(err, ES_NO_RESOURCES) : ES_OK;
}
