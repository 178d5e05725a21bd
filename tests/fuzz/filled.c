/* SPDX-License-Identifier: Apache-2.0 */
/* What was filled in on a page and waits in the keyring. The first byte says whether the rest
 * stands behind the page's own digest. */
#include "esign/filled.h"
#include "fuzz.h"
#include "kernel_key.h"
#include "numbers.h"
#include "seal.h"
#include "session_file.h"

/* The linker puts these in the keyring's place (--wrap). */
static struct es_buf kept;

bool __wrap_es_kernel_key_load(const char *name, struct es_buf *out);
bool __wrap_es_kernel_key_save(const char *name, const void *bytes, size_t len, unsigned seconds);
void __wrap_es_kernel_key_forget(const char *name);

bool __wrap_es_kernel_key_load(const char *name, struct es_buf *out)
{
    claim("a key has a name", strncmp(name, "esign:filled:", 13) == 0 && strlen(name) == 77);
    return kept.len && es_buf_add(out, kept.data, kept.len);
}

bool __wrap_es_kernel_key_save(const char *name, const void *bytes, size_t len, unsigned seconds)
{
    claim("it has a name and a time", *name && seconds == ES_FILLED_SECONDS);
    claim("no more is kept than the kernel takes", len <= ES_KERNEL_KEY_MAX);
    es_buf_clear(&kept);
    return es_buf_add(&kept, bytes, len);
}

void __wrap_es_kernel_key_forget(const char *name)
{
    (void)name;
    es_buf_clear(&kept);
}

static struct es_page *make_page(void)
{
    static const char html[] = "<form><input name=a><input name=b><textarea name=c></textarea>"
                               "<select name=d><option>x</select><button>Go</button></form>";
    return fuzz_page((const uint8_t *)html, sizeof html - 1, "text/html; charset=utf-8");
}

static void claim_loaded(const struct es_session *session, const struct es_filled *filled)
{
    claim("only so many are filled in", filled->n <= ES_FILLED_MAX);
    for (size_t i = 0; i < filled->n; i++) {
        const struct es_fill *fill = &filled->fill[i];
        const char *first = filled->kept.data, *end = first + filled->kept.len;
        claim("a field is on the page", fill->control < session->page->controls.n);
        claim("a value lies in what was kept", fill->value >= first && fill->value < end);
        claim("and ends in it", memchr(fill->value, '\0', (size_t)(end - fill->value)));
    }
}

/* Kept again and read again, it is the same. */
static void claim_again(const struct es_session *session, const struct es_filled *filled)
{
    struct es_filled again;
    claim("it is kept", es_filled_save(session, filled->fill, filled->n, NULL) == ES_OK);
    es_filled_load(session, &again);
    claim("as many", again.n == filled->n);
    for (size_t i = 0; i < again.n; i++)
        claim("the same", again.fill[i].control == filled->fill[i].control &&
                              strcmp(again.fill[i].value, filled->fill[i].value) == 0);
    es_filled_tidy(session);
    claim("what is of this page stays", kept.len > 0);
    es_filled_free(&again);
}

static void add_moment(void)
{
    struct es_moment now = es_moment_now();
    unsigned char clocks[16];
    es_put_number(clocks, (uint64_t)now.wall, 8);
    es_put_number(clocks + 8, (uint64_t)now.up, 8);
    claim("there is room",
          es_buf_add(&kept, clocks, sizeof clocks) && es_buf_add(&kept, now.boot, sizeof now.boot));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct es_session_file file = {.lock = -1};
    struct es_session session = {.page = make_page(), .file = &file};
    struct es_filled filled;
    char digest[65];
    claim("there is memory", es_buf_add_str(&file.path, "/run/esign/fuzz.session") &&
                                 es_seal_digest(session.page, session.page->size, digest));
    es_buf_clear(&kept);
    if (size && (data[0] & 1))
        claim("there is room", es_buf_add(&kept, digest, 64));
    if (size && (data[0] & 2))
        add_moment();
    claim("there is room", size < 2 || es_buf_add(&kept, data + 1, size - 1));
    es_filled_load(&session, &filled);
    claim_loaded(&session, &filled);
    claim("what is of another page is nothing",
          filled.n == 0 || memcmp(filled.kept.data, digest, 64) == 0);
    if (filled.n)
        claim_again(&session, &filled);
    es_filled_tidy(&session);
    es_filled_free(&filled);
    es_filled_forget(&session);
    claim("what was forgotten is gone", kept.len == 0);
    es_page_free(&session.page);
    es_buf_free(&file.path);
    es_buf_free(&kept);
    return 0;
}
