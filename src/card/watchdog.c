/* SPDX-License-Identifier: Apache-2.0 */
#include "watchdog.h"
#include "esign/heap.h"
#include <pthread.h>
#include <signal.h>
#include <stdalign.h>
#include <time.h>

struct es_job {
    pthread_mutex_t lock; /* guards owners and back */
    pthread_cond_t came_back;
    unsigned owners;
    bool back;
    void (*run)(void *work);
    void (*end)(void *work);
    alignas(max_align_t) unsigned char work[];
};

static struct timespec timespec_of(double seconds)
{
    struct timespec time = {.tv_sec = (time_t)seconds};
    time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
    return time;
}

double es_clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void es_clock_nap(double seconds)
{
    struct timespec time = timespec_of(seconds > 0 ? seconds : 0);
    nanosleep(&time, NULL);
}

struct es_job *es_job_new(size_t size, void (*run)(void *work), void (*end)(void *work))
{
    struct es_job *job = es_heap_zeroed(1, sizeof *job + size);
    if (!job)
        return NULL;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&job->came_back, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&job->lock, NULL);
    job->owners = 1;
    job->run = run;
    job->end = end;
    return job;
}

void *es_job_work(struct es_job *job)
{
    return job->work;
}

static void let_go(struct es_job *job)
{
    pthread_mutex_lock(&job->lock);
    bool last = --job->owners == 0;
    pthread_mutex_unlock(&job->lock);
    if (!last)
        return;
    if (job->end)
        job->end(job->work);
    pthread_cond_destroy(&job->came_back);
    pthread_mutex_destroy(&job->lock);
    es_heap_free(job);
}

static void *run_job(void *argument)
{
    struct es_job *job = argument;
    job->run(job->work);
    pthread_mutex_lock(&job->lock);
    job->back = true;
    pthread_cond_signal(&job->came_back);
    pthread_mutex_unlock(&job->lock);
    let_go(job);
    return NULL;
}

/* The thread takes no signals: they belong to the program, which may be at a prompt. */
bool es_job_start(struct es_job *job)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    job->owners = 2;
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    bool started = pthread_create(&thread, &detached, run_job, job) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&detached);
    if (!started)
        job->owners = 1;
    return started;
}

bool es_job_wait(struct es_job *job, double seconds)
{
    struct timespec until = timespec_of(es_clock_seconds() + (seconds > 0 ? seconds : 0));
    pthread_mutex_lock(&job->lock);
    int failed = 0;
    while (!job->back && failed == 0)
        failed = pthread_cond_timedwait(&job->came_back, &job->lock, &until);
    bool back = job->back;
    pthread_mutex_unlock(&job->lock);
    return back;
}

void es_job_free(struct es_job **job)
{
    if (*job)
        let_go(*job);
    *job = NULL;
}
