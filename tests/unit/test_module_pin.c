/* SPDX-License-Identifier: Apache-2.0 */
/* Giving a PIN: what each answer means, what is left after it, and how long it may take. The child
 * is played by this program, which speaks for it (--wrap). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/heap.h"
#include "esign/moment.h"
#include "module_talk.h"
#include <p11-kit/pkcs11.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---------------------------------------------------------------- answers */

enum { UNKNOWN_TRIES = -1 };

static const struct answer {
    enum talk_stage stage;
    CK_RV value;
    enum es_pin_state after;
    es_status status;
    int tries_left;
} ANSWERS[] = {
    {STAGE_DONE, CKR_OK, ES_PIN_STATE_READY, ES_OK, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_PIN_INCORRECT, ES_PIN_STATE_READY, ES_WRONG_PIN, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_PIN_INCORRECT, ES_PIN_STATE_TRIED, ES_WRONG_PIN, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_PIN_INCORRECT, ES_PIN_STATE_LAST_TRY, ES_WRONG_PIN, 1},
    {STAGE_LOGIN, CKR_PIN_INCORRECT, ES_PIN_STATE_BLOCKED, ES_PIN_BLOCKED, 0},
    {STAGE_LOGIN, CKR_PIN_LOCKED, ES_PIN_STATE_READY, ES_PIN_BLOCKED, 0},
    {STAGE_LOGIN, CKR_PIN_LOCKED, ES_PIN_STATE_BLOCKED, ES_PIN_BLOCKED, 0},
    {STAGE_LOGIN, CKR_PIN_INVALID, ES_PIN_STATE_READY, ES_OUTCOME_UNKNOWN, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_PIN_LEN_RANGE, ES_PIN_STATE_READY, ES_OUTCOME_UNKNOWN, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_USER_PIN_NOT_INITIALIZED, ES_PIN_STATE_READY, ES_MODULE_FAILED,
     UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_PIN_EXPIRED, ES_PIN_STATE_READY, ES_MODULE_FAILED, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_ARGUMENTS_BAD, ES_PIN_STATE_READY, ES_MODULE_FAILED, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_FUNCTION_NOT_SUPPORTED, ES_PIN_STATE_READY, ES_MODULE_FAILED, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_USER_TYPE_INVALID, ES_PIN_STATE_READY, ES_MODULE_FAILED, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_DEVICE_REMOVED, ES_PIN_STATE_READY, ES_OUTCOME_UNKNOWN, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_DEVICE_ERROR, ES_PIN_STATE_READY, ES_OUTCOME_UNKNOWN, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_FUNCTION_CANCELED, ES_PIN_STATE_READY, ES_OUTCOME_UNKNOWN, UNKNOWN_TRIES},
    {STAGE_LOGIN, CKR_VENDOR_DEFINED, ES_PIN_STATE_READY, ES_OUTCOME_UNKNOWN, UNKNOWN_TRIES},
    {STAGE_SET_PIN, CKR_PIN_INVALID, ES_PIN_STATE_READY, ES_PIN_REFUSED, UNKNOWN_TRIES},
    {STAGE_SET_PIN, CKR_PIN_LEN_RANGE, ES_PIN_STATE_READY, ES_PIN_REFUSED, UNKNOWN_TRIES},
    {STAGE_SET_PIN, CKR_FUNCTION_NOT_SUPPORTED, ES_PIN_STATE_READY, ES_MODULE_FAILED,
     UNKNOWN_TRIES},
    {STAGE_SET_PIN, CKR_SESSION_READ_ONLY, ES_PIN_STATE_READY, ES_MODULE_FAILED, UNKNOWN_TRIES},
    {STAGE_SET_PIN, CKR_TOKEN_WRITE_PROTECTED, ES_PIN_STATE_READY, ES_MODULE_FAILED, UNKNOWN_TRIES},
    {STAGE_SET_PIN, CKR_PIN_INCORRECT, ES_PIN_STATE_READY, ES_OUTCOME_UNKNOWN, UNKNOWN_TRIES},
    {STAGE_SET_PIN, CKR_DEVICE_REMOVED, ES_PIN_STATE_READY, ES_OUTCOME_UNKNOWN, UNKNOWN_TRIES},
    {STAGE_TOKEN, CKR_PIN_INCORRECT, ES_PIN_STATE_READY, ES_OUTCOME_UNKNOWN, UNKNOWN_TRIES},
    {STAGES, CKR_OK, ES_PIN_STATE_READY, ES_OUTCOME_UNKNOWN, UNKNOWN_TRIES},
};

static void each_answer_has_its_meaning(void **state)
{
    for (size_t i = 0; i < sizeof ANSWERS / sizeof *ANSWERS; i++) {
        const struct answer *answer = &ANSWERS[i];
        struct talk_result result = {.stage = answer->stage, .value = answer->value};
        struct es_error err = ES_ERROR_INIT;
        es_status status = es_module_judge_pin(&result, answer->after, &err);
        if (status != answer->status || err.tries_left != answer->tries_left ||
            (status && (!*err.message || !*err.hint)))
            fail_msg("answer %zu: status %d, %d tries, '%s', '%s'", i, status, err.tries_left,
                     err.message, err.hint);
    }
}

static void a_state_forbids_a_try_unless_the_last_one_may_be_spent(void **state)
{
    static const struct {
        enum es_pin_state now;
        es_status unasked, last_try;
        int left;
    } STATES[] = {
        {ES_PIN_STATE_READY, ES_OK, ES_OK, UNKNOWN_TRIES},
        {ES_PIN_STATE_TRIED, ES_OK, ES_OK, UNKNOWN_TRIES},
        {ES_PIN_STATE_LAST_TRY, ES_LAST_TRY, ES_OK, 1},
        {ES_PIN_STATE_BLOCKED, ES_PIN_BLOCKED, ES_PIN_BLOCKED, 0},
    };
    for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++) {
        struct es_error err = ES_ERROR_INIT;
        assert_int_equal(es_module_check_state(STATES[i].now, false, &err), STATES[i].unasked);
        assert_int_equal(err.tries_left, STATES[i].left);
        assert_int_equal(es_module_check_state(STATES[i].now, true, NULL), STATES[i].last_try);
    }
}

/* ---------------------------------------------------------------- a child that is played */

enum { TOLD_MAX = 4, PIN_MS = 1000 };

static struct play {
    size_t n, at; /* records that it tells, then nothing */
    struct {
        uint32_t kind;
        uint64_t flags;            /* TALK_TOKEN */
        struct talk_result result; /* TALK_RESULT, TALK_END */
        int64_t left;              /* of the deadline when it was waited for */
    } told[TOLD_MAX];
    int milliseconds; /* that it takes for each */
    size_t pins;      /* that it was given */
    bool no_secret;   /* no memory for one */
} play;

es_status __wrap_es_talk_begin(struct talk *talk, enum talk_deed deed, uint64_t slot,
                               struct es_error *err);
es_status __wrap_es_talk_begin(struct talk *talk, enum talk_deed deed, uint64_t slot,
                               struct es_error *err)
{
    talk->milliseconds = PIN_MS;
    talk->deadline = es_moment_ms() + PIN_MS;
    return ES_OK;
}

static size_t tell(size_t at, void *bytes)
{
    struct talk_token token = {.flags = play.told[at].flags, .pin_least = 4, .pin_most = 8};
    if (play.told[at].kind == TALK_TOKEN)
        memcpy(bytes, &token, sizeof token);
    else
        memcpy(bytes, &play.told[at].result, sizeof play.told[at].result);
    return play.told[at].kind == TALK_TOKEN ? sizeof token : sizeof play.told[at].result;
}

bool __real_es_talk_hear(struct talk *talk);
bool __wrap_es_talk_hear(struct talk *talk);
bool __wrap_es_talk_hear(struct talk *talk)
{
    es_heap_free(talk->bytes);
    talk->bytes = NULL;
    if (play.at == play.n)
        return false;
    play.told[play.at].left = talk->deadline - es_moment_ms();
    usleep((unsigned)play.milliseconds * 1000); /* the time it takes is what is tested */
    talk->header = (struct talk_header){.magic = TALK_MAGIC, .kind = play.told[play.at].kind};
    talk->bytes = es_heap_zeroed(1, sizeof(struct talk_result));
    talk->header.len = (uint32_t)tell(play.at++, talk->bytes);
    return true;
}

bool __wrap_es_talk_say(struct talk *talk, const void *bytes, size_t len);
bool __wrap_es_talk_say(struct talk *talk, const void *bytes, size_t len)
{
    play.pins++;
    return true;
}

es_status __wrap_es_talk_end(struct talk *talk, const struct talk_result *end,
                             struct es_error *err);
es_status __wrap_es_talk_end(struct talk *talk, const struct talk_result *end, struct es_error *err)
{
    es_heap_free(talk->bytes);
    talk->bytes = NULL;
    return es_fail(err, ES_MODULE_FAILED);
}

void *__real_es_heap_secret(size_t size);
void *__wrap_es_heap_secret(size_t size);
void *__wrap_es_heap_secret(size_t size)
{
    return play.no_secret ? NULL : __real_es_heap_secret(size);
}

static void tells_token(CK_FLAGS flags)
{
    play.told[play.n].kind = TALK_TOKEN;
    play.told[play.n++].flags = flags;
}

static void tells_result(enum talk_stage stage, CK_RV value)
{
    play.told[play.n].kind = TALK_RESULT;
    play.told[play.n++].result = (struct talk_result){.stage = stage, .value = value};
}

static struct es_module_told told;
static struct es_error err;

static es_status give(void)
{
    char digits[] = "123456";
    struct es_buf pin = {.data = digits, .len = 6};
    struct es_module_token token = {.pin = ES_PIN_STATE_READY};
    struct es_module_pin order = {.path = "", .token = &token, .last_try = true, .pin = &pin};
    err = ES_ERROR_INIT;
    return es_module_pin(&order, &told, &err);
}

static void what_is_left_follows_from_the_answer_where_no_state_is_told(void **state)
{
    static const struct {
        CK_FLAGS before;
        enum talk_stage stage;
        CK_RV value;
        enum es_pin_state after;
        es_status status;
    } CASES[] = {
        {0, STAGE_LOGIN, CKR_PIN_INCORRECT, ES_PIN_STATE_TRIED, ES_WRONG_PIN},
        {CKF_USER_PIN_COUNT_LOW, STAGE_LOGIN, CKR_PIN_INCORRECT, ES_PIN_STATE_TRIED, ES_WRONG_PIN},
        {CKF_USER_PIN_FINAL_TRY, STAGE_LOGIN, CKR_PIN_INCORRECT, ES_PIN_STATE_BLOCKED,
         ES_PIN_BLOCKED},
        {0, STAGE_LOGIN, CKR_PIN_LOCKED, ES_PIN_STATE_BLOCKED, ES_PIN_BLOCKED},
        {CKF_USER_PIN_FINAL_TRY, STAGE_DONE, CKR_OK, ES_PIN_STATE_READY, ES_OK},
        {CKF_USER_PIN_FINAL_TRY, STAGE_SET_PIN, CKR_PIN_INVALID, ES_PIN_STATE_READY,
         ES_PIN_REFUSED},
        {CKF_USER_PIN_FINAL_TRY, STAGE_LOGIN, CKR_DEVICE_ERROR, ES_PIN_STATE_UNKNOWN,
         ES_OUTCOME_UNKNOWN},
        {0, STAGE_LOGIN, CKR_DATA_INVALID, ES_PIN_STATE_UNKNOWN, ES_OUTCOME_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        play = (struct play){0};
        tells_token(CASES[i].before);
        tells_result(CASES[i].stage, CASES[i].value);
        assert_int_equal(give(), CASES[i].status);
        assert_int_equal(told.after, CASES[i].after);
        assert_true(told.given && play.pins == 1);
    }
}

static void a_state_that_is_told_counts_but_for_what_the_answer_rules_out(void **state)
{
    play = (struct play){0};
    tells_token(0);
    tells_result(STAGE_LOGIN, CKR_PIN_INCORRECT);
    tells_token(CKF_USER_PIN_FINAL_TRY);
    assert_int_equal(give(), ES_WRONG_PIN);
    assert_int_equal(told.after, ES_PIN_STATE_LAST_TRY);
    assert_int_equal(err.tries_left, 1);
    play = (struct play){0};
    tells_token(0);
    tells_result(STAGE_LOGIN, CKR_PIN_LOCKED);
    tells_token(0);
    assert_int_equal(give(), ES_PIN_BLOCKED);
    assert_int_equal(told.after, ES_PIN_STATE_BLOCKED);
}

/* A card is not left in the middle of a login because it was slow before it. */
static void the_time_for_the_answer_begins_when_the_pin_is_given(void **state)
{
    play = (struct play){.milliseconds = 700};
    tells_token(0);
    tells_result(STAGE_DONE, CKR_OK);
    tells_token(0);
    assert_int_equal(give(), ES_OK);
    assert_in_range(play.told[1].left, 400, PIN_MS);
    assert_in_range(play.told[2].left, 1500, 3000); /* to log out, however late the answer came */
}

static void without_memory_for_a_pin_none_is_given(void **state)
{
    play = (struct play){.no_secret = true};
    tells_token(0);
    assert_int_equal(give(), ES_NO_RESOURCES);
    assert_false(told.given);
    assert_int_equal(play.pins, 0);
}

/* ---------------------------------------------------------------- a real socket */

static void what_came_while_we_were_stopped_is_heard(void **state)
{
    int ends[2];
    struct {
        struct talk_header header;
        struct talk_result result;
    } record = {{TALK_MAGIC, TALK_END, sizeof record.result}, {.stage = STAGE_DONE}};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    struct talk talk = {.fd = ends[0], .deadline = es_moment_ms() - 1};
    assert_false(__real_es_talk_hear(&talk));
    assert_true(talk.late);
    assert_int_equal(write(ends[1], &record.header, sizeof record.header), sizeof record.header);
    assert_int_equal(write(ends[1], &record.result, sizeof record.result), sizeof record.result);
    assert_true(__real_es_talk_hear(&talk));
    assert_false(talk.late);
    close(ends[1]);
    assert_false(__real_es_talk_hear(&talk));
    assert_true(talk.hung_up);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_answer_has_its_meaning),
        cmocka_unit_test(a_state_forbids_a_try_unless_the_last_one_may_be_spent),
        cmocka_unit_test(what_is_left_follows_from_the_answer_where_no_state_is_told),
        cmocka_unit_test(a_state_that_is_told_counts_but_for_what_the_answer_rules_out),
        cmocka_unit_test(the_time_for_the_answer_begins_when_the_pin_is_given),
        cmocka_unit_test(without_memory_for_a_pin_none_is_given),
        cmocka_unit_test(what_came_while_we_were_stopped_is_heard),
    };
    return cmocka_run_group_tests_name("module_pin", tests, NULL, NULL);
}
