package org.bailiwick.aca.evidence.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.testing.CloudSigner;
import org.bailiwick.aca.testing.TestRequest;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identity documents of AWS instances, signed by openssl (requirement R6, threats 1 and 7). */
class InstanceDocumentsTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final PublicKey AGENT = TestKeys.ec().getPublic();

  @TempDir private Path folder;
  private CloudSigner signer;
  private InstanceDocuments documents;

  @BeforeEach
  void configure() throws IOException {
    Path rules = folder.resolve("aws");
    signer = new CloudSigner(folder, "frankfurt", "rsa:2048");
    signer.trustIn(rules);
    Files.writeString(
        rules.resolve("ours.json"),
        """
        {"certificates":["frankfurt.pem"],"accounts":["123456789012"],
         "regions":["eu-central-1"],"max_age":"PT10M"}
        """);
    documents = new InstanceDocuments(rules, Clock.systemUTC());
  }

  @Test
  void namesTheInstance() {
    AttestedSubject subject = authenticate(signer.sign(document(), "-nodetach"));
    assertThat(subject).hasToString("aws-document i-0abc of aws:123456789012:eu-central-1");
    assertThat(subject.root())
        .contains(new RootOfTrust("aws-document", "aws:123456789012:eu-central-1"));
    assertThat(subject.key()).isEmpty();
  }

  @Test
  void readsTheFormsThatCloudsWrite() {
    String streamed = signer.sign(document(), "-nodetach", "-stream", "-nocerts");
    assertThat(Base64.getUrlDecoder().decode(streamed)[1])
        .describedAs("BER of indefinite length")
        .isEqualTo((byte) 0x80);
    assertThat(authenticate(streamed).subject()).isEqualTo("i-0abc");
    assertThat(authenticate(signer.sign(document(), "-nodetach", "-noattr")).subject())
        .isEqualTo("i-0abc");
  }

  @Test
  void threat1RefusesAContentOtherThanTheSignedOne() {
    byte[] signed = Base64.getUrlDecoder().decode(signer.sign(document(), "-nodetach"));
    String text = new String(signed, StandardCharsets.ISO_8859_1);
    byte[] changed = text.replace("i-0abc", "i-0abd").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(changed).hasSameSizeAs(signed).isNotEqualTo(signed);
    refuses(encode(changed), "aws-document-signature");
  }

  @Test
  void threat1RefusesADocumentWithAMemberTwice() {
    refuses(
        signer.sign(document().replace("{", "{\"instanceId\":\"i-0abd\","), "-nodetach"),
        "aws-document-json");
  }

  @Test
  void refusesASignatureWithoutContent() {
    refuses(signer.sign(document()), "aws-document-detached");
  }

  @Test
  void refusesAForgedSigner() {
    refuses(
        new CloudSigner(folder, "other", "rsa:2048").sign(document(), "-nodetach"),
        "aws-document-signer-unknown");
  }

  @Test
  void refusesAlgorithmsByName() {
    refuses(signer.sign(document(), "-nodetach", "-md", "sha1"), "aws-document-sha1");
    refuses(signer.sign(document(), "-nodetach", "-md", "sha512"), "aws-document-algorithm");
    refuses(
        signer.sign(document(), "-nodetach", "-keyopt", "rsa_padding_mode:pss"),
        "aws-document-algorithm");
  }

  @Test
  void refusesTheFormOfDsa() {
    Path parameters = folder.resolve("dsa.pem");
    CloudSigner.run(
        List.of(
            "openssl",
            "genpkey",
            "-genparam",
            "-algorithm",
            "DSA",
            "-pkeyopt",
            "dsa_paramgen_bits:1024",
            "-pkeyopt",
            "dsa_paramgen_q_bits:160",
            "-out",
            parameters.toString()));
    refuses(
        new CloudSigner(folder, "dsa", "dsa:" + parameters).sign(document(), "-nodetach"),
        "aws-document-dsa");
  }

  @Test
  void refusesAShortKey() throws IOException {
    CloudSigner weak = new CloudSigner(folder, "weak", "rsa:1024");
    weak.trustIn(folder.resolve("aws"));
    Files.writeString(
        folder.resolve("aws/weak.json"),
        """
        {"certificates":["weak.pem"],"accounts":["123456789012"],"regions":["eu-central-1"]}
        """);
    refuses(weak.sign(document(), "-nodetach"), "aws-document-signature");
  }

  @Test
  void threat7RefusesForeignAccountsAndRegions() {
    refuses(changed("123456789012", "210987654321"), "aws-document-account");
    refuses(changed("eu-central-1", "us-east-1"), "aws-document-region");
  }

  @Test
  void threat7RefusesOldAndFutureDocuments() {
    refuses(changed("11:55:00", "11:49:59"), "aws-document-too-old");
    refuses(changed("11:55:00", "12:01:01"), "aws-document-from-future");
    refuses(changed("2026-11-27T11:55:00Z", "yesterday"), "aws-document-time");
  }

  @Test
  void threat6RefusesWhatIsNoCms() {
    refuses("", "aws-document-cms");
    refuses("abc=", "aws-document-cms");
    refuses(encode("hello".getBytes(StandardCharsets.US_ASCII)), "aws-document-cms");
    byte[] deep = new byte[60_000];
    for (int i = 0; i < deep.length; i += 2) {
      deep[i] = 0x30;
      deep[i + 1] = (byte) 0x80;
    }
    refuses(encode(deep), "aws-document-cms");
  }

  @Test
  void trustsNobodyWithoutARule() {
    InstanceDocuments unconfigured =
        new InstanceDocuments(folder.resolve("nowhere"), Clock.systemUTC());
    EvidenceItem item = new EvidenceItem("aws-document", signer.sign(document(), "-nodetach"));
    EvidenceBinding binding = TestRequest.binding(AGENT, "nonce", NOW);
    assertThatThrownBy(() -> unconfigured.authenticate(item, binding))
        .isInstanceOf(ProblemException.class);
  }

  private static String document() {
    return """
    {"accountId":"123456789012","architecture":"x86_64","availabilityZone":"eu-central-1a",
     "billingProducts":null,"imageId":"ami-1","instanceId":"i-0abc","instanceType":"t3.micro",
     "kernelId":null,"pendingTime":"2026-11-27T11:55:00Z","privateIp":"10.0.0.7",
     "ramdiskId":null,"region":"eu-central-1","version":"2017-09-30"}
    """;
  }

  private String changed(String what, String to) {
    return signer.sign(document().replace(what, to), "-nodetach");
  }

  private AttestedSubject authenticate(String value) {
    return documents.authenticate(
        new EvidenceItem("aws-document", value), TestRequest.binding(AGENT, "nonce", NOW));
  }

  private void refuses(String value, String check) {
    assertThatThrownBy(() -> authenticate(value))
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
