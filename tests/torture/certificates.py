# SPDX-License-Identifier: Apache-2.0
"""Certificates with anything wrong that can be wrong; made at run time, keys and all."""

import datetime
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
DAY, SECOND = datetime.timedelta(days=1), datetime.timedelta(seconds=1)


def named(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def alternative(host):
    """Of a name; an address is one only as ip:ADDRESS."""
    if host.startswith("ip:"):
        return x509.IPAddress(ipaddress.ip_address(host[3:]))
    return x509.DNSName(host)


class Issuer:
    """Who signs, with a certificate of its own or of an issuer above."""

    def __init__(self, name="Root", above=None, is_ca=True, constraint=None):
        self.name, self.above = named(name), above
        self.key = ec.generate_private_key(ec.SECP256R1())
        extensions = [(x509.BasicConstraints(is_ca, None), True)]
        if constraint:
            permitted = [x509.DNSName(constraint), x509.IPAddress(
                ipaddress.ip_network("192.0.2.0/24"))]
            extensions.append((x509.NameConstraints(permitted, None), True))
        signer = above or self
        self.certificate = signer.sign(self.name, self.key.public_key(), NOW - DAY, NOW + 30 * DAY,
                                       extensions)

    def sign(self, name, public_key, start, end, extensions, digest=hashes.SHA256):
        builder = (
            x509.CertificateBuilder().subject_name(name).issuer_name(self.name)
            .public_key(public_key).serial_number(x509.random_serial_number())
            .not_valid_before(start).not_valid_after(end)
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self.key, digest())

    def chain(self):
        """The certificates that a server sends along: all but the root's."""
        return [self.certificate, *self.above.chain()] if self.above else []

    def write_ca(self, path):
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def issue(self, path, hosts=("ip:127.0.0.1", "localhost"), common_name="portal",
              start=NOW - DAY, end=NOW + 20 * DAY, key=None, usage=ExtendedKeyUsageOID.SERVER_AUTH,
              digest=hashes.SHA256):
        """A server's key, certificate and chain in one file."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        extensions = [(x509.BasicConstraints(False, None), True),
                      (x509.ExtendedKeyUsage([usage]), False)]
        if hosts:
            names = x509.SubjectAlternativeName([alternative(host) for host in hosts])
            extensions.append((names, False))
        leaf = self.sign(named(common_name), key.public_key(), start, end, extensions, digest)
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
        for one in [leaf, *self.chain()]:
            pem += one.public_bytes(serialization.Encoding.PEM)
        path.write_bytes(pem)
        return path


def bad_ones(root):
    """name: how a certificate is made that must not be trusted for 127.0.0.1 and localhost.
    Each is a function of the path to write."""
    other, same_name = Issuer("Other"), Issuer("Root")
    not_ca = Issuer("Not a CA", root, is_ca=False)
    constrained = Issuer("Constrained", root, constraint="example.org")
    client = ExtendedKeyUsageOID.CLIENT_AUTH

    def self_signed(path):
        alone = Issuer("127.0.0.1")
        return alone.issue(path, key=alone.key, common_name="127.0.0.1")

    made = {
        "expired a day ago": lambda p: root.issue(p, start=NOW - 9 * DAY, end=NOW - DAY),
        "expired a second ago": lambda p: root.issue(p, end=NOW - SECOND),
        "expired years ago": lambda p: root.issue(p, start=NOW - 4000 * DAY, end=NOW - 3000 * DAY),
        "valid from tomorrow": lambda p: root.issue(p, start=NOW + DAY),
        "valid in an hour": lambda p: root.issue(p, start=NOW + 3600 * SECOND),
        "self-signed": self_signed,
        "of an unknown authority": other.issue,
        "of another authority of the same name": same_name.issue,
        "signed by a server's certificate": not_ca.issue,
        "of an authority for other names": constrained.issue,
        "for clients": lambda p: root.issue(p, usage=client),
        "signed with SHA-1": lambda p: root.issue(p, digest=hashes.SHA1),
        "with a key of 1024 bits": lambda p: root.issue(
            p, key=rsa.generate_private_key(65537, 1024)),
    }
    wrong_hosts = {
        "for another host": ["portal.example.org"],
        "for another address": ["ip:127.0.0.2", "ip:::1"],
        "for everything": ["*"],
        "for a star in the address": ["*.0.0.1", "127.0.0.*", "*.localhost", "local*", "*host"],
        "for longer names": ["localhost.example.org", "127.0.0.1.example.org"],
        "for shorter names": ["ocalhost", "host", "127.0.0"],
        "for names with a NUL": ["localhost\0.example.org", "127.0.0.1\0.example.org"],
        "for a sub-domain": ["www.localhost"],
        "for look-alikes": ["1ocalhost", "127.0.0.l", "xn--loclhost-7fg"],
    }
    for what, hosts in wrong_hosts.items():
        made[what] = lambda p, hosts=hosts: root.issue(p, hosts=hosts)
    for what, name in {"a NUL": "localhost\0.example.org", "another NUL": "127.0.0.1\0.example.org",
                       "another name": "portal.example.org", "a star": "*",
                       "the address": "127.0.0.1", "the host": "localhost"}.items():
        made[f"with {what} as its only name"] = (
            lambda p, name=name: root.issue(p, hosts=(), common_name=name))
    return made
