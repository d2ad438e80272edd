package org.bailiwick.client.attestor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The call of a node's program and its accepted output; the content of an HSM's files. */
class NodeStatementTest {
  private static final KeyPair KEY = TestKeys.ec();

  @TempDir private Path folder;

  private NodeStatement says(String script) throws IOException {
    Path helper = Files.writeString(folder.resolve("helper; exit 9"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwx------"));
    return new NodeStatement(helper, Duration.ofSeconds(2));
  }

  private static EnrolmentEvidence item(NodeStatement statement) {
    return statement.item(new EvidenceRequest("n-1", KEY, null));
  }

  /** The name of the program would be two commands for a shell. */
  @Test
  void aProgramIsToldNonceAndKeyAndItsWordIsTheEvidence() throws Exception {
    EnrolmentEvidence item = item(says("cat >\"$(dirname \"$0\")/asked\"; echo a.b-_.c"));
    assertThat(item).isEqualTo(new EnrolmentEvidence("container", "a.b-_.c"));
    JsonObject asked =
        Json.createReader(new StringReader(Files.readString(folder.resolve("asked")))).readObject();
    assertThat(asked.getString("nonce")).isEqualTo("n-1");
    assertThat(asked.getString("jkt"))
        .isEqualTo(
            PublicJsonWebKey.Factory.newPublicJwk(KEY.getPublic())
                .calculateBase64urlEncodedThumbprint("SHA-256"));
    assertThat(asked.getString("key"))
        .isEqualTo(Pem.block("PUBLIC KEY", KEY.getPublic().getEncoded()));
  }

  @Test
  void whatIsNoStatementIsNotSent() throws Exception {
    assertRefused("exit 3", "ended with exit 3");
    assertRefused("echo no; exit 0", "wrote no statement");
    assertRefused("yes a | head -c 100000; exit 0", "wrote no statement");
    assertThatThrownBy(() -> item(new NodeStatement(folder.resolve("none"))))
        .hasMessageContaining("cannot be started");
    Instant begun = Instant.now();
    assertRefused("sleep 30", "has not ended after 2 seconds");
    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(20));
  }

  private void assertRefused(String script, String message) throws IOException {
    NodeStatement statement = says(script);
    assertThatThrownBy(() -> item(statement))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("container-helper"))
        .hasMessageContaining(message);
  }

  @Test
  void anHsmsFilesMustAttestTheKeyOfTheRequest() throws Exception {
    TestLeaf leaf = TestCa.create("vendor.example").leafWithUri("spiffe://vendor.example/hsm/1");
    Path attestation = Files.writeString(folder.resolve("a.pem"), Pem.of(leaf.certificate()));
    Path chain = Files.writeString(folder.resolve("c.pem"), Pem.of(leaf.chain()));
    HsmAttestation evidence = new HsmAttestation(attestation, chain);
    KeyPair pair = new KeyPair(leaf.certificate().getPublicKey(), leaf.key());
    EnrolmentEvidence item = evidence.item(new EvidenceRequest("n-1", pair, null));
    assertThat(item.type()).isEqualTo("hsm-key");
    assertFault(evidence, KEY, "hsm-attestation-key");
    Files.writeString(chain, "none");
    assertFault(evidence, pair, "hsm-attestation-file");
    Files.delete(attestation);
    assertFault(evidence, pair, "hsm-attestation-file");
  }

  private static void assertFault(HsmAttestation evidence, KeyPair key, String check) {
    assertThatThrownBy(() -> evidence.item(new EvidenceRequest("n-1", key, null)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo(check));
  }
}
