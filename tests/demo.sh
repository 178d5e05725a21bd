#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The whole recovery on a practice portal and a virtual card: at a terminal you play the person,
# without one the script does. `sh tests/demo.sh --help` tells the options. What a command may do
# to this computer is in prepare and leave; the steps themselves are at the end.
set -u

source=$(cd "$(dirname "$0")/.." && pwd) || exit 1
# shellcheck source=tests/packages.sh
. "$source/tests/packages.sh"

id=10000000146 # of the practice portal's built-in account
new_word=Yeni2Sozcuk
lang=
build=
dir=
practice_pid=
card_pid=
began=no

# ---------------------------------------------------------------- words

# t TURKISH ENGLISH: a line of ours. Those of esign stand as they are.
t() {
    if [ "$lang" = tr ]; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi
}

usage() {
    t "Kullanım: sh tests/demo.sh [--lang tr|en] [--build KLASÖR]

Bir alıştırma portalında ve sanal kartta bütün kurtarma yolunu yürütür. Terminalde
yanıtları siz yazarsınız; terminal yoksa betik yazar ve dökümü basar.

  --lang tr|en    dil (yoksa yerel ayardan)
  --build KLASÖR  buraya derle (yoksa bu klasörde build/demo; yazılamıyorsa
                  ~/.cache/esign-demo)" \
        "usage: sh tests/demo.sh [--lang tr|en] [--build FOLDER]

Walks the whole recovery on a practice portal and a virtual card. At a terminal you
type the answers; without one the script does and prints the transcript.

  --lang tr|en    language (else from the locale)
  --build FOLDER  build here (else in build/demo of this folder, or, where that
                  cannot be written, in ~/.cache/esign-demo)"
}

locale_language() {
    case ${LC_ALL:-${LC_MESSAGES:-${LANG-}}} in
    tr | tr[_.@]*) echo tr ;;
    en | en[_.@]*) echo en ;;
    esac
}

choose_language() {
    [ -n "$lang" ] || lang=$(locale_language)
    if [ -z "$lang" ] && [ $person = yes ]; then
        printf 'Türkçe mi, English? [tr/en] '
        read -r lang || exit 1
    fi
    # shellcheck disable=SC2209 # a language, no command
    case $lang in [tT]*) lang=tr ;; *) lang=en ;; esac
}

# ---------------------------------------------------------------- building

install_missing() {
    wanted=$packages_build
    can_have_card && wanted="$wanted $packages_card"
    if ! command -v dpkg-query >/dev/null; then
        t "Bu bir Debian değil; paketler denetlenmedi." \
            "This is no Debian; packages are not checked."
        return
    fi
    # shellcheck disable=SC2086 # several packages
    missing=$(not_installed $wanted)
    [ -n "$missing" ] || return 0
    t "esign'ı derlemek ve sanal kart okuyucu için şu Debian paketleri eksik:" \
        "to build esign and for a virtual card reader these packages are missing:"
    printf '%s\n' "$missing" | fold -s -w 76 | sed 's/^/  /'
    if [ "$(id -u)" -ne 0 ] && ! can_sudo; then
        t "Burada sudo ile kurulamıyor. Yönetici olarak şunu çalıştırın:" \
            "They cannot be installed with sudo here. As root, run:"
        printf '  apt-get install --no-install-recommends %s\n' "$missing"
        exit 1
    fi
    t "apt-get ile kuruluyorlar (birkaç dakika sürebilir) …" \
        "installing them with apt-get (it may take some minutes) …"
    # shellcheck disable=SC2086 # several packages
    if ! apt_install "$dir/apt.log" $missing; then
        tail -n 15 "$dir/apt.log"
        t "Paketler kurulamadı." "The packages could not be installed."
        exit 1
    fi
}

# Without a terminal nobody can be asked for a password.
can_sudo() {
    command -v sudo >/dev/null || return 1
    [ $person = yes ] || sudo -n true 2>/dev/null
}

can_have_card() {
    unshare -Urmnpf true 2>/dev/null
}

choose_build() {
    [ -z "$build" ] || return 0
    build=$source/build/demo
    mkdir -p "$build" 2>/dev/null && [ -w "$build" ] && return
    build=${XDG_CACHE_HOME:-$HOME/.cache}/esign-demo
}

# $ESIGN_BUILD, as tests/run.sh sets it, names a build that is there already.
make_build() {
    if [ -n "${ESIGN_BUILD-}" ] && [ -z "$build" ]; then
        build=$ESIGN_BUILD
        return
    fi
    install_missing
    choose_build
    mkdir -p "$build" && build=$(cd "$build" && pwd) || exit 1
    t "$build içinde derleniyor …" "building in $build …"
    # A build of another checkout is of no use here.
    if [ -f "$build/CMakeCache.txt" ] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$source" "$build/CMakeCache.txt"; then
        rm -f "$build/CMakeCache.txt"
    fi
    if ! { cmake -S "$source" -B "$build" -DESIGN_TESTS=OFF &&
        cmake --build "$build" --parallel "$(nproc 2>/dev/null || echo 2)"; } \
        >"$dir/build.log" 2>&1; then
        tail -n 30 "$dir/build.log"
        t "Derlenemedi." "It does not build."
        exit 1
    fi
}

# ---------------------------------------------------------------- what runs meanwhile

# Everything of ours ends when the FIFO is no longer held open, even if we are killed.
start_practice() {
    mkfifo "$dir/hold" && exec 9<>"$dir/hold" || exit 1
    "$build/bin/esign-practice" --dir "$dir/portal" --tell-captcha --stop-with-stdin --lang "$lang" \
        <"$dir/hold" >"$dir/practice.log" 2>&1 9>&- &
    practice_pid=$!
    if ! appears "$dir/portal/ready" $practice_pid; then
        cat "$dir/practice.log"
        t "Alıştırma portalı başlamadı." "The practice portal did not start."
        exit 1
    fi
    url=$(sed -n 's/^ *"url": "\(.*\)".*/\1/p' "$dir/portal/ready")
    expected=$(sed -n 's/.*PIN \([0-9]*\),.*/\1/p' "$dir/practice.log" | head -n 1)
}

start_card() {
    card_missing=
    [ -x /usr/bin/python3 ] && can_have_card || {
        card_missing=$(t "burada ad alanı (unshare) açılamıyor ya da python3 yok" \
            "no namespace (unshare) may be made here, or there is no python3")
        return
    }
    TMPDIR=$dir /usr/bin/python3 "$source/tests/card/virtual_card.py" \
        <"$dir/hold" >"$dir/card" 2>"$dir/card.log" 9>&- &
    card_pid=$!
    if appears "$dir/card" $card_pid; then
        PCSCLITE_CSOCK_NAME=$(sed -n 's/^PCSCLITE_CSOCK_NAME=//p' "$dir/card")
        export PCSCLITE_CSOCK_NAME
    else
        card_missing=$(tail -n 1 "$dir/card.log")
    fi
}

# appears FILE PID: waits until the file holds something; fails when the process ends first.
appears() {
    waited=0
    while [ ! -s "$1" ]; do
        kill -0 "$2" 2>/dev/null && [ $waited -lt 300 ] || return 1
        sleep 0.1
        waited=$((waited + 1))
    done
}

stop() {
    [ -n "$1" ] || return 0
    kill "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}

# Also after Ctrl-C. The session's key, which the kernel keeps, goes with the session.
leave() {
    status=$?
    trap - EXIT
    trap '' INT TERM HUP PIPE
    if [ -n "$practice_pid" ]; then
        [ $began = no ] || run logout --quiet --no-input --timeout 5 >/dev/null 2>&1
        stop "$practice_pid"
    fi
    stop "$card_pid"
    [ -z "$dir" ] || rm -rf "$dir"
    exit $status
}

prepare() {
    trap leave EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    trap 'exit 141' PIPE
    umask 077
    dir=$(mktemp -d "${TMPDIR:-/tmp}/esign-demo.XXXXXX") || exit 1
    make_build
    # From here on nothing of the user's is read or written.
    mkdir "$dir/home" "$dir/run" "$dir/state" || exit 1
    export HOME="$dir/home" XDG_RUNTIME_DIR="$dir/run" XDG_STATE_HOME="$dir/state"
    export XDG_CONFIG_HOME="$dir/home/.config" XDG_CACHE_HOME="$dir/home/.cache"
    unset ESIGN_ASKPASS
    start_practice
    start_card
    cat >"$dir/env" <<END
export PATH='$build/bin':"\$PATH" HOME='$HOME' XDG_RUNTIME_DIR='$XDG_RUNTIME_DIR'
export XDG_STATE_HOME='$XDG_STATE_HOME' PCSCLITE_CSOCK_NAME='${PCSCLITE_CSOCK_NAME-}'
END
}

# ---------------------------------------------------------------- running esign

run() {
    if [ "$1" = card-check ]; then
        "$build/bin/esign" --lang "$lang" "$@" 9>&-
        return
    fi
    "$build/bin/esign" --lang "$lang" --profile practice --start "$url" \
        --cacert "$dir/portal/ca.pem" "$@" 9>&-
}

# What `run` runs, as it can be typed.
show_command() {
    printf '\n  $ esign --lang %s' "$lang"
    if [ "$1" = card-check ]; then
        printf ' %s\n\n' "$*"
        return
    fi
    printf ' --profile practice --start %s \\\n      --cacert %s/portal/ca.pem' "$url" "$dir"
    printf ' \\\n'
    printf '%s\n' "$*" | fold -s -w 70 | sed 's/^/      /; $! s/ *$/ \\/'
    printf '\n'
}

newest() {
    for newest_file in "$1"/*; do :; done
    [ -e "$newest_file" ] && printf '%s\n' "$newest_file"
}

newest_captcha() { tail -n 1 "$dir/portal/captcha.txt"; }
newest_code() { sed -n 's/.*Kodunuz: \([0-9]*\).*/\1/p' "$(newest "$dir/portal/sms")"; }

title() {
    printf '\n== %s\n' "$(t "$1" "$2")"
}

# ---------------------------------------------------------------- a person plays

# do_step ARGUMENTS…: until it is done, or the person goes on or back or leaves.
do_step() {
    while :; do
        show_command "$@"
        began=yes
        run "$@"
        result=$?
        [ $result -ne 0 ] || return 0
        printf '\n'
        t "[esign'ın çıkış durumu $result]" "[esign's exit status was $result]"
        if [ -s "$dir/portal/captcha.txt" ]; then
            t "Resim okunmuyorsa yazısı şu dosyanın son satırında:" \
                "If a picture cannot be read: its text is the last line of"
            printf '  %s\n' "$dir/portal/captcha.txt"
        fi
        printf '%s ' "$(t "Enter: yeniden  g: bir adım geri  i: ileri  q: çık >" \
            "Enter: again  b: one step back  n: next  q: quit >")"
        read -r choice || exit 1
        case $choice in
        g* | b*) return 1 ;;
        i* | n*) return 0 ;;
        q*) exit 1 ;;
        esac
    done
}

no_card() {
    t "Sanal kart burada çalışamıyor, bu adım atlandı:" \
        "No virtual card can run here, this step is left out:"
    printf '  %s\n' "$card_missing"
}

go_on() {
    printf '\n%s ' "$(t "Enter ile sürdürün >" "Press Enter to go on >")"
    read -r _ || exit 1
}

step_1() {
    title "1. Kart takılı mı?" "1. Is the card in?"
    if [ -n "$card_missing" ]; then
        no_card
        return
    fi
    t "Sanal bir okuyucuda sanal bir AKİS kartı var; yalnız bu gösteri onu görüyor." \
        "There is a virtual AKİS card in a virtual reader; only this demo sees it."
    do_step card-check
}

step_2() {
    title "2. Sözcük unutuldu: sıfırlama e-postası iste" "2. Word forgotten: ask for the reset mail"
    t "Kimlik numarası sorulunca şunu yazın: $id (uydurma)
Sonra resimdeki yazıyı yazın. Resim burada görünür; dosyanın yolu da yazar." \
        "When asked for the identity number, type: $id (invented)
Then type the picture's text. It is shown here; its file is named too."
    do_step forgot-word
}

step_3() {
    title "3. E-postadaki bağlantıyla yeni sözcük" "3. A new word, by the mail's link"
    mail=$(newest "$dir/portal/outbox")
    t "Portalın e-postası şu dosyada: $mail
İki kez yeni bir güvenlik sözcüğü yazın, örneğin $new_word (görünmez)." \
        "The portal's mail is in this file: $mail
Type a new security word twice, say $new_word (it is not shown)."
    do_step reset-word --mail "${mail:-MAIL.eml}"
}

step_4() {
    title "4. Giriş" "4. Log in"
    t "Kimlik numarası yine $id, yeni bir resim ve az önceki sözcük." \
        "The identity number is $id again; then a new picture, and your new word."
    do_step login
}

step_5() {
    title "5. SMS kodu gönder" "5. Have the SMS code sent"
    t "Bu telefon sizin mi diye sorar; evet deyin." "It asks whether the phone is yours; say yes."
    do_step sms-verify --send-only || return
    sms=$(newest "$dir/portal/sms") || return 0
    printf '\n'
    t "Telefonunuza gelen SMS ($sms):" "The SMS on your phone ($sms):"
    fold -s -w 74 "$sms" | sed 's/^/  > /'
}

step_6() {
    title "6. SMS kodunu ver" "6. Give the SMS code"
    t "Yukarıdaki kodu yazın (görünmez)." "Type the code above (it is not shown)."
    do_step sms-verify
}

step_7() {
    title "7. PIN ve PUK" "7. PIN and PUK"
    t "Ayrı bir ekranda gösterilir, Enter ile silinir ve geçmişte kalmaz." \
        "They are shown on a screen of their own; Enter clears it, and nothing stays."
    go_on
    do_step pin-puk
}

step_8() {
    title "8. Neredeyim?" "8. Where am I?"
    do_step status
}

step_9() {
    title "9. Çıkış" "9. Log out"
    do_step logout
}

play_person() {
    t "Bu bir alıştırmadır: portal, kart, e-posta ve SMS bu bilgisayarda ve uydurma;
Kamu SM'ye hiçbir şey gitmez. GERÇEK BİLGİLERİNİZİ YAZMAYIN.
Komutları başka bir terminalde denemek için: . $dir/env
İstediğiniz an Ctrl-C ile çıkabilirsiniz; geride bir şey kalmaz." \
        "This is practice: portal, card, mail and SMS are invented and on this computer;
nothing goes to Kamu SM. DO NOT TYPE REAL DATA.
To try the commands in another terminal: . $dir/env
Ctrl-C leaves at any time; nothing is left behind."
    step=1
    while [ $step -le 9 ]; do
        if "step_$step"; then step=$((step + 1)); else step=$((step > 1 ? step - 1 : 1)); fi
    done
    printf '\n'
    t "Bitti. Gerçek kartınızla komutlar aynı: esign card-check, esign forgot-word …" \
        "Done. With your real card: esign card-check, esign forgot-word, and so on."
}

# ---------------------------------------------------------------- the script plays

# answers JSON: a private file for --answers; secrets are no arguments.
answers() {
    printf '%s\n' "$1" >"$dir/answers.json"
}

# must STATUS ARGUMENTS…: runs it, prints it, and ends the demonstration when it ends otherwise.
must() {
    wanted_status=$1
    shift
    show_command "$@"
    began=yes
    run "$@" --no-input >"$dir/output" 2>&1 </dev/null
    result=$?
    cat "$dir/output"
    [ $result -eq 0 ] || t "[çıkış durumu $result]" "[exit status $result]"
    [ $result -eq "$wanted_status" ] && return
    t "Beklenen durum $wanted_status idi." "Status $wanted_status was expected."
    exit 1
}

# A picture takes two runs: the first gets it, the second has its text.
with_picture() {
    must 3 "$1" --answers "$dir/answers.json"
    answers "$(sed "s/}\$/,\"captcha\":\"$(newest_captcha)\"}/" "$dir/answers.json")"
    must 0 "$1" --answers "$dir/answers.json"
}

play_script() {
    t "Terminal yok: yanıtları betik verir. Portal, kart, e-posta ve SMS uydurmadır." \
        "No terminal: the script gives the answers. Portal, card, mail and SMS are invented."
    title "1. card-check" "1. card-check"
    if [ -n "$card_missing" ]; then
        no_card
    else
        must 0 card-check
    fi
    title "2. forgot-word" "2. forgot-word"
    answers "{\"id\":\"$id\"}"
    with_picture forgot-word
    title "3. reset-word" "3. reset-word"
    answers "{\"word\":\"$new_word\"}"
    must 0 reset-word --answers "$dir/answers.json" --mail "$(newest "$dir/portal/outbox")"
    title "4. login" "4. login"
    answers "{\"id\":\"$id\",\"word\":\"$new_word\"}"
    with_picture login
    title "5. sms-verify" "5. sms-verify"
    must 0 sms-verify --send-only
    answers "{\"code\":\"$(newest_code)\"}"
    must 0 sms-verify --answers "$dir/answers.json"
    title "6. pin-puk" "6. pin-puk"
    must 0 pin-puk
    shown=$(run pin-puk --no-input --field pin)
    title "7. status, logout" "7. status, logout"
    must 0 status
    must 0 logout
    printf '\n'
    if [ -z "$shown" ] || [ "$shown" != "$expected" ]; then
        t "Gösterilen PIN alıştırma hesabınınki değil." \
            "The PIN shown is not that of the practice account."
        exit 1
    fi
    t "Gösterilen PIN ($shown) alıştırma hesabınınki. Bitti." \
        "The PIN shown ($shown) is that of the practice account. Done."
}

# ---------------------------------------------------------------- all of it

person=no
[ -t 0 ] && [ -t 1 ] && person=yes
while [ $# -gt 0 ]; do
    case $1 in
    --lang) lang=${2-} && shift ;;
    --build) build=${2-} && shift ;;
    --help) lang=${lang:-$(locale_language)} && usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done
choose_language
prepare
if [ $person = yes ]; then play_person; else play_script; fi
