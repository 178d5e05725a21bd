# SPDX-License-Identifier: Apache-2.0
"""The certificates that other tests stand on are what they are said to be, as openssl reads them."""

from datetime import datetime, timedelta, timezone

import certificates_made
import pytest

NAMES = ("-nameopt", "RFC2253,-esc_msb,utf8", "-dateopt", "iso_8601")


def told(made, *what):
    return certificates_made.openssl(
        "x509", "-in", made.certificate, "-noout", *what, *NAMES
    ).decode().strip()


def window(made):
    dates = [line.split("=", 1)[1] for line in told(made, "-startdate", "-enddate").splitlines()]
    return [datetime.strptime(date, "%Y-%m-%d %H:%M:%S%z") for date in dates]


def test_it_has_the_shape_of_a_turkish_qualified_certificate(tmp_path):
    made = certificates_made.make(tmp_path)
    assert told(made, "-subject") == "subject=CN=Deniz Örnek,serialNumber=10000000146,C=TR"
    issuer = "Örnek Elektronik Sertifika Hizmet Sağlayıcısı"
    assert told(made, "-issuer") == f"issuer=CN={issuer},O={issuer},C=TR"
    text = told(made, "-text")
    for part in ("Non Repudiation", "Policy: 2.999.5070.1", "qcStatements", "CA:FALSE"):
        assert part in text
    # 0.4.0.1862.1.1 and .4, DER
    assert bytes.fromhex("30143008060604008e4601013008060604008e460104") in made.der


def test_its_issuer_signed_it(tmp_path):
    made = certificates_made.make(tmp_path)
    certificates_made.openssl("verify", "-CAfile", tmp_path / "issuer.pem",
                              tmp_path / "certificate.pem")


@pytest.mark.parametrize(("name", "begun", "over"),
                         [("valid", True, False), ("not-begun", False, False),
                          ("over", True, True), ("ending", True, False)])
def test_a_window_is_where_its_name_says(tmp_path, name, begun, over):
    begins, ends = window(certificates_made.make(tmp_path, name))
    now = datetime.now(timezone.utc)
    assert (begins <= now, ends <= now) == (begun, over)
    assert (now < ends < now + timedelta(days=60)) == (name == "ending")


def test_a_window_is_kept_to_the_second(tmp_path):
    begins = datetime(2026, 10, 1, 12, 34, 56, tzinfo=timezone.utc)
    ends = datetime(2051, 2, 3, 4, 5, 6, tzinfo=timezone.utc)  # GeneralizedTime, from 2050 on
    assert window(certificates_made.make(tmp_path, (begins, ends))) == [begins, ends]


def test_its_names_may_be_anything(tmp_path):
    subject = (("CN", "a/b+c=d\\e \x1b[31m\u202e"),)
    made = certificates_made.make(tmp_path, subject=subject, kind="EC:P-384", statements=())
    assert subject[0][1].encode() in made.der
    assert "qcStatements" not in told(made, "-text")
