package org.bailiwick.system.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A credential that says that no revocation information is available (RFC 9608), as openssl and
 * zlint read it; and that our own registry refuses it all the same once it is revoked (R14).
 */
class NoRevocationIT {

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  @BeforeEach
  void permitIt() throws IOException, InterruptedException {
    Files.writeString(
        nodes.home().resolve("authority/profiles/brief.json"),
        """
        {"name": "brief", "validity": "PT1H", "capabilities": ["fx.rates@1"], "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"], "revocation": "none"}
        """);
    Thread.sleep(1500); // files of operators count within a second
  }

  @Test
  void namesNoStatusAndIsRefusedHereOnceItIsRevoked() {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("profile", "brief");
    TestLeaf agent = enrolment.granted();
    Questions questions = new Questions(nodes, wire, folder, agent);
    String leaf = questions.file("leaf.pem").toString();
    assertThat(Tool.run("openssl", "x509", "-in", leaf, "-noout", "-text").output())
        .containsPattern("X509v3 No Revocation Available|2\\.5\\.29\\.56")
        .contains("CA Issuers - URI:")
        .doesNotContain("CRL Distribution Points", "OCSP - URI", "Freshest CRL");
    assertThat(questions.verify().output()).contains("leaf.pem: OK");
    assertThat(Tool.run("zlint", "-includeSources", "RFC5280", leaf).output())
        .contains("\"pass\"")
        .doesNotContain("\"error\"", "\"fatal\"");

    register(agent).expecting(201);
    assertThat(questions.openssl("-no_nonce").output()).contains("leaf.pem: good");
    questions.revoke();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> register(agent).text("type").endsWith(":credential-revoked"));
    assertThat(questions.openssl("-no_nonce").output()).contains("leaf.pem: revoked");
    assertThat(questions.verify().output()).contains("leaf.pem: OK"); // what R14 loses outside
  }

  private Answer register(TestLeaf agent) {
    return wire.send(
        Call.post(nodes.registry("/v1/agents"), Claim.of(agent).build().toString()).as(agent));
  }
}
