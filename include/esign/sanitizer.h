/* SPDX-License-Identifier: Apache-2.0 */
/* ES_ADDRESS_SANITIZER is 1 where this is compiled with it, by gcc or by clang, else 0. */
#ifndef ESIGN_SANITIZER_H
#define ESIGN_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__)
#define ES_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ES_ADDRESS_SANITIZER 1
#endif
#endif

#ifndef ES_ADDRESS_SANITIZER
#define ES_ADDRESS_SANITIZER 0
#endif

#endif
