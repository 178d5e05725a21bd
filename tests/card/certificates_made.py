# SPDX-License-Identifier: Apache-2.0
"""Certificates in the shape of a Turkish qualified one, made with the openssl command.

    made = certificates_made.make(folder, "valid")          # or another of WINDOWS
    made = certificates_made.make(folder, (begins, ends))   # datetimes with a time zone, or days
    made.certificate, made.key, made.issuer                 # paths of DER, PKCS#8 PEM, DER

Everybody in them is invented. The shape: ETSI EN 319 412-2 and -5 (QCStatements), as Turkish law
no. 5070 asks for it: the owner's identity number is the subject's serialNumber.

For SoftHSM2: softhsm2-util --import KEY …, pkcs11-tool --write-object CERTIFICATE --type cert …
"""

import functools
import re
import subprocess
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

NAME = "Deniz Örnek"
NUMBER = "10000000146"
ISSUER = "Örnek Elektronik Sertifika Hizmet Sağlayıcısı"
SUBJECT = (("C", "TR"), ("serialNumber", NUMBER), ("CN", NAME))
SERIAL = 0x0123456789ABCDEF

COMPLIANCE = "0.4.0.1862.1.1"  # id-etsi-qcs-QcCompliance: it is a qualified certificate
DEVICE = "0.4.0.1862.1.4"  # id-etsi-qcs-QcSSCD: its key is in a secure device
QUALIFIED = (COMPLIANCE, DEVICE)

# Days from now: where the certificate's time begins and ends.
WINDOWS = {
    "valid": (-30, 1000),
    "not-begun": (10, 1105),
    "over": (-1105, -10),
    "ending": (-1000, 30),
}

CONFIGURATION = """\
[req]
distinguished_name = empty
string_mask = {encoding}
utf8 = yes
[empty]
[ca]
default_ca = issuer
[issuer]
database = {folder}/database
new_certs_dir = {folder}
serial = {folder}/serial
certificate = {folder}/issuer.pem
private_key = {folder}/issuer.key
default_md = sha256
policy = any
unique_subject = no
[any]
[issuing]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[owner]
basicConstraints = CA:false
keyUsage = critical, {usage}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = {policy}
"""


class Made:
    """One certificate with its key and its issuer's certificate, as files."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.certificate = self.folder / "certificate.der"
        self.key = self.folder / "key.pem"
        self.issuer = self.folder / "issuer.der"

    @property
    def der(self):
        return self.certificate.read_bytes()


def openssl(*arguments, **how):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, **how)
    if done.returncode:
        raise RuntimeError(f"openssl {arguments[0]}: {done.stderr.decode(errors='replace')}")
    return done.stdout


@functools.cache
def _key(kind, who):
    """PEM of a key; one for each kind and owner in a process, for making RSA keys takes long."""
    del who
    algorithm, _, size = kind.partition(":")
    option = f"rsa_keygen_bits:{size}" if algorithm == "RSA" else f"ec_paramgen_curve:{size}"
    return openssl("genpkey", "-algorithm", algorithm, "-pkeyopt", option)


def subject_text(parts):
    """As openssl's -subj takes it."""
    return "".join(f"/{kind}=" + re.sub(r"([/+=\\])", r"\\\1", text) for kind, text in parts)


def _statements(oids):
    """QCStatements (RFC 3739, 3.2.6), each an OID without more."""
    if not oids:
        return ""
    listed = "".join(f"s{i} = SEQUENCE:statement{i}\n" for i in range(len(oids)))
    each = "".join(f"[statement{i}]\nid = OID:{oid}\n" for i, oid in enumerate(oids))
    return f"1.3.6.1.5.5.7.1.3 = ASN1:SEQUENCE:statements\n[statements]\n{listed}{each}"


def moment(when):
    """A datetime, or a number of days from now, as openssl writes it (to the second)."""
    if not isinstance(when, datetime):
        when = datetime.now(timezone.utc) + timedelta(days=when)
    return when.astimezone(timezone.utc).strftime("%Y%m%d%H%M%SZ")


def make(folder=None, window="valid", *, subject=SUBJECT, issuer=ISSUER, statements=QUALIFIED,
         usage="nonRepudiation", policy="2.999.5070.1", kind="RSA:2048", serial=SERIAL,
         encoding="utf8only"):
    """Makes a certificate in a folder (default: one of its own under TMPDIR, the caller's to
    remove). `kind`: RSA:bits or EC:curve, such as EC:P-384. `encoding`: a string_mask of openssl,
    such as MASK:0x800 for BMPStrings."""
    made = Made(folder or tempfile.mkdtemp(prefix="esign-certificate."))
    made.folder.mkdir(parents=True, exist_ok=True)
    begins, ends = WINDOWS[window] if isinstance(window, str) else window
    (made.folder / "conf").write_text(
        CONFIGURATION.format(folder=made.folder, usage=usage, policy=policy, encoding=encoding)
        + _statements(statements),
        encoding="utf-8",
    )
    (made.folder / "database").write_text("")
    hexadecimal = f"{serial:X}"
    (made.folder / "serial").write_text("0" * (len(hexadecimal) % 2) + hexadecimal)
    (made.folder / "issuer.key").write_bytes(_key("EC:P-256", "issuer"))
    made.key.write_bytes(_key(kind, "owner"))
    configuration = ("-config", made.folder / "conf")
    openssl("req", "-new", "-x509", *configuration, "-extensions", "issuing", "-days", "7300",
            "-utf8", "-subj", subject_text((("C", "TR"), ("O", issuer), ("CN", issuer))),
            "-key", made.folder / "issuer.key", "-out", made.folder / "issuer.pem")
    openssl("req", "-new", *configuration, "-utf8", "-subj", subject_text(subject),
            "-key", made.key, "-out", made.folder / "request")
    openssl("ca", "-batch", "-notext", *configuration, "-preserveDN", "-extensions", "owner",
            "-startdate", moment(begins), "-enddate", moment(ends),
            "-in", made.folder / "request", "-out", made.folder / "certificate.pem")
    for name, out in (("certificate", made.certificate), ("issuer", made.issuer)):
        openssl("x509", "-in", made.folder / f"{name}.pem", "-outform", "DER", "-out", out)
    return made
