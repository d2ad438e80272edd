package org.bailiwick.system.enrolment;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.testing.TestCertificate;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Nodes;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Devices that should not get in, each with one defect; all but two are of the trusted maker. */
final class Devices {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String SUBJECT = "O=Device Maker,SERIALNUMBER=ACME-bad";

  private final TestLeaf maker;
  private final Instant now = Instant.now();

  Devices(Nodes nodes) {
    this.maker = Nodes.leaf(nodes.outside().resolve("maker"), "maker");
  }

  TestLeaf maker() {
    return maker;
  }

  /** A good one that nobody has heard of yet. */
  TestLeaf another() {
    return ofMaker(SUBJECT, now.minus(DAY), now.plus(DAY));
  }

  /** A device of an unknown manufacturer. */
  TestLeaf foreign() {
    return ofAnother("CN=Other Maker");
  }

  /** A device of a manufacturer with the name of the trusted one. */
  TestLeaf namesake() {
    return ofAnother(maker.certificate().getSubjectX500Principal().getName());
  }

  private TestLeaf ofAnother(String manufacturer) {
    KeyPair root = TestKeys.ec();
    KeyPair key = TestKeys.ec();
    X509Certificate certificate =
        device(SUBJECT, key, now.minus(DAY), now.plus(DAY))
            .signedBy(new X500Principal(manufacturer), root);
    return new TestLeaf(key.getPrivate(), List.of(certificate));
  }

  TestLeaf expired() {
    return ofMaker(SUBJECT, now.minus(DAY), now.minusSeconds(1));
  }

  TestLeaf early() {
    return ofMaker(SUBJECT, now.plus(DAY), now.plus(DAY.multipliedBy(2)));
  }

  TestLeaf withoutSerialNumber() {
    return ofMaker("O=Device Maker", now.minus(DAY), now.plus(DAY));
  }

  TestLeaf authority() {
    KeyPair key = TestKeys.ec();
    return signed(
        key,
        new TestCertificate(SUBJECT, key.getPublic(), now.minus(DAY), now.plus(DAY)).authority(0));
  }

  TestLeaf withoutKeyUsage() {
    KeyPair key = TestKeys.ec();
    return signed(
        key,
        new TestCertificate(SUBJECT, key.getPublic(), now.minus(DAY), now.plus(DAY))
            .with(Extension.basicConstraints, true, new BasicConstraints(false)));
  }

  TestLeaf weak() {
    KeyPair key = TestKeys.ec("secp521r1");
    return signed(key, device(SUBJECT, key, now.minus(DAY), now.plus(DAY)));
  }

  /** A good device plays CA. */
  TestLeaf certifiedByDevice() {
    KeyPair deviceKey = TestKeys.ec();
    X509Certificate device =
        signed(deviceKey, device(SUBJECT, deviceKey, now.minus(DAY), now.plus(DAY))).certificate();
    KeyPair key = TestKeys.ec();
    X509Certificate certificate =
        device(SUBJECT, key, now.minus(DAY), now.plus(DAY))
            .signedBy(device.getSubjectX500Principal(), deviceKey);
    return new TestLeaf(key.getPrivate(), List.of(certificate, device));
  }

  private TestLeaf ofMaker(String subject, Instant from, Instant until) {
    KeyPair key = TestKeys.ec();
    return signed(key, device(subject, key, from, until));
  }

  private TestLeaf signed(KeyPair key, TestCertificate certificate) {
    return new TestLeaf(
        key.getPrivate(),
        List.of(certificate.signedBy(maker.certificate().getSubjectX500Principal(), makerKey())));
  }

  private KeyPair makerKey() {
    PrivateKey key = maker.key();
    return new KeyPair(maker.certificate().getPublicKey(), key);
  }

  private static TestCertificate device(String subject, KeyPair key, Instant from, Instant until) {
    return new TestCertificate(subject, key.getPublic(), from, until)
        .with(Extension.basicConstraints, true, new BasicConstraints(false))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
  }
}
