package org.bailiwick.aca.evidence.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.testing.CloudSigner;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attested documents of Azure machines, signed by openssl (requirement R6, threats 1, 3 and 7). */
class AttestedDocumentsTest {

  private static final PublicKey AGENT = TestKeys.ec().getPublic();
  private static final String NONCE = "a-nonce-of-ours";
  private static final char SET = 0x31;
  private static final String HOST = "subjectAltName=DNS:eastus.metadata.azure.com";

  private Instant now;
  @TempDir private Path folder;
  private CloudSigner root;
  private CloudSigner intermediate;
  private CloudSigner signer;
  private AttestedDocuments documents;

  @BeforeEach
  void configure() throws IOException {
    Path rules = folder.resolve("azure");
    root = new CloudSigner(folder, "root", "rsa:2048");
    intermediate =
        CloudSigner.below(
            root, "tls-ca", "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign");
    signer = CloudSigner.below(intermediate, "signer", HOST);
    root.trustIn(rules);
    intermediate.trustIn(rules);
    Files.writeString(
        rules.resolve("ours.json"),
        """
        {"roots":["root.pem"],"intermediates":["tls-ca.pem"],"hosts":["metadata.azure.com"],
         "subscriptions":["AAAA-1"]}
        """);
    documents = new AttestedDocuments(rules, Clock.systemUTC());
    now = Clock.systemUTC().instant(); // certificates are good from when they were made
  }

  @Test
  void namesTheMachine() {
    AttestedSubject subject = authenticate(signer.sign(document(), "-nodetach"));
    assertThat(subject).hasToString("azure-document vm-7 of azure:aaaa-1");
    assertThat(subject.root()).contains(new RootOfTrust("azure-document", "azure:aaaa-1"));
  }

  @Test
  void givesANonceOfTenDigitsAsAShellWouldCalculateIt() {
    // printf %s a-nonce-of-ours | openssl dgst -sha256: 14 hex digits, modulo 10^10
    assertThat(AttestedDocuments.nonceFor(NONCE)).matches("[0-9]{10}").isEqualTo(byShell());
  }

  @Test
  void threat1RefusesAContentOtherThanTheSignedOne() {
    byte[] signed = Base64.getUrlDecoder().decode(signer.sign(document(), "-nodetach"));
    String text = new String(signed, StandardCharsets.ISO_8859_1);
    byte[] changed = text.replace("VM-7", "VM-8").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(changed).hasSameSizeAs(signed).isNotEqualTo(signed);
    refuses(
        Base64.getUrlEncoder().withoutPadding().encodeToString(changed),
        "azure-document-signature");
  }

  @Test
  void threat3RefusesAnotherNonce() {
    refuses(
        signer.sign(
            document().replace(AttestedDocuments.nonceFor(NONCE), "0000000000"), "-nodetach"),
        "azure-document-nonce-mismatch");
  }

  @Test
  void threat5RefusesSignersOfOtherNamesAndPaths() {
    CloudSigner namesake =
        CloudSigner.below(intermediate, "a", "subjectAltName=DNS:metadata.azure.com.evil.example");
    refuses(namesake.sign(document(), "-nodetach"), "azure-document-signer-unknown");
    CloudSigner suffix =
        CloudSigner.below(intermediate, "b", "subjectAltName=DNS:evilmetadata.azure.com");
    refuses(suffix.sign(document(), "-nodetach"), "azure-document-signer-unknown");
    CloudSigner nameless = CloudSigner.below(intermediate, "c", "keyUsage=digitalSignature");
    refuses(nameless.sign(document(), "-nodetach"), "azure-document-signer-unknown");
    CloudSigner foreign =
        CloudSigner.below(new CloudSigner(folder, "other-root", "rsa:2048"), "d", HOST);
    refuses(foreign.sign(document(), "-nodetach"), "azure-document-signer-unknown");
    CloudSigner belowLeaf = CloudSigner.below(signer, "e", HOST);
    refuses(
        belowLeaf.sign(document(), "-nodetach", "-certfile", signer.certificate().toString()),
        "azure-document-signer-unknown");
    refuses(signer.sign(document(), "-nodetach", "-nocerts"), "azure-document-signer-missing");
  }

  @Test
  void threat7RefusesForeignSubscriptionsAndOtherTimes() {
    refuses(
        signer.sign(document().replace("Aaaa-1", "Bbbb-1"), "-nodetach"),
        "azure-document-subscription");
    refuses(
        signer.sign(document(now.minusSeconds(7200), now.minusSeconds(1)), "-nodetach"),
        "azure-document-expired");
    refuses(
        signer.sign(document(now.plusSeconds(120), now.plusSeconds(7200)), "-nodetach"),
        "azure-document-from-future");
    refuses(
        signer.sign(document().replace(" -0000", " +0100"), "-nodetach"), "azure-document-time");
  }

  /** Paths through many that certify one another would be looked for, for seconds. */
  @Test
  void threat6RefusesMoreCertificatesThanASignerNeeds() throws IOException {
    Path chain = folder.resolve("chain.pem");
    Files.writeString(chain, Files.readString(intermediate.certificate()));
    assertThat(authenticate(signer.sign(document(), "-nodetach", "-certfile", chain.toString())))
        .isNotNull();
    for (int i = 0; i < 4; i++) {
      CloudSigner more = CloudSigner.below(root, "more-" + i, "basicConstraints=CA:TRUE");
      Files.writeString(chain, Files.readString(more.certificate()), StandardOpenOption.APPEND);
    }
    refuses(
        signer.sign(document(), "-nodetach", "-certfile", chain.toString()),
        "azure-document-certificates");
  }

  /** The library reads certificates late, and fails on odd ones by its own unchecked faults. */
  @Test
  void refusesACertificateThatIsNone() throws Exception {
    byte[] signed = Base64.getUrlDecoder().decode(signer.sign(document(), "-nodetach"));
    String text = new String(signed, StandardCharsets.ISO_8859_1);
    X509Certificate certificate =
        Pem.certificates(Files.readString(signer.certificate())).getFirst();
    String content = new String(certificate.getTBSCertificate(), StandardCharsets.ISO_8859_1);
    byte[] changed =
        text.replace(content, SET + content.substring(1)).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(changed).hasSameSizeAs(signed).isNotEqualTo(signed);
    refuses(Base64.getUrlEncoder().withoutPadding().encodeToString(changed), "azure-document-cms");
  }

  private String byShell() {
    try {
      Process process =
          new ProcessBuilder(
                  "bash",
                  "-c",
                  "h=$(printf %s \"$1\" | openssl dgst -sha256 -r | head -c 14);"
                      + " printf '%010d' $((16#$h % 10000000000))",
                  "nonce",
                  NONCE)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String document() {
    return document(now.minusSeconds(10), now.plusSeconds(3600));
  }

  private static String document(Instant from, Instant until) {
    DateTimeFormatter time =
        DateTimeFormatter.ofPattern("MM/dd/yy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    return """
    {"nonce":"%s","plan":{"name":"","product":"","publisher":""},
     "timeStamp":{"createdOn":"%s -0000","expiresOn":"%s -0000"},
     "vmId":"VM-7","subscriptionId":"Aaaa-1","sku":"22_04-lts","licenseType":""}
    """
        .formatted(AttestedDocuments.nonceFor(NONCE), time.format(from), time.format(until));
  }

  private AttestedSubject authenticate(String value) {
    return documents.authenticate(
        new EvidenceItem("azure-document", value), TestRequest.binding(AGENT, NONCE, now));
  }

  private void refuses(String value, String check) {
    assertThatThrownBy(() -> authenticate(value))
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }
}
