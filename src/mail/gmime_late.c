/* SPDX-License-Identifier: Apache-2.0 */
/* GMime, and of glib what message.c calls, loaded and started when a message is read. */
#include "esign/late.h"
#include "link.h"

#include <glib.h>
#include <gmime/gmime.h>

#define CALLS(CALL)                                                                                \
    CALL(void, g_mime_init, (void), ())                                                            \
    CALL(GMimeStream *, g_mime_stream_mem_new, (void), ())                                         \
    CALL(void, g_mime_stream_mem_set_byte_array, (GMimeStreamMem * stream, GByteArray * bytes),    \
         (stream, bytes))                                                                          \
    CALL(void, g_mime_stream_mem_set_owner, (GMimeStreamMem * stream, gboolean owner),             \
         (stream, owner))                                                                          \
    CALL(int, g_mime_stream_reset, (GMimeStream * stream), (stream))                               \
    CALL(ssize_t, g_mime_stream_read, (GMimeStream * stream, char *to, size_t len),                \
         (stream, to, len))                                                                        \
    CALL(int, g_mime_stream_flush, (GMimeStream * stream), (stream))                               \
    CALL(GMimeStream *, g_mime_stream_filter_new, (GMimeStream * stream), (stream))                \
    CALL(int, g_mime_stream_filter_add, (GMimeStreamFilter * stream, GMimeFilter * filter),        \
         (stream, filter))                                                                         \
    CALL(GMimeFilter *, g_mime_filter_charset_new, (const char *from, const char *to), (from, to)) \
    CALL(GMimeParser *, g_mime_parser_new_with_stream, (GMimeStream * stream), (stream))           \
    CALL(void, g_mime_parser_set_persist_stream, (GMimeParser * parser, gboolean persist),         \
         (parser, persist))                                                                        \
    CALL(GMimeMessage *, g_mime_parser_construct_message,                                          \
         (GMimeParser * parser, GMimeParserOptions * options), (parser, options))                  \
    CALL(GMimeObject *, g_mime_message_get_mime_part, (GMimeMessage * message), (message))         \
    CALL(const char *, g_mime_message_get_subject, (GMimeMessage * message), (message))            \
    CALL(InternetAddressList *, g_mime_message_get_from, (GMimeMessage * message), (message))      \
    CALL(int, internet_address_list_length, (InternetAddressList * list), (list))                  \
    CALL(InternetAddress *, internet_address_list_get_address,                                     \
         (InternetAddressList * list, int i), (list, i))                                           \
    CALL(GType, internet_address_mailbox_get_type, (void), ())                                     \
    CALL(const char *, internet_address_mailbox_get_addr, (InternetAddressMailbox * mailbox),      \
         (mailbox))                                                                                \
    CALL(GType, g_mime_multipart_get_type, (void), ())                                             \
    CALL(int, g_mime_multipart_get_count, (GMimeMultipart * parts), (parts))                       \
    CALL(GMimeObject *, g_mime_multipart_get_part, (GMimeMultipart * parts, int i), (parts, i))    \
    CALL(GMimeContentType *, g_mime_object_get_content_type, (GMimeObject * object), (object))     \
    CALL(GMimeContentDisposition *, g_mime_object_get_content_disposition, (GMimeObject * object), \
         (object))                                                                                 \
    CALL(const char *, g_mime_object_get_content_type_parameter,                                   \
         (GMimeObject * object, const char *name), (object, name))                                 \
    CALL(gboolean, g_mime_content_type_is_type,                                                    \
         (GMimeContentType * type, const char *name, const char *subtype), (type, name, subtype))  \
    CALL(const char *, g_mime_content_type_get_parameter,                                          \
         (GMimeContentType * type, const char *name), (type, name))                                \
    CALL(gboolean, g_mime_content_disposition_is_attachment,                                       \
         (GMimeContentDisposition * disposition), (disposition))                                   \
    CALL(GType, g_mime_part_get_type, (void), ())                                                  \
    CALL(GMimeDataWrapper *, g_mime_part_get_content, (GMimePart * part), (part))                  \
    CALL(GMimeContentEncoding, g_mime_part_get_content_encoding, (GMimePart * part), (part))       \
    CALL(GMimeStream *, g_mime_data_wrapper_get_stream, (GMimeDataWrapper * content), (content))   \
    CALL(ssize_t, g_mime_data_wrapper_write_to_stream,                                             \
         (GMimeDataWrapper * content, GMimeStream * stream), (content, stream))                    \
    CALL(void, g_object_unref, (gpointer object), (object))                                        \
    CALL(gboolean, g_type_check_instance_is_a, (GTypeInstance * object, GType type),               \
         (object, type))                                                                           \
    CALL(GByteArray *, g_byte_array_new, (void), ())                                               \
    CALL(GByteArray *, g_byte_array_append, (GByteArray * array, const guint8 *bytes, guint len),  \
         (array, bytes, len))                                                                      \
    CALL(guint8 *, g_byte_array_free, (GByteArray * array, gboolean bytes_too),                    \
         (array, bytes_too))                                                                       \
    CALL(void, g_log_set_writer_func,                                                              \
         (GLogWriterFunc writer, gpointer user, GDestroyNotify free_user),                         \
         (writer, user, free_user))

ES_LATE_LIBRARY(ESIGN_LATE_GMIME, ESIGN_LATE_GMIME_PACKAGE, CALLS)
CALLS(ES_LATE_FORWARD)

es_status es_gmime_load(struct es_error *err)
{
    return es_late_open(&library, err);
}

static void (*without_memory)(void);

/* glib would look for the system's journal before it complains to it. What it takes for an error is
 * an allocation that failed: on our way there is no other. */
static GLogWriterOutput complain_to_nobody(GLogLevelFlags level, const GLogField *fields, gsize n,
                                           gpointer user)
{
    (void)fields, (void)n, (void)user;
    if (without_memory && (level & G_LOG_LEVEL_ERROR))
        without_memory();
    return G_LOG_WRITER_HANDLED;
}

void es_message_start(void (*out_of_memory)(void))
{
    static bool started;
    if (started)
        return;
    g_log_set_writer_func(complain_to_nobody, NULL, NULL);
    without_memory = out_of_memory;
    g_mime_init();
    started = true;
}
