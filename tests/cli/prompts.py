# SPDX-License-Identifier: Apache-2.0
"""What a person is asked in a terminal, in English: the end of each question."""

ASK_ID = "T.C. identity or passport number (not shown): "
ASK_PICTURE = "Text in the picture: "
ASK_WORD = "Security word (not shown): "
ASK_NEW_WORD = "New security word (not shown): "
ASK_AGAIN = "The same word again (not shown): "
ASK_LINK = "Link from the e-mail (not shown): "
ASK_PHONE = "Is this your phone? [y/N] "
ASK_CODE = "(not shown): "
VIEW_END = "Press Enter to clear the screen."
ASK_LAST_TRY = "anything else to stop: "
ASK_SERIAL = "Serial number of yours: "
