/* SPDX-License-Identifier: Apache-2.0 */
/* What the child that loads a card's PKCS #11 module tells: records of a kind (a byte), a length
 * (two) and as many bytes; before them a reader's name as a line. */
#include "esign/heap.h"
#include "fuzz.h"
#include "module_talk.h"

static void claim_text(const char *text)
{
    es_auto(buf) safe = {0};
    claim("there is memory", es_text_safe(text, ES_MODULE_TEXT_MAX, &safe));
    claim("text is safe to show", strcmp(es_buf_str(&safe), text) == 0);
}

static void claim_told(const struct es_module_view *view)
{
    claim("there are no more than there is room for",
          view->n_tokens <= ES_MODULE_TOKENS_MAX &&
              view->n_certificates <= ES_MODULE_CERTIFICATES_MAX);
    for (size_t i = 0; i < view->n_tokens; i++) {
        const struct es_module_token *token = &view->token[i];
        claim_text(token->reader);
        claim_text(token->label);
        claim_text(token->serial);
        claim("lengths are bounded",
              token->pin_least <= token->pin_most && token->pin_most <= ES_PIN_MAX);
        claim("a state has a name", *es_pin_state_name(token->pin));
    }
    for (size_t i = 0; i < view->n_certificates; i++)
        claim("a certificate is of a card that was told",
              view->certificate[i].token < view->n_tokens && view->certificate[i].der);
}

static void claim_readers(const struct es_module_view *view, const char *name, bool partial)
{
    struct es_readers readers = {.n = 2, .partial = partial};
    snprintf(readers.reader[0].name, sizeof readers.reader[0].name, "%s", name);
    snprintf(readers.reader[1].name, sizeof readers.reader[1].name, "Another Reader 00 00");
    readers.reader[0].state = ES_READER_PRESENT;
    readers.reader[1].state = ES_READER_EMPTY;
    claim("a module that was named is for any card, the maker's for its own",
          es_module_is_for(&readers, true) && !es_module_is_for(&readers, false));
    for (size_t i = 0; i < view->n_tokens; i++) {
        const char *told = view->token[i].reader;
        size_t len = strlen(told), kept = len > 3 ? len - 3 : 0; /* "..." may end it */
        int of = es_module_reader_of(view, i, &readers);
        claim("a reader is one of those", of >= -1 && of < 2);
        claim("no card is guessed to be in an empty reader",
              of != 1 || strncmp(readers.reader[1].name, told, kept) == 0);
        claim("where others were left out, a reader is named whole",
              of < 0 || !partial || strcmp(readers.reader[of].name, told) == 0);
    }
}

static void judge(const uint8_t *bytes, size_t len)
{
    struct talk_result result = {0};
    struct es_error err = ES_ERROR_INIT;
    memcpy(&result, bytes, len < sizeof result ? len : sizeof result);
    es_status status = es_module_judge_pin(&result, ES_PIN_STATE_READY, &err);
    claim("a PIN was right only where all was done",
          (status == ES_OK) == (result.stage == STAGE_DONE));
    claim("what was given is not said to have been kept back", status != ES_ANSWER_INVALID);
    claim("what is not understood is not known",
          result.stage == STAGE_LOGIN || result.stage == STAGE_SET_PIN ||
              result.stage == STAGE_DONE || status == ES_OUTCOME_UNKNOWN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *name = fuzz_line(&data, &size);
    struct es_module_view *view = es_heap_zeroed(1, sizeof *view);
    bool sound = view;
    while (sound && size >= 3) {
        size_t len = (size_t)data[1] << 8 | data[2];
        len = len < size - 3 ? len : size - 3;
        uint8_t *bytes = es_heap_copy(data + 3, len);
        claim("there is memory", bytes);
        if (data[0] == TALK_RESULT)
            judge(bytes, len);
        else
            sound = es_module_take(view, data[0], bytes, len) == ES_OK;
        claim("what is longer than its kind may be is none",
              data[0] == TALK_RESULT || !sound || len <= es_module_longest(data[0]));
        es_heap_free(bytes);
        data += 3 + len;
        size -= 3 + len;
    }
    claim_told(view);
    claim_readers(view, name, false);
    claim_readers(view, name, true);
    es_module_view_free(&view);
    free(name);
    return 0;
}
