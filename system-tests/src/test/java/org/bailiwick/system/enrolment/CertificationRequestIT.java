package org.bailiwick.system.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.contract.problem.ProblemType.INVALID_CSR;
import static org.bailiwick.contract.problem.ProblemType.PROOF_OF_POSSESSION_FAILED;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.system.BadInput;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

/** Proof of possession, keys, requested contents and encoding (threats 19 to 22). */
class CertificationRequestIT extends EnrolmentTable {

  @Override
  protected Stream<BadInput> table() {
    return Stream.of(
            possession(), rsaKeys(), otherKeys(), powers(), names(), attributes(), encoding())
        .flatMap(rows -> rows);
  }

  private Stream<BadInput> possession() {
    return Stream.of(
        request(
            "19 signed by another key",
            good().signedBy(TestKeys.ec().getPrivate()),
            PROOF_OF_POSSESSION_FAILED,
            "csr-signature"),
        request("19 not signed", good().unsigned(), PROOF_OF_POSSESSION_FAILED, "csr-signature"),
        request(
            "19 algorithm of another kind of key",
            good().algorithm(PKCSObjectIdentifiers.sha256WithRSAEncryption),
            PROOF_OF_POSSESSION_FAILED,
            "csr-signature"),
        request("19 signed with SHA-1", good().sha1(), INVALID_CSR, "csr-signature-algorithm"),
        bytes(
            "19 signature of another request",
            signatureOfAnother(),
            PROOF_OF_POSSESSION_FAILED,
            "csr-signature"));
  }

  private Stream<BadInput> rsaKeys() {
    WeakKeys weak = new WeakKeys();
    return Stream.of(
        request("20 RSA of 1023 bits", Csr.of(weak.rsa(1023)).rsa(), INVALID_CSR, "key-rsa-size"),
        request(
            "20 RSA of 2048 bits", Csr.of(TestKeys.rsa2048()).rsa(), INVALID_CSR, "key-rsa-size"),
        request(
            "20 RSA with exponent 1",
            good().publicKey(weak.withExponent(1)),
            INVALID_CSR,
            "csr-key"),
        request(
            "20 RSA with an even exponent",
            good().publicKey(weak.withExponent(65_538)),
            INVALID_CSR,
            "key-rsa-exponent"),
        request(
            "20 RSA with an even modulus",
            good().publicKey(weak.withEvenModulus()),
            INVALID_CSR,
            "key-rsa-small-factor"),
        request(
            "20 RSA with close primes",
            good().publicKey(weak.withClosePrimes()),
            INVALID_CSR,
            "key-rsa-close-primes"));
  }

  private Stream<BadInput> otherKeys() {
    WeakKeys weak = new WeakKeys();
    return Stream.of(
        request(
            "20 EC on a curve not accepted",
            Csr.of(TestKeys.ec("secp521r1")),
            INVALID_CSR,
            "key-ec-curve"),
        request(
            "20 EC point off its curve",
            good().publicKey(weak.offCurve()),
            INVALID_CSR,
            "key-ec-point"),
        request(
            "20 EC point at infinity", good().publicKey(weak.infinity()), INVALID_CSR, "csr-key"),
        request(
            "20 EC with explicit parameters",
            good().publicKey(weak.explicitParameters()),
            INVALID_CSR,
            "csr-key"),
        request(
            "20 key of a kind not accepted",
            good().publicKey(weak.ofUnknownKind()),
            INVALID_CSR,
            "csr-key-algorithm"));
  }

  private Stream<BadInput> powers() {
    ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");
    return Stream.of(
        asks(
            "21 to be a CA", Extension.basicConstraints, new BasicConstraints(true), "csr-asks-ca"),
        asks(
            "21 to sign certificates",
            Extension.keyUsage,
            new KeyUsage(KeyUsage.keyCertSign),
            "csr-asks-cert-sign"),
        asks(
            "21 to sign CRLs",
            Extension.keyUsage,
            new KeyUsage(KeyUsage.cRLSign),
            "csr-asks-cert-sign"),
        asks(
            "21 for any purpose",
            Extension.extendedKeyUsage,
            new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage),
            "csr-asks-any-purpose"),
        asks(
            "21 for OCSP signing",
            Extension.extendedKeyUsage,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning),
            "csr-asks-any-purpose"),
        asks(
            "21 for name constraints",
            Extension.nameConstraints,
            constraints(),
            "csr-asks-name-constraints"),
        request(
            "21 unknown critical extension",
            good().asking(unknown, true, DERNull.INSTANCE),
            INVALID_CSR,
            "csr-unknown-critical"));
  }

  /** By openssl: the certificate names the device's maker, and no TPM. */
  @Test
  void whatARequestClaimsOfItsEnvironmentIsNotCertified() throws IOException {
    byte[] claimed =
        AttesterTrustworthinessExtension.encode(
            new AttesterTrustworthiness(
                List.of(new RootOfTrust("tpm", "sha256:" + "0".repeat(64))),
                TrustVector.of(Map.of("hardware", 2))));
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.csr(
        Csr.of(enrolment.key())
            .asking(
                new ASN1ObjectIdentifier(AttesterTrustworthinessExtension.OID),
                false,
                ASN1Sequence.getInstance(claimed))
            .der());
    Path chain = Files.createTempFile("claims", ".pem");
    Files.writeString(chain, Pem.of(enrolment.granted().chain()));
    assertThat(OpensslExtension.values(chain, AttesterTrustworthinessExtension.OID))
        .containsExactly(
            "01",
            "idevid",
            OpensslExtension.anchor(nodes.outside().resolve("maker/maker.pem")),
            "[HEX DUMP]:0200020000000000");
    Files.delete(chain);
  }

  private Stream<BadInput> names() {
    return Stream.of(
        asks(
            "22 for a name in another trust domain",
            Extension.subjectAlternativeName,
            uris("spiffe://partner.example/agent/a"),
            "csr-foreign-name"),
        asks(
            "22 for another agent's name",
            Extension.subjectAlternativeName,
            uris("spiffe://bailiwick.example/agent/other"),
            "csr-foreign-name"),
        asks(
            "22 for every agent's name",
            Extension.subjectAlternativeName,
            uris("spiffe://bailiwick.example/agent/*"),
            "csr-foreign-name"),
        asks(
            "22 for a node's name",
            Extension.subjectAlternativeName,
            uris("spiffe://bailiwick.example/node/authority"),
            "csr-foreign-name"),
        asks(
            "22 for 17 names",
            Extension.subjectAlternativeName,
            uris(
                IntStream.range(0, 17)
                    .mapToObj(i -> "spiffe://x.example/" + i)
                    .toArray(String[]::new)),
            "csr-too-many-names"),
        asks(
            "22 for 2,000 names",
            Extension.subjectAlternativeName,
            uris(
                IntStream.range(0, 2_000)
                    .mapToObj(i -> "spiffe://x.example/" + i)
                    .toArray(String[]::new)),
            "csr-too-large"));
  }

  private Stream<BadInput> attributes() {
    ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");
    return Stream.of(
        request(
            "22 extension request twice",
            good()
                .asking(unknown, false, DERNull.INSTANCE)
                .asking(unknown, false, DERNull.INSTANCE),
            INVALID_CSR,
            "csr-attribute-twice"),
        request(
            "22 extension request without value",
            good().attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest),
            INVALID_CSR,
            "csr-extension-request"),
        request(
            "22 extension that cannot be read",
            good().asking(Extension.basicConstraints, false, new DERUTF8String("x")),
            INVALID_CSR,
            "csr-extension-malformed"),
        request("22 version 2", good().version(1), INVALID_CSR, "csr-version"));
  }

  private Stream<BadInput> encoding() {
    byte[] der = good().der();
    return Stream.of(
        bytes("22 nothing", new byte[0], INVALID_CSR, "csr-der"),
        bytes(
            "22 not DER",
            "-----BEGIN CERTIFICATE REQUEST-----".getBytes(StandardCharsets.US_ASCII),
            INVALID_CSR,
            "csr-der"),
        bytes("22 cut off", Arrays.copyOf(der, der.length - 1), INVALID_CSR, "csr-der"),
        bytes("22 trailing octet", Arrays.copyOf(der, der.length + 1), INVALID_CSR, "csr-der"),
        bytes("22 BER of indefinite length", indefinite(der), INVALID_CSR, "csr-der"),
        bytes("22 length not minimal", longLength(der), INVALID_CSR, "csr-der"),
        bytes("22 nested 1,000 deep", nested(1_000), INVALID_CSR, "csr-nesting"),
        bytes("22 a certificate", certificate(), INVALID_CSR, "csr-der"));
  }

  private static Csr good() {
    return Csr.of(TestKeys.ec());
  }

  private BadInput request(String name, Csr csr, ProblemType type, String check) {
    return bytes(name, csr.der(), type, check);
  }

  private BadInput asks(String name, ASN1ObjectIdentifier oid, ASN1Encodable value, String check) {
    return request("asks " + name, good().asking(oid, false, value), INVALID_CSR, check);
  }

  private BadInput bytes(String name, byte[] der, ProblemType type, String check) {
    return row(name, enrolment -> enrolment.csr(der), type, check);
  }

  private static GeneralNames uris(String... uris) {
    return new GeneralNames(
        Arrays.stream(uris)
            .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
            .toArray(GeneralName[]::new));
  }

  private static NameConstraints constraints() {
    GeneralName host = new GeneralName(GeneralName.uniformResourceIdentifier, "bailiwick.example");
    return new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(host)}, null);
  }

  /** The body of one request with the last octet of its subject changed. */
  private static byte[] signatureOfAnother() {
    byte[] der = good().subject("CN=agent").der();
    int at = new String(der, StandardCharsets.ISO_8859_1).indexOf("agent");
    der[at] = 'b';
    return der;
  }

  private static byte[] indefinite(byte[] der) {
    byte[] ber = Arrays.copyOf(der, der.length + 1);
    System.arraycopy(der, contentAt(der), ber, 2, der.length - contentAt(der));
    ber[1] = (byte) 0x80;
    return Arrays.copyOf(ber, 2 + der.length - contentAt(der) + 2);
  }

  /** The same content behind a length of three octets, the first of them zero. */
  private static byte[] longLength(byte[] der) {
    int from = contentAt(der);
    int length = der.length - from;
    byte[] ber = new byte[5 + length];
    ber[0] = der[0];
    ber[1] = (byte) 0x83;
    ber[3] = (byte) (length >> 8);
    ber[4] = (byte) length;
    System.arraycopy(der, from, ber, 5, length);
    return ber;
  }

  private static int contentAt(byte[] der) {
    int length = der[1] & 0xff;
    return length < 0x80 ? 2 : 2 + (length & 0x7f);
  }

  private static byte[] nested(int depth) {
    byte[] der = {0x05, 0x00};
    for (int i = 0; i < depth; i++) {
      der = wrapped(der);
    }
    return der;
  }

  private static byte[] wrapped(byte[] content) {
    int length = content.length;
    byte[] head =
        length < 0x80
            ? new byte[] {0x30, (byte) length}
            : length < 0x100
                ? new byte[] {0x30, (byte) 0x81, (byte) length}
                : new byte[] {0x30, (byte) 0x82, (byte) (length >> 8), (byte) length};
    byte[] whole = Arrays.copyOf(head, head.length + length);
    System.arraycopy(content, 0, whole, head.length, length);
    return whole;
  }

  private byte[] certificate() {
    try {
      return nodes.root().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
