/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three tries of one number in every order of their steps, with every result, against a portal
 * that counts: the ledger never knows of fewer wrong words than the portal. Prints how many cases
 * were tried, and each that went wrong.
 *
 * usage: torture_ledger_orders STEP   (every STEP-th case; $XDG_STATE_HOME is emptied again and
 * again)
 */
#include "esign/ledger.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRIES = 3, STEPS = 3 * TRIES, BEGIN = 0, ARRIVE, LEARN, RESULTS = 4 };
enum result { WRONG, WRONG_PICTURE, ACCEPTED, KILLED };

static const char id[] = "10000000146", host[] = "portal.example.org";
static const char names[] = "wpak";

struct one {
    struct es_ledger_try try;
    enum result result;
    int done; /* steps */
    bool sent;
};

struct world {
    struct one one[TRIES];
    int portal; /* wrong words that it counts */
    char told[STEPS * 3 + 1];
    const char *wrong;
};

static void empty_folder(void)
{
    static const char *const files[] = {"ledger", "ledger.key", "ledger.tries"};
    char path[4096];
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(path, sizeof(path), "%s/esign/%s", getenv("XDG_STATE_HOME"), files[i]);
        unlink(path);
    }
}

static void begin(struct world *world, struct one *one)
{
    one->try = ES_LEDGER_TRY_INIT;
    es_status status = es_ledger_begin(id, host, 0, &one->try, NULL);
    one->sent = status == ES_OK;
    if (status != ES_OK && status != ES_LAST_TRY)
        world->wrong = "a try could not begin";
    if (one->sent && world->portal >= ES_LEDGER_LAST_TRY)
        world->wrong = "a third wrong word could be sent";
}

static void arrive(struct world *world, const struct one *one)
{
    if (one->result == WRONG || one->result == KILLED)
        world->portal++;
    else if (one->result == ACCEPTED)
        world->portal = 0;
}

static void learn(struct world *world, struct one *one)
{
    es_status status = ES_OK;
    if (one->result == WRONG_PICTURE)
        status = es_ledger_give_back(&one->try, NULL);
    else if (one->result == ACCEPTED)
        status = es_ledger_accepted(&one->try, NULL);
    if (status != ES_OK)
        world->wrong = "what was learned could not be written";
    es_ledger_try_free(&one->try);
}

static void step(struct world *world, int which)
{
    struct one *one = &world->one[which];
    int count = 0, what = one->done++;
    char now[4] = {(char)('1' + which), "btl"[what], names[one->result], '\0'};
    strcat(world->told, now);
    if (what == BEGIN)
        begin(world, one);
    else if (one->sent && what == ARRIVE)
        arrive(world, one);
    else if (one->sent)
        learn(world, one);
    if (es_ledger_count(id, host, &count, NULL) != ES_OK)
        world->wrong = "the count cannot be read";
    else if (count < world->portal)
        world->wrong = "the portal counts more than the ledger";
}

/* One after the other nothing may be lost either: the ledger counts what the portal counts. */
static bool is_exact(const struct world *world, const int order[STEPS])
{
    int count = 0;
    for (int i = 0; i < STEPS; i++) {
        if (order[i] != i / 3)
            return true;
    }
    return es_ledger_count(id, host, &count, NULL) == ES_OK && count == world->portal;
}

static bool run_case(const int order[STEPS], int results)
{
    struct world world = {.portal = 0};
    empty_folder();
    for (int i = 0; i < TRIES; i++, results /= RESULTS)
        world.one[i].result = (enum result)(results % RESULTS);
    for (int i = 0; i < STEPS; i++)
        step(&world, order[i]);
    if (!world.wrong && !is_exact(&world, order))
        world.wrong = "without haste the counts differ";
    if (world.wrong)
        printf("wrong: %s: %s\n", world.told, world.wrong);
    return !world.wrong;
}

struct orders {
    int order[STEPS], taken[TRIES];
    long step, at, tried;
};

static void run_orders(struct orders *orders, int depth)
{
    const int results = RESULTS * RESULTS * RESULTS;
    if (depth == STEPS) {
        for (int i = 0; i < results; i++) {
            if (orders->at++ % orders->step == 0) {
                orders->tried++;
                (void)run_case(orders->order, i);
            }
        }
        return;
    }
    for (int i = 0; i < TRIES; i++) {
        if (orders->taken[i] == 3)
            continue;
        orders->taken[i]++;
        orders->order[depth] = i;
        run_orders(orders, depth + 1);
        orders->taken[i]--;
    }
}

int main(int argc, char **argv)
{
    struct orders orders = {.step = argc > 1 ? strtol(argv[1], NULL, 10) : 1};
    if (orders.step < 1 || !getenv("XDG_STATE_HOME"))
        return 2;
    run_orders(&orders, 0);
    printf("tried: %ld\n", orders.tried);
    return 0;
}
