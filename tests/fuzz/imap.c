/* SPDX-License-Identifier: Apache-2.0 */
/* All that a mail server says, from its greeting to the end, in pieces of any size; and an address
 * of one. The first line is the address; its length says how large the pieces are. */
#include "esign/mailbox.h"
#include "esign/moment.h"
#include "esign/url.h"
#include "fuzz.h"
#include "imap_read.h"

static const char SECRET[] = "Canary-7";

struct server {
    const uint8_t *data;
    size_t size, piece;
    size_t given;    /* bytes that it said */
    size_t said;     /* lines that were said to it */
    unsigned secret; /* how often the password was */
};

static bool begins(const char *line, const char *word)
{
    return strncmp(line, word, strlen(word)) == 0;
}

/* None of these changes anything. */
static bool is_harmless(const char *command)
{
    static const char *const words[] = {"CAPABILITY\r\n", "AUTHENTICATE PLAIN\r\n",
                                        "LOGIN {5}\r\n",  "LIST (SPECIAL-USE) \"\" \"*\"\r\n",
                                        "EXAMINE ",       "UID SEARCH SINCE ",
                                        "LOGOUT\r\n"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins(command, words[i]))
            return true;
    return begins(command, "UID FETCH ") &&
           (strstr(command, " (UID RFC822.SIZE INTERNALDATE)\r\n") ||
            strstr(command, " (UID BODY.PEEK[])\r\n"));
}

static es_status take(void *user, const char *bytes, size_t len, int64_t deadline,
                      struct es_error *err)
{
    struct server *server = user;
    (void)deadline, (void)err;
    const char *blank = memchr(bytes, ' ', len);
    bool login = begins(bytes, "deniz {8}\r\n") || begins(bytes, SECRET);
    bool base64 = begins(bytes, "AGRlbml6AENhbmFyeS03\r\n");
    server->secret += base64 || begins(bytes, SECRET);
    server->said++;
    claim("it is one line", len >= 2 && memchr(bytes, '\n', len) == bytes + len - 1);
    claim("nothing is said that changes something",
          login || base64 || (bytes[0] == 'e' && blank && is_harmless(blank + 1)));
    claim("the password is said once at most", server->secret <= 1);
    claim("an answer is heard before more is said", server->said <= server->given + 1);
    return ES_OK;
}

static es_status give(void *user, char *bytes, size_t size, int64_t deadline, size_t *len,
                      struct es_error *err)
{
    struct server *server = user;
    (void)deadline;
    size_t piece = server->piece < size ? server->piece : size;
    *len = piece < server->size ? piece : server->size;
    if (*len == 0)
        return es_fail(err, ES_UNREACHABLE);
    memcpy(bytes, server->data, *len);
    server->data += *len;
    server->size -= *len;
    server->given += *len;
    return ES_OK;
}

/* What a message is, the target `mail` claims; here a link is one that says so. */
es_status __wrap_es_mail_genuine(const char *bytes, size_t len, const struct es_mail_signs *signs,
                                 es_mail_allowed allowed, void *user, struct es_buf *link,
                                 bool *unread, struct es_error *err);
es_status __wrap_es_mail_genuine(const char *bytes, size_t len, const struct es_mail_signs *signs,
                                 es_mail_allowed allowed, void *user, struct es_buf *link,
                                 bool *unread, struct es_error *err)
{
    (void)signs, (void)allowed, (void)user;
    *unread = memmem(bytes, len, "unread", 6) != NULL;
    claim("a message has bytes, not too many", len > 0 && len <= ES_MAIL_MAX);
    if (memmem(bytes, len, "genuine", 7))
        return es_buf_add_str(link, "https://example.org/") ? ES_OK : es_fail(err, ES_INTERNAL);
    return es_fail(err, memmem(bytes, len, "refused", 7) ? ES_LINK_REFUSED : ES_MAIL_NOT_FOUND);
}

static bool is_allowed(const char *url, void *user)
{
    (void)url, (void)user;
    return true;
}

static bool is_told(es_status status)
{
    return status == ES_OK || status == ES_UNREACHABLE || status == ES_TOO_LARGE ||
           status == ES_MAIL_LOGIN_REFUSED || status == ES_MAIL_NOT_FOUND;
}

static void converse(struct server *server, const struct es_imap_address *address)
{
    const struct es_mail_line line = {server, take, give};
    const struct es_mailbox_wanted wanted = {
        .signs = {"posta@example.org", "x"}, .since = 1795435200, .allowed = is_allowed};
    es_auto(buf) password = {0};
    es_auto(buf) link = {0};
    es_auto(mailbox) *mailbox = NULL;
    struct es_error err = ES_ERROR_INIT;
    if (!es_buf_add_str(&password, SECRET))
        abort();
    es_status status = es_mailbox_open_imap(&line, address, &password, 30, &mailbox, &err);
    claim("an open mailbox was logged in to",
          is_told(status) && (status == ES_OK) == (mailbox != NULL));
    for (int i = 0; i < 3 && !status; i++) {
        struct es_mailbox_found found;
        status = es_mailbox_look(mailbox, &wanted, INT64_MAX, &link, &found, &err);
        claim("a look ends with a code", is_told(status));
        claim("a link is found with it", found.found == (status == ES_OK && link.len > 0));
    }
    claim("the password is not told", !strstr(err.message, SECRET) && !strstr(err.hint, SECRET));
}

/* The folder that it names is the one that the conversation is about. */
static void claim_address(const char *text, struct es_imap_address *talked_to)
{
    struct es_imap_address address;
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_imap_address_parse(text, &address, &err);
    claim("an address is read or a mistake of the caller's", !status || status == ES_USAGE);
    if (!status) {
        es_auto(url) url = {0};
        claim("it is one to connect to", es_url_parse(es_buf_str(&address.at), NULL, &url) &&
                                             !url.user_info &&
                                             strcmp(url.host, address.host) == 0 && !url.has_query);
        claim("its user is text in one line", *address.user && !strpbrk(address.user, "\r\n"));
        claim("its folder is text in one line", !strpbrk(address.folder, "\r\n"));
        memcpy(talked_to->folder, address.folder, sizeof(address.folder));
    }
    es_imap_address_free(&address);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_line(&data, &size);
    struct server server = {
        .data = data, .size = size, .piece = strlen(text) % 2 ? 16384 : strlen(text) / 2 + 1};
    struct es_imap_address address = {.user = "deniz", .host = "mail.example.org"};
    claim_address(text, &address);
    converse(&server, &address);
    es_imap_address_free(&address);
    free(text);
    return 0;
}
