# SPDX-License-Identifier: Apache-2.0
"""Other words for the same things."""

from .base import Markup


class English(Markup):
    """The portal's English pages."""

    name = "english"
    own_words = {
        "id": "Identity Number", "captcha": "Text in the Picture", "word": "Security Word",
        "word_again": "Repeat Security Word", "code": "SMS Code", "phone": "Phone Number",
        "remaining": "Time Left", "description": "Description", "serial": "Card Serial Number",
        "go.verify": "Individual Transactions", "go.login": "Login with Password",
        "signature": "Login with E-Signature", "send.login": "Login",
        "go.forgot": "I Forgot my Security Word", "send.forgot": "Send", "send.reset": "Send",
        "send.phone": "Confirm", "send.code": "Submit", "go.menu": "Menu",
        "go.pin": "PIN / PUK Information", "go.exit": "Log out", "home": "Welcome",
        "verify": "User Verification", "login": "Login with Password", "forgot":
        "Security Word Request", "sent": "Result", "reset": "Security Word Update", "result":
        "Result", "phone_screen": "SMS Confirmation", "code_screen": "SMS Code", "menu":
        "Transactions", "pin_screen": "PIN and PUK", "exit": "Goodbye",
    }
    own_texts = {
        "wrong_captcha": "The text in the picture is wrong.",
        "wrong_word": "The security word is incorrect.",
        "blocked": "Your account has been blocked.",
        "unknown_id": "Identity number not found.",
        "words_differ": "The security words do not match.",
        "wrong_code": "The SMS code is invalid.",
        "warning": "After three wrong attempts your account will be blocked.",
        "mailed": "A message has been sent to your e-mail address.",
        "updated": "The security word was updated successfully.",
        "will_mail": "A link will be sent to your e-mail address.",
        "link_expired": "The link has expired.",
        "keep": "Warning: keep no copy of these.",
    }
    seconds = "290 Seconds"


class LongWords(Markup):
    """Whole sentences where others have labels."""

    name = "sentences"
    own_words = {
        "id": "T.C. Kimlik Numaranızı Giriniz", "captcha": "Yukarıdaki resimdeki yazıyı giriniz",
        "word": "Güvenlik sözcüğünüzü giriniz", "word_again":
        "Güvenlik sözcüğünüzü tekrar giriniz", "code":
        "Cep telefonunuza gelen SMS Onay Kodunu Giriniz",
        "go.forgot": "Güvenlik Sözcüğünüzü mü unuttunuz?", "send.login": "Giriş »",
        "send.reset": "Güncelle", "phone": "Sistemde kayıtlı cep telefonu numaranız",
        "go.pin": "PIN/PUK Bilgisi »", "send.phone": "Onayla ve SMS Gönder",
    }
    own_texts = {
        "wrong_captcha": "Resimde gördüğünüz yazıyı yanlış girdiniz, lütfen tekrar deneyiniz.",
        "wrong_word": "Girmiş olduğunuz bilgiler hatalıdır. Güvenlik sözcüğünüzü kontrol ediniz.",
        "wrong_code": "Girmiş olduğunuz SMS onay kodu yanlıştır.",
        "warning": "Üç kez hatalı girilmesi durumunda hesabınız bloke edilecektir.",
        "blocked": "Üç kez hatalı giriş yaptığınız için hesabınız bloke edilmiştir.",
    }
    phone = "05** *** ** 25"
