/* SPDX-License-Identifier: Apache-2.0 */
/* What words mean to the built-in profile. */
#include "view_testing.h"

struct spelling {
    const char *words, *kind; /* "": they mean nothing */
};

static void check_spellings(enum es_words_group group, const struct spelling *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct es_meaning meaning = es_profile_meaning(profile, group, rows[i].words);
        const char *kind = meaning.kind && !meaning.tie ? meaning.kind : "";
        if (strcmp(kind, rows[i].kind) != 0)
            print_error("'%s' means '%s', not '%s'\n", rows[i].words, kind, rows[i].kind);
    }
    for (size_t i = 0; i < n; i++) {
        struct es_meaning meaning = es_profile_meaning(profile, group, rows[i].words);
        assert_string_equal(meaning.kind && !meaning.tie ? meaning.kind : "", rows[i].kind);
    }
}

#define CHECK_SPELLINGS(group, rows) check_spellings(group, rows, sizeof(rows) / sizeof((rows)[0]))

static void words_of_fields_are_known_in_every_spelling(void **state)
{
    static const struct spelling rows[] = {
        {"Kimlik No", "id"},
        {"T.C. Kimlik No :", "id"},
        {"TC KIMLIK NO", "id"},
        {"T.C Kimlik Numaranız", "id"},
        {"T.C. Kimlik Numaranızı Giriniz", "id"},
        {"TCKN", "id"},
        {"TCKN / Pasaport No", "id"},
        {"Kimlik / Pasaport No", "id"},
        {"T.C. Kimlik / Pasaport Numarası", "id"},
        {"Kimlik Numarası (11 hane)", "id"},
        {"Vatandaşlık No", "id"},
        {"Resimdeki Yazı", "captcha"},
        {"RESIMDEKI YAZI", "captcha"},
        {"Resimdeki Metni Giriniz", "captcha"},
        {"Resimde gördüğünüz yazıyı giriniz", "captcha"},
        {"Yandaki resimdeki karakterleri giriniz", "captcha"},
        {"Resim Doğrulama", "captcha"},
        {"Güvenlik Kodu", "captcha"},
        {"Güvenlik kodunu giriniz", "captcha"},
        {"Doğrulama Kodu", "captcha"},
        {"Captcha", "captcha"},
        {"Güvenlik Sözcüğü", "word"},
        {"GUVENLIK SOZCUGU", "word"},
        {"Güvenlik Sözcüğünüzü Giriniz", "word"},
        {"Güvenli Sözcük", "word"},
        {"Güvenli Sözcüğünüz", "word"},
        {"Yeni Güvenlik Sözcüğünüz", "word"},
        {"Şifreniz", "word"},
        {"Şu anki şifreniz", "old_word"},
        {"Geçici Şifre", ""},
        {"Enter the text in the image", "captcha"},
        {"Set a new security word", "word"},
        {"Confirm new security word", "word_again"},
        {"Güvenlik Sözcüğü Tekrarı", "word_again"},
        {"Güvenlik Sözcüğü (Tekrar)", "word_again"},
        {"Güvenlik Sözcüğünüzü tekrar giriniz", "word_again"},
        {"Yeni Güvenlik Sözcüğü (Tekrar)", "word_again"},
        {"Güvenlik Sözcüğünü Yeniden Giriniz", "word_again"},
        {"Güvenlik Sözcüğünü Doğrulayınız", "word_again"},
        {"Tekrar", "word_again"},
        {"SMS Onay Kodu", "code"},
        {"SMS Onay Kodunuz", "code"},
        {"Onay Kodu", "code"},
        {"SMS Doğrulama Kodu", "code"},
        {"Cep telefonunuza gelen SMS Onay Kodunu Giriniz", "code"},
        {"Cep telefonunuza gönderilen kod", "code"},
        {"Telefonunuza gelen onay kodunu giriniz", "code"},
        {"E-posta", ""},
        {"Ad Soyad", ""},
        {"Doğum Tarihi", ""},
        {"Telefon", ""},
        {"Kart Seri No", ""},
        {"Eski Güvenlik Sözcüğü", "old_word"},
        {"Mevcut Şifreniz", "old_word"},
    };
    CHECK_SPELLINGS(ES_WORDS_FIELDS, rows);
}

static void words_of_actions_are_known_in_every_spelling(void **state)
{
    static const struct spelling rows[] = {
        {"Bireysel İşlemler", "individual"},
        {"BİREYSEL İŞLEMLER", "individual"},
        {"Bireysel İşlemler »", "individual"},
        {"NES İŞLEMLERİ", "certificate_services"},
        {"ONLINE İŞLEMLER", "online_services"},
        {"Şifreli Giriş", "password_login"},
        {"SIFRELI GIRIS", "password_login"},
        {"Şifreli Giriş Yap", "password_login"},
        {"E-İmzalı Giriş", "signature_login"},
        {"E-IMZALI GIRIS", "signature_login"},
        {"e-Devlet ile Giriş", "edevlet_login"},
        {"E-Devlet Kapısı ile Giriş", "edevlet_login"},
        {"e-İmza ile Giriş Yap", "signature_login"},
        {"Mobil İmza ile Giriş", "mobile_login"},
        {"Giriş", "login"},
        {"GİRİŞ YAP", "login"},
        {"Giriş »", "login"},
        {"Giriş Sayfasına Dön", "back"},
        {"Güvenlik Sözcüğümü Unuttum", "forgot"},
        {"GÜVENLİK SÖZCÜĞÜMÜ UNUTTUM", "forgot"},
        {"Güvenlik Sözcüğünüzü mü unuttunuz?", "forgot"},
        {"Şifremi unuttum?", "forgot"},
        {"Unuttum", "forgot"},
        {"Gönder", "send"},
        {"GONDER", "send"},
        {"Onay", "confirm"},
        {"Onayla ve SMS Gönder", "confirm"},
        {"SMS Onay Kodu Gönder", "confirm"},
        {"SMS Onay Kodunu Tekrar Gönder", "resend"},
        {"Kodu Yeniden Gönder", "resend"},
        {"Tekrar SMS Gönder", "resend"},
        {"Çıkış", "exit"},
        {"Güvenli Çıkış", "exit"},
        {"Oturumu Sonlandır", "exit"},
        {"Menü", "menu"},
        {"Ana Menüye Dön", "menu"},
        {"PIN / PUK Bilgisi", "pin_puk"},
        {"PIN / PUK Bilgisini Sil", ""},
        {"PIN / PUK Bilgisini Güncelle", ""},
        {"Personal Services", "individual"},
        {"Kurumsal Online İşlemler", ""},
        {"Bireysel Başvuru", ""},
        {"Forgot your security word?", "forgot"},
        {"Activate certificate", "activate"},
        {"Revoke / suspend my certificate", "revoke"},
        {"Update details", "update_info"},
        {"List certificates", "certificates"},
        {"PIN/PUK BİLGİSİ", "pin_puk"},
        {"PIN-PUK Bilgileri", "pin_puk"},
        {"PIN ve PUK Bilgileri", "pin_puk"},
        {"Pin / Puk Bilgisi Görüntüleme", "pin_puk"},
        {"PIN Oluşturma/Kilit Çözme", "unlock"},
        {"Kilit Çözme", "unlock"},
        {"PIN Değiştirme", ""},
        {"Temizle", ""},
        {"İptal", ""},
        {"Vazgeç", ""},
        {"Geri", "back"},
        {"Yardım", ""},
        {"Yenile", "new_picture"},
        {"Resmi Yenile", "new_picture"},
        {"Resmi Değiştir", "new_picture"},
        {"Resim okunmuyorsa yenilemek için tıklayınız", "new_picture"},
    };
    CHECK_SPELLINGS(ES_WORDS_ACTIONS, rows);
}

/* What follows or precedes known words may make another thing of them. */
static void words_that_only_begin_or_end_alike_are_refined(void **state)
{
    static const struct spelling fields[] = {
        {"Vergi Kimlik Numarası", ""},
        {"E-posta Şifreniz", ""},
        {"Kart Şifreniz", ""},
        {"E-posta Tekrarı", ""},
        {"Tek Kullanımlık Şifre", "code"},
        {"Yeni şifrenizi yeniden giriniz", "word_again"},
    };
    static const struct spelling actions[] = {
        {"Onaylamıyorum", ""},
        {"Do not confirm", ""},
        {"Telefon Numaramı Güncelle", "change"},
        {"Yeni Kod İste", "resend"},
        {"PIN/PUK Zarfı Talebi", ""},
        {"Şifrenizi unuttuysanız tıklayınız", "forgot"},
        {"T.C. Kimlik Kartı ile Giriş", ""},
    };
    CHECK_SPELLINGS(ES_WORDS_FIELDS, fields);
    CHECK_SPELLINGS(ES_WORDS_ACTIONS, actions);
}

static void words_of_values_are_known_in_every_spelling(void **state)
{
    static const struct spelling rows[] = {
        {"Telefon Numaranız :", "phone"},
        {"CEP TELEFONU NUMARANIZ", "phone"},
        {"Kayıtlı Telefon Numaranız", "phone"},
        {"GSM Numaranız", "phone"},
        {"Cep Tel", "phone"},
        {"Kalan Süre", "remaining"},
        {"KALAN SURE", "remaining"},
        {"Kalan Süreniz", "remaining"},
        {"Açıklama", "description"},
        {"Kart Seri Numarası", "serial"},
        {"KART SERI NO", "serial"},
        {"Kart Numarası", "serial"},
        {"PIN", "pin"},
        {"PIN Kodu", "pin"},
        {"PIN (e-imza şifresi)", "pin"},
        {"PUK", "puk"},
        {"PUK Numarası", "puk"},
    };
    CHECK_SPELLINGS(ES_WORDS_LABELS, rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_fields_are_known_in_every_spelling),
        cmocka_unit_test(words_of_actions_are_known_in_every_spelling),
        cmocka_unit_test(words_that_only_begin_or_end_alike_are_refined),
        cmocka_unit_test(words_of_values_are_known_in_every_spelling),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
