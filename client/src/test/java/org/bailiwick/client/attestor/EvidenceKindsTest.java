package org.bailiwick.client.attestor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bailiwick.client.attestor.MetadataToken.Boundness;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The input, the question and the evidence of each kind. */
class EvidenceKindsTest {
  private static final byte[] DER = {0x30, 3, 2, 1, (byte) 0xfb};
  private static final String BASE64 = Base64.getEncoder().encodeToString(DER);

  /** By the shell of docs/attestors/azure-document.md. */
  private static final String DIGITS_OF_N_1 = "5574670802";

  private static final String BASE64URL =
      Base64.getUrlEncoder().withoutPadding().encodeToString(DER);

  @TempDir private Path folder;
  private ScriptedNode service;

  @BeforeEach
  void start() throws Exception {
    service = ScriptedNode.plain();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private static EnrolmentEvidence item(InitialEvidence evidence) {
    return evidence.item(new EvidenceRequest("n-1", TestKeys.ec(), null));
  }

  private static Reply text(String body) {
    return new Reply(200, "text/plain", body, Map.of());
  }

  @Test
  void aTokenIsReadFromItsFileEachTime() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "one\n");
    TokenFile evidence = new TokenFile(TokenFile.OIDC_TOKEN, file);
    assertThat(item(evidence)).isEqualTo(new EnrolmentEvidence("oidc-token", "one"));
    Files.writeString(file, "two");
    assertThat(item(evidence).value()).isEqualTo("two");
    Files.writeString(file, " \n");
    assertRefused(evidence, "oidc-token-file");
    Files.delete(file);
    assertRefused(evidence, "oidc-token-file");
    assertThat(item(request -> new EnrolmentEvidence("join-token", "secret")).toString())
        .doesNotContain("secret");
  }

  @Test
  void aJoinTokenComesFromAStreamToo() throws Exception {
    ByteArrayInputStream in = new ByteArrayInputStream("j-1\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(item(TokenFile.once(TokenFile.JOIN_TOKEN, in)))
        .isEqualTo(new EnrolmentEvidence("join-token", "j-1"));
  }

  @Test
  void asksGoogleForATokenWithItsHeader() {
    service.on("/computeMetadata", call -> text("a.b.c"));
    InitialEvidence evidence =
        new MetadataToken(
            MetadataToken.Provider.GCP, service.uri(), "https://aca.example", Boundness.TO_NONCE);
    assertThat(item(evidence)).isEqualTo(new EnrolmentEvidence("oidc-token", "a.b.c"));
    Call call = service.calls().getFirst();
    assertThat(call.path())
        .isEqualTo(
            "/computeMetadata/v1/instance/service-accounts/default/identity?format=full"
                + "&audience=https%3A%2F%2Faca.example%3Fnonce%3Dn-1");
    assertThat(call.headers().get("Metadata-flavor")).isEqualTo(List.of("Google"));
  }

  @Test
  void asksAzureForATokenInJson() {
    service.on("/metadata/identity", call -> Reply.json(200, "{\"access_token\":\"a.b.c\"}"));
    InitialEvidence evidence =
        new MetadataToken(
            MetadataToken.Provider.AZURE, service.uri(), "api://aca", Boundness.TO_AUDIENCE);
    assertThat(item(evidence).value()).isEqualTo("a.b.c");
    assertThat(service.calls().getFirst().path()).endsWith("&resource=api%3A%2F%2Faca");
    assertThat(service.calls().getFirst().headers().get("Metadata")).isEqualTo(List.of("true"));
  }

  @Test
  void awsIsAskedForASessionFirst() {
    service.on("/latest/api/token", call -> text(call.method().equals("PUT") ? "s-1" : ""));
    service.on(
        "/latest/dynamic/instance-identity/rsa2048",
        call ->
            List.of("s-1").equals(call.headers().get("X-aws-ec2-metadata-token"))
                ? text(BASE64.substring(0, 4) + "\n" + BASE64.substring(4))
                : new Reply(401, "text/plain", "", Map.of()));
    assertThat(item(InstanceDocument.aws(service.uri())))
        .isEqualTo(new EnrolmentEvidence("aws-document", BASE64URL));
  }

  @Test
  void azureIsAskedForDigitsOfOurNonce() {
    service.on(
        "/metadata/attested/document",
        call -> Reply.json(200, "{\"encoding\":\"pkcs7\",\"signature\":\"" + BASE64 + "\"}"));
    assertThat(item(InstanceDocument.azure(service.uri())))
        .isEqualTo(new EnrolmentEvidence("azure-document", BASE64URL));
    assertThat(service.calls().getFirst().path()).endsWith("&nonce=" + DIGITS_OF_N_1);
  }

  @Test
  void documentsComeFromFilesAsTheServicesGiveThem() throws Exception {
    Path der = Files.write(folder.resolve("der"), DER);
    Path text = Files.writeString(folder.resolve("text"), BASE64 + "\n");
    assertThat(item(InstanceDocument.awsFile(der)).value()).isEqualTo(BASE64URL);
    assertThat(item(InstanceDocument.azureFile(text)).value()).isEqualTo(BASE64URL);
    Files.writeString(text, "*");
    assertRefused(InstanceDocument.awsFile(text), "instance-document-base64");
    assertRefused(InstanceDocument.awsFile(folder.resolve("none")), "aws-document-file");
  }

  @Test
  void aServiceThatDoesNotAnswerIsNamedAndNeverQuoted() {
    service.on("/metadata/identity", call -> Reply.json(200, "{\"secret\":\"s3cret\"}"));
    InitialEvidence noMember =
        new MetadataToken(
            MetadataToken.Provider.AZURE, service.uri(), "api://aca", Boundness.TO_AUDIENCE);
    assertRefused(noMember, "metadata-service");
    assertThatThrownBy(() -> item(noMember)).message().doesNotContain("s3cret");
    assertRefused(InstanceDocument.aws(service.uri()), "metadata-service");
    assertRefused(InstanceDocument.aws(URI.create("http://127.0.0.1:1")), "metadata-service");
  }

  @Test
  void redirectsAreNotFollowed() {
    service.on(
        "/computeMetadata",
        call -> new Reply(302, "text/plain", "", Map.of("Location", "/elsewhere")));
    service.on("/elsewhere", call -> text("a.b.c"));
    assertRefused(
        new MetadataToken(MetadataToken.Provider.GCP, service.uri(), "a", Boundness.TO_AUDIENCE),
        "metadata-service");
    assertThat(service.calls()).hasSize(1);
  }

  private static void assertRefused(InitialEvidence evidence, String check) {
    assertThatThrownBy(() -> item(evidence))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
              assertThat(e.check()).isEqualTo(check);
            });
  }
}
