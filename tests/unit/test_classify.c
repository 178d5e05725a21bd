/* SPDX-License-Identifier: Apache-2.0 */
/* What the portal's words say to the built-in profile. */
#include "view_testing.h"

#include "../../src/portal/client_internal.h"

struct sentence {
    unsigned sent;
    const char *text;
    es_status status;
};

enum {
    LOGIN = 1u << ES_KIND_ID | 1u << ES_KIND_CAPTCHA | 1u << ES_KIND_WORD,
    FORGOT = 1u << ES_KIND_ID | 1u << ES_KIND_CAPTCHA,
    RESET = 1u << ES_KIND_WORD | 1u << ES_KIND_WORD_AGAIN,
    CODE = 1u << ES_KIND_CODE,
    LINK = 1u << ES_KIND_LINK
};

static es_status class_of(unsigned sent, const char *text)
{
    char html[1024], shown[ES_PORTAL_MESSAGE_MAX];
    struct es_page *before = page_of("<h1>Ekran</h1>");
    snprintf(html, sizeof html, "<h1>Ekran</h1><p>%s</p>", text);
    struct es_page *after = page_of(html);
    es_status status = es_classify(profile, before, after, sent, shown);
    es_page_free(&before);
    es_page_free(&after);
    return status;
}

static size_t count_wrong(const struct sentence *rows, size_t n)
{
    size_t wrong = 0;
    for (size_t i = 0; i < n; i++) {
        es_status status = class_of(rows[i].sent, rows[i].text);
        if (status != rows[i].status)
            print_error("'%s' is %s, not %s\n", rows[i].text, es_error_info(status)->code,
                        es_error_info(rows[i].status)->code);
        wrong += status != rows[i].status;
    }
    return wrong;
}

static void answers_in_many_wordings_are_told_apart(void **state)
{
    static const struct sentence rows[] = {
        {LOGIN, "Girmiş olduğunuz güvenlik sözcüğü hatalıdır.", ES_WRONG_WORD},
        {LOGIN, "GUVENLIK SOZCUGU HATALI", ES_WRONG_WORD},
        {LOGIN, "Güvenli sözcüğünüz yanlış!", ES_WRONG_WORD},
        {LOGIN, "Güvenlik sözcüğünüzü hatalı girdiniz, 2 deneme hakkınız kaldı.", ES_WRONG_WORD},
        {LOGIN, "Hatalı güvenlik sözcüğü. Kalan deneme hakkınız: 1", ES_WRONG_WORD},
        {LOGIN, "Kimlik numarası veya güvenlik sözcüğü hatalı.", ES_WRONG_WORD},
        {LOGIN, "Şifre yanlış.", ES_WRONG_WORD},
        {LOGIN, "Resimdeki yazıyı yanlış girdiniz!", ES_WRONG_CAPTCHA},
        {LOGIN, "Resimdeki metin ile girdiğiniz metin uyuşmuyor.", ES_WRONG_CAPTCHA},
        {LOGIN, "Resimdeki metin ile girdiğiniz metin aynı değil.", ES_WRONG_CAPTCHA},
        {LOGIN, "Güvenlik kodu hatalı", ES_WRONG_CAPTCHA},
        {LOGIN, "Doğrulama kodu geçersiz", ES_WRONG_CAPTCHA},
        {LOGIN, "Güvenlik kodunu doğru girmediniz.", ES_WRONG_CAPTCHA},
        {FORGOT, "Resim doğrulaması başarısız.", ES_WRONG_CAPTCHA},
        {LOGIN, "Hesabınız bloke edilmiştir", ES_ACCOUNT_BLOCKED},
        {LOGIN, "Hesabınız kilitlenmiştir.", ES_ACCOUNT_BLOCKED},
        {LOGIN, "Üç kez hatalı güvenlik sözcüğü girildiği için hesabınız bloke olmuştur.",
         ES_ACCOUNT_BLOCKED},
        {LOGIN, "Hesabınız blokelidir, çağrı merkezini arayınız.", ES_ACCOUNT_BLOCKED},
        {LOGIN, "3 hatalı denemede hesabınız bloke olur", ES_PAGE_UNKNOWN},
        {LOGIN, "Üç kez hatalı girerseniz hesabınız bloke edilecektir.", ES_PAGE_UNKNOWN},
        {LOGIN, "3 defa yanlış girilirse hesap kilitlenir.", ES_PAGE_UNKNOWN},
        {LOGIN, "Güvenlik sözcüğü hatalı. 3 hatalı denemede hesabınız bloke olur.", ES_WRONG_WORD},
        {LOGIN, "Güvenlik sözcüğü ya da resimdeki yazı hatalı.", ES_WRONG_WORD},
        {LOGIN, "Girdiğiniz bilgiler hatalı.", ES_WRONG_WORD},
        {LOGIN, "Kullanıcı bulunamadı.", ES_PORTAL_REFUSED},
        {LOGIN, "Oturum süreniz dolmuştur", ES_SESSION_EXPIRED},
        {LOGIN, "Oturumunuz zaman aşımına uğradı.", ES_SESSION_EXPIRED},
        {LOGIN, "Oturumunuz sonlandırılmıştır.", ES_SESSION_EXPIRED},
        {CODE, "Onay kodu uyuşmuyor", ES_WRONG_CODE},
        {CODE, "Doğrulama kodu geçersiz", ES_WRONG_CODE},
        {CODE, "Girdiğiniz SMS onay kodu hatalıdır.", ES_WRONG_CODE},
        {CODE, "Hatalı kod girdiniz", ES_WRONG_CODE},
        {CODE, "SMS onay kodunun süresi dolmuştur.", ES_CODE_EXPIRED},
        {CODE, "Onay kodunuzun geçerlilik süresi sona ermiştir.", ES_CODE_EXPIRED},
        {CODE, "Oturum süreniz dolmuştur.", ES_SESSION_EXPIRED},
        {RESET, "Güvenlik sözcükleri uyuşmuyor.", ES_WORDS_DIFFER},
        {LINK, "Bağlantının süresi dolmuş", ES_LINK_EXPIRED},
        {LINK, "Bu bağlantı daha önce kullanılmış.", ES_LINK_EXPIRED},
        {LINK, "Geçersiz bağlantı.", ES_LINK_EXPIRED},
        {FORGOT, "Kimlik numarası hatalı.", ES_PORTAL_REFUSED},
        {FORGOT, "Güvenlik sözcüğü hatırlatma e-postası gönderilmiştir.", ES_OK},
        {FORGOT, "E-posta adresinize bir bağlantı gönderildi.", ES_OK},
        {FORGOT, "İşleminiz başarıyla tamamlandı.", ES_OK},
        {FORGOT, "E-posta adresinize gönderilecektir.", ES_PAGE_UNKNOWN},
        {FORGOT, "Güvenlik sözcüğü hatırlatma e-postası iletilmiştir.", ES_OK},
        {FORGOT, "E-posta gönderilemedi.", ES_PORTAL_REFUSED},
        {FORGOT, "İşlem başarısız.", ES_PORTAL_REFUSED},
        {RESET, "Güvenlik Sözcüğü başarıyla güncellenmiştir", ES_OK},
        {RESET, "Güvenlik sözcüğünüz değiştirilmiştir.", ES_OK},
        {RESET, "Güvenlik sözcüğünüz oluşturulmuştur.", ES_OK},
        {LOGIN, "The text in the picture is wrong.", ES_WRONG_CAPTCHA},
        {LOGIN, "The security word is incorrect.", ES_WRONG_WORD},
        {LOGIN, "After three wrong attempts your account will be blocked.", ES_PAGE_UNKNOWN},
        {LOGIN, "Hoş geldiniz.", ES_PAGE_UNKNOWN},
    };
    assert_int_equal(count_wrong(rows, sizeof rows / sizeof rows[0]), 0);
}

/* A try is given back for wrong_captcha alone: whatever may concern the word must not be it. */
static void what_may_concern_the_word_gives_no_try_back(void **state)
{
    static const struct sentence rows[] = {
        {LOGIN, "Resimdeki yazı veya güvenlik sözcüğü hatalı.", ES_WRONG_WORD},
        {LOGIN, "Hatalı resim yazısı veya güvenlik sözcüğü.", ES_WRONG_WORD},
        {LOGIN, "Hatalı resim, güvenlik sözcüğü.", ES_WRONG_WORD},
        {LOGIN, "Hatalı resim yazısı, güvenlik sözcüğü, lütfen tekrar deneyiniz.", ES_WRONG_WORD},
        {LOGIN, "Güvenlik sözcüğü, resimdeki yazı hatalı.", ES_WRONG_WORD},
        {LOGIN, "Resimdeki yazı hatalı. Güvenlik sözcüğünüz de hatalı.", ES_WRONG_WORD},
        {LOGIN, "Resimdeki yazı hatalı değil, güvenlik sözcüğünüz hatalı.", ES_WRONG_WORD},
        {LOGIN, "Invalid captcha or password, please try again.", ES_WRONG_WORD},
        {LOGIN, "The picture text is correct but the password is wrong.", ES_WRONG_WORD},
        {LOGIN, "Kimlik no veya resimdeki yazı hatalı.", ES_PORTAL_REFUSED},
        {LOGIN, "Güvenlik sözcüğünüz doğru, resimdeki yazı hatalı.", ES_WRONG_CAPTCHA},
        {LOGIN, "Resimdeki yazı hatalı, lütfen güvenlik sözcüğünüzü yeniden giriniz.",
         ES_WRONG_CAPTCHA},
        {LOGIN, "Your password was not checked because the picture text is wrong.",
         ES_WRONG_CAPTCHA},
    };
    assert_int_equal(count_wrong(rows, sizeof rows / sizeof rows[0]), 0);
}

/* Beside it tries, blocking, another field or a login that failed are spoken of. */
static void a_picture_that_is_not_spoken_of_alone_gives_no_try_back(void **state)
{
    static const char *const texts[] = {
        "Resimdeki yazı ya da diğer alanlardan biri hatalı.",
        "Resimdeki yazı ya da girdiğiniz değerlerden biri yanlış.",
        "Resimdeki yazı veya doğum tarihi hatalı.",
        "Müşteri numarası veya resimdeki yazı hatalı.",
        "Resimdeki yazı hatalı. 1 deneme hakkınız kaldı.",
        "Resimdeki yazı hatalı. Kalan hakkınız: 1",
        "Resimdeki yazı hatalı. Hatalı giriş sayınız: 2",
        "Güvenlik kodunuz hatalı, hesabınız bir hata daha yaparsanız bloke edilecektir.",
        "Güvenlik kodu hatalı. 3 hatalı girişte hesabınız kilitlenir.",
        "Resimdeki yazı hatalı. Giriş başarısız.",
        "Resimdeki yazı hatalı. Kullanıcı doğrulanamadı.",
        "Resimdeki yazı hatalı. İşleminiz gerçekleştirilemedi.",
        "Resimdeki yazı hatalı. Lütfen bilgilerinizi kontrol edip tekrar giriniz.",
        "Resimdeki yazı hatalı. Lütfen güvenlik sözcüğünüzü doğru giriniz.",
        "The captcha or one of the other fields is wrong.",
        "The captcha is wrong. You have 1 attempt left.",
        "Wrong captcha. Login failed.",
        "The security code is wrong. Your account will be locked.",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        es_status status = class_of(LOGIN, texts[i]);
        if (status == ES_WRONG_CAPTCHA || status == ES_OK || status == ES_PAGE_UNKNOWN)
            fail_msg("'%s' is %s", texts[i], es_error_info(status)->code);
    }
}

static void a_picture_spoken_of_alone_gives_the_try_back(void **state)
{
    static const struct sentence rows[] = {
        {LOGIN, "Resim kodunu eksik veya hatalı girdiniz.", ES_WRONG_CAPTCHA},
        {LOGIN, "Resimdeki harf ve rakamları doğru girmediniz.", ES_WRONG_CAPTCHA},
        {LOGIN, "Resimdeki yazı hatalı. Lütfen tekrar deneyiniz.", ES_WRONG_CAPTCHA},
        {LOGIN, "Resimdeki yazı hatalı olduğundan giriş yapılamadı.", ES_WRONG_CAPTCHA},
        {LOGIN, "Resimdeki yazı hatalı. Şifrenizi yeniden giriniz.", ES_WRONG_CAPTCHA},
        {FORGOT, "Resimdeki yazı hatalı. 1 deneme hakkınız kaldı.", ES_WRONG_CAPTCHA},
    };
    (void)state;
    assert_int_equal(count_wrong(rows, sizeof rows / sizeof rows[0]), 0);
}

/* Another thing was done, it was done long ago, or the page says as well that it was not. */
static void a_success_is_that_of_what_was_done_and_of_nothing_else(void **state)
{
    static const struct sentence rows[] = {
        {RESET, "Bilinmeyen hata.</p><footer>Haber: sitemiz başarıyla güncellenmiştir.</footer>",
         ES_PAGE_UNKNOWN},
        {RESET, "Hoş geldiniz.<footer>Güvenlik Sözcüğü başarıyla güncellenmiştir.</footer>",
         ES_PAGE_UNKNOWN},
        {RESET, "Hoş geldiniz.<div role=navigation>Güvenlik Sözcüğü güncellendi.</div>",
         ES_PAGE_UNKNOWN},
        {RESET, "Güvenlik Sözcüğü güncellendi.<p>Bilinmeyen hata.", ES_OUTCOME_UNKNOWN},
        {RESET, "Güvenlik Sözcüğü güncelleme sayfası başarıyla güncellenmiştir.", ES_PAGE_UNKNOWN},
        {RESET, "E-posta adresiniz başarıyla güncellenmiştir.", ES_PAGE_UNKNOWN},
        {RESET, "Telefon numaranız güncellenmiştir.", ES_PAGE_UNKNOWN},
        {RESET, "Bilgilendirme e-postası gönderilmiştir.", ES_PAGE_UNKNOWN},
        {RESET, "Your e-mail address has been updated.", ES_PAGE_UNKNOWN},
        {RESET, "Güvenlik Sözcüğü 12.10.2026 tarihinde başarıyla güncellenmiştir.",
         ES_PAGE_UNKNOWN},
        {RESET, "Güvenlik Sözcüğünüz en son dün başarıyla değiştirilmiştir.", ES_PAGE_UNKNOWN},
        {RESET, "Güvenlik Sözcüğü başarıyla güncellenmiştir diyemiyoruz.", ES_PORTAL_REFUSED},
        {RESET,
         "Güvenlik Sözcüğü güncellendi.<p>Yeni sözcük kurallara uymadığı için kaydedilemedi.",
         ES_OUTCOME_UNKNOWN},
        {RESET, "Your password has been changed.<p>The change was reverted: an error occurred.",
         ES_OUTCOME_UNKNOWN},
        {RESET,
         "Güvenlik Sözcüğünüz başarıyla güncellenmiştir.<p>Eski sözcüğünüz artık geçersizdir."
         "<p>Bağlantı kullanılmıştır.<footer>Bize ulaşın.</footer>",
         ES_OK},
        {RESET, "<aside role=alert>Güvenlik Sözcüğü başarıyla güncellenmiştir.</aside>", ES_OK},
        {RESET, "<del>Güvenlik Sözcüğü başarıyla güncellenmiştir.</del>", ES_PAGE_UNKNOWN},
        {FORGOT, "E-posta adresiniz başarıyla silinmiştir.", ES_PAGE_UNKNOWN},
        {FORGOT, "E-posta adresiniz başarıyla güncellenmiştir.", ES_PAGE_UNKNOWN},
        {FORGOT, "Bilinmeyen hata.<footer>E-bülten adresinize gönderilmiştir.</footer>",
         ES_PAGE_UNKNOWN},
        {FORGOT, "E-posta 12.10.2026 tarihinde gönderilmiştir.", ES_PAGE_UNKNOWN},
    };
    (void)state;
    assert_int_equal(count_wrong(rows, sizeof rows / sizeof rows[0]), 0);
}

static void what_is_supposed_denied_or_asked_is_no_answer(void **state)
{
    static const struct sentence rows[] = {
        {LOGIN, "Üç kez hatalı girerseniz, hesabınız bloke edilmiş sayılır.", ES_PAGE_UNKNOWN},
        {LOGIN, "Şifre hatalıysa yenisini isteyiniz.", ES_PAGE_UNKNOWN},
        {LOGIN, "Güvenlik sözcüğünüz hatalı değil.", ES_PAGE_UNKNOWN},
        {LOGIN, "Hesabınız bloke edilmemiştir.", ES_PAGE_UNKNOWN},
        {LOGIN, "Your account is not blocked.", ES_PAGE_UNKNOWN},
        {LOGIN, "Your account may be blocked.", ES_PAGE_UNKNOWN},
        {LOGIN, "Şifreniz yanlış mı?", ES_PAGE_UNKNOWN},
        {LOGIN, "Şifreniz hatalı, bir kez daha yanlış girerseniz hesabınız bloke edilecektir.",
         ES_WRONG_WORD},
        {FORGOT, "E-posta gönderilmişse gelen kutunuza bakınız.", ES_PAGE_UNKNOWN},
        {FORGOT, "E-posta henüz gönderilmemiştir.", ES_PORTAL_REFUSED},
        {RESET, "Güvenlik sözcüğünüz güncellendikten sonra giriş yapınız.", ES_PAGE_UNKNOWN},
    };
    assert_int_equal(count_wrong(rows, sizeof rows / sizeof rows[0]), 0);
}

static void what_stood_there_before_is_no_answer(void **state)
{
    char shown[ES_PORTAL_MESSAGE_MAX];
    struct es_page *before = page_of("<p>Güvenlik sözcüğü hatalı.</p>");
    struct es_page *after = page_of("<p>Güvenlik sözcüğü hatalı.</p><p>Merhaba</p>");
    assert_int_equal(es_classify(profile, before, after, LOGIN, shown), ES_PAGE_UNKNOWN);
    es_page_free(&before);
    es_page_free(&after);
}

struct pages {
    const char *before, *after;
    es_status status;
};

static void check_pages(const struct pages *rows, size_t n, unsigned sent)
{
    int wrong = 0;
    for (size_t i = 0; i < n; i++) {
        char shown[ES_PORTAL_MESSAGE_MAX];
        es_auto(page) *before = page_of(rows[i].before);
        es_auto(page) *after = page_of(rows[i].after);
        es_status status = es_classify(profile, before, after, sent, shown);
        if (status != rows[i].status)
            print_error("'%s' is %s, not %s\n", rows[i].after, es_error_info(status)->code,
                        es_error_info(rows[i].status)->code);
        wrong += status != rows[i].status;
    }
    assert_int_equal(wrong, 0);
}

#define CHECK_PAGES(rows, sent) check_pages(rows, sizeof(rows) / sizeof((rows)[0]), sent)

static void a_sentence_that_stood_in_another_place_is_no_answer(void **state)
{
    static const struct pages rows[] = {
        {"<p>3 yanlış girişte hesabınız bloke edilmiştir.</p>",
         "<p>GUVENLIK SOZCUGU YANLIS!3 yanlış girişte hesabınız bloke edilmiştir.</p>",
         ES_WRONG_WORD},
        {"<p>Merhaba. Hesabınız bloke edilmiştir.</p>", "<div>Hesabınız bloke edilmiştir.</div>",
         ES_PAGE_UNKNOWN},
        {"<ul><li>Üç yanlış girişle hesabınız bloke edilmiştir</ul>",
         "<p>Güvenlik sözcüğü hatalı Üç yanlış girişle hesabınız bloke edilmiştir</p>",
         ES_WRONG_WORD},
        {"<p>Güvenlik sözcüğü</p>", "<p>Güvenlik sözcüğü hatalı.</p>", ES_WRONG_WORD},
    };
    CHECK_PAGES(rows, LOGIN);
}

static void the_text_of_a_link_is_no_answer(void **state)
{
    static const struct pages rows[] = {
        {"<p>Haber</p>", "<p><a href=x.go>Güvenlik sözcüğünüz başarıyla güncellenmiştir</a></p>",
         ES_PAGE_UNKNOWN},
        {"<p>Haber</p>",
         "<div>Duyurular <a href=x.go>Güvenlik sözcüğünüz başarıyla güncellenmiştir</a></div>",
         ES_PAGE_UNKNOWN},
        {"<p>Haber</p>", "<a href='#w'>Sözcükler uyuşmuyor</a><p>Sözcükler uyuşmuyor</p>",
         ES_WORDS_DIFFER},
    };
    CHECK_PAGES(rows, RESET);
}

#define WORDS "<form method=post><input type=password name=a><input type=password name=b></form>"

static void what_names_no_subject_is_ok_only_where_the_form_is_gone(void **state)
{
    static const struct pages rows[] = {
        {WORDS, "<p>Başarıyla güncellenmiştir.</p>", ES_OK},
        {WORDS, "<p>Başarıyla güncellenmiştir.</p>" WORDS, ES_PAGE_UNKNOWN},
        {WORDS, "<p>1 KAYIT GÜNCELLENDİ</p>" WORDS, ES_OK},
        {WORDS, "<p>İşlem başarılı.</p>" WORDS, ES_OK},
        {WORDS, "<p>Kart okuyucu sürücüleri başarıyla güncellenmiştir.</p>", ES_PAGE_UNKNOWN},
        {WORDS, "<p>E-posta sistemimiz başarıyla yenilenmiştir.</p>", ES_PAGE_UNKNOWN},
    };
    CHECK_PAGES(rows, RESET);
}

static void what_is_said_beside_a_success_does_not_take_it_back(void **state)
{
    static const struct sentence rows[] = {
        {RESET, "Güvenlik sözcüğünüz yenilendi, eski sözcüğünüz artık geçerli değildir.", ES_OK},
        {RESET, "Şifreniz başarıyla güncellenmiştir. Bağlantınızın süresi dolmuştur.", ES_OK},
        {FORGOT, "Bağlantı e-posta ile gönderildi. Önceki bağlantılarınız geçersizdir.", ES_OK},
        {RESET, "Güvenlik sözcüğünüz başarıyla güncellenmedi.", ES_PORTAL_REFUSED},
        {RESET, "Şifreniz en son 1 Mayıs tarihinde güncellenmiştir. Yeni şifre uygun değil.",
         ES_WORD_REFUSED},
    };
    assert_int_equal(count_wrong(rows, sizeof rows / sizeof rows[0]), 0);
}

static int count_out_of_service(const char *const *texts, size_t n)
{
    int count = 0;
    for (size_t i = 0; i < n; i++) {
        char html[512];
        snprintf(html, sizeof html, "<h1>Kamu SM</h1><p>%s</p>", texts[i]);
        es_auto(page) *seen = page_of(html);
        bool says = es_classify_says(profile, "maintenance", seen);
        print_message("%s: %s\n", says ? "out of service" : "in service", texts[i]);
        count += says;
    }
    return count;
}

#define COUNT(texts) count_out_of_service(texts, sizeof(texts) / sizeof((texts)[0]))

static void an_apology_is_known_by_its_families_of_words(void **state)
{
    static const char *const texts[] = {
        "Sistem bakımda.",
        "Sunucularımızda bakım yapılmaktadır.",
        "Planlı bakım nedeniyle şu an hizmet veremiyoruz",
        "Üzgünüz, hizmet şu anda kullanılamıyor",
        "We'll be back soon. Scheduled maintenance is in progress.",
        "Sorry, the service is unavailable",
    };
    assert_int_equal(COUNT(texts), 6);
}

static void an_announcement_is_no_apology(void **state)
{
    static const char *const texts[] = {
        "12.12.2026 tarihinde bakım çalışması yapılacaktır.",
        "12.12.2026 tarihinde bakım nedeniyle hizmet verilemeyecektir.",
        "Cumartesi günü bakım çalışması nedeniyle kesinti yaşanabilir.",
        "Hesabınız geçici olarak kapatıldı.",
        "Bu bağlantı artık kullanılamıyor.",
        "<a href=x.go>Sistem bakımda</a>",
    };
    assert_int_equal(COUNT(texts), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_in_many_wordings_are_told_apart),
        cmocka_unit_test(what_may_concern_the_word_gives_no_try_back),
        cmocka_unit_test(a_picture_that_is_not_spoken_of_alone_gives_no_try_back),
        cmocka_unit_test(a_picture_spoken_of_alone_gives_the_try_back),
        cmocka_unit_test(a_success_is_that_of_what_was_done_and_of_nothing_else),
        cmocka_unit_test(what_is_supposed_denied_or_asked_is_no_answer),
        cmocka_unit_test(what_stood_there_before_is_no_answer),
        cmocka_unit_test(a_sentence_that_stood_in_another_place_is_no_answer),
        cmocka_unit_test(the_text_of_a_link_is_no_answer),
        cmocka_unit_test(what_names_no_subject_is_ok_only_where_the_form_is_gone),
        cmocka_unit_test(what_is_said_beside_a_success_does_not_take_it_back),
        cmocka_unit_test(an_apology_is_known_by_its_families_of_words),
        cmocka_unit_test(an_announcement_is_no_apology),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
