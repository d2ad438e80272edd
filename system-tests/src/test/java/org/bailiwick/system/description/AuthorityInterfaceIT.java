package org.bailiwick.system.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description that a running node serves is enough to write a client of the authority. */
class AuthorityInterfaceIT {
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  @Test
  void clientGeneratedFromTheServedDescriptionCallsTheAuthority(@TempDir Path folder)
      throws Exception {
    TestLeaf agent = new Enrolment(nodes, wire).granted();
    TestLeaf other = new Enrolment(nodes, wire).granted();
    AgentCredential credential = AgentCredential.read(agent.certificate());
    String served = wire.send(Call.get(nodes.authority("/openapi"))).expecting(200).body();

    Map<String, String> answers =
        new GeneratedClient(folder)
            .with(served, "AuthorityCaller")
            .apply(
                wire.client(Optional.of(agent)),
                Map.of(
                    "url", nodes.authority("").toString(),
                    "serial", credential.serial().hex(),
                    "other", AgentCredential.read(other.certificate()).serial().hex()));

    assertThat(answers.get("nonce")).isNotBlank();
    assertThat(answers).containsEntry("holder", credential.agent().toString());
    assertThat(answers).containsEntry("status", "valid");
    assertThat(answers)
        .containsEntry("not-after", agent.certificate().getNotAfter().toInstant().toString());
    assertThat(Pem.certificates(answers.get("certificate"))).containsExactly(agent.certificate());
    assertThat(answers.get("other")).startsWith("403 ").contains("policy-denied");
  }

  @Test
  void clientOfAnOfficerReportsAKeyAndEndsWhatATriggerReaches(@TempDir Path folder)
      throws Exception {
    String served = wire.send(Call.get(nodes.authority("/openapi"))).expecting(200).body();
    TestLeaf agent = new Enrolment(nodes, wire).granted();
    AgentCredential credential = AgentCredential.read(agent.certificate());
    String digest =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(TestKeys.ec().getPublic().getEncoded()));

    Map<String, String> answers =
        new GeneratedClient(folder)
            .with(served, "OfficerCaller")
            .apply(
                wire.client(Optional.of(nodes.operator("officer-1"))),
                Map.of(
                    "url", nodes.authority("").toString(),
                    "key", digest,
                    "name", credential.agent().toString()));

    assertThat(answers).containsEntry("key", digest);
    assertThat(answers.get("reported-by")).endsWith("/operator/officer/officer-1");
    assertThat(answers).containsEntry("circumstances", "found in a backup");
    assertThat(answers).containsEntry("would-end", credential.serial().hex());
    assertThat(answers).containsEntry("ended", credential.serial().hex());
    assertThat(answers).containsEntry("reason", "cessation-of-operation");
    assertThat(answers.get("crl")).matches("[0-9]+");
    assertThat(answers).containsEntry("schedule", "pending cancelled");
  }
}
