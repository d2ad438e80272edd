package org.bailiwick.system.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.Test;

/** A running node's timer executes what is due (requirement R15, scheduled decommissioning). */
class ScheduleIT {
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final TestLeaf officer = nodes.operator("officer-1");

  @Test
  void revokesAtTheTimeAndSaysSo() {
    AgentCredential credential = enrolled();
    String id = schedule(credential, Duration.ofSeconds(2));
    assertThat(status(credential)).isEqualTo("valid");
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> status(credential).equals("revoked"));
    Answer ended =
        wire.send(Call.get(nodes.authority("/v1/revocation-schedules?ended=true")).as(officer))
            .expecting(200);
    assertThat(ended.body()).contains(id).contains("\"state\":\"executed\"");
  }

  @Test
  void aCancelledOneIsNoLongerPending() {
    AgentCredential credential = enrolled();
    String id = schedule(credential, Duration.ofDays(1));
    assertThat(pending()).contains(id);
    Call cancel = Call.delete(nodes.authority("/v1/revocation-schedules/" + id)).as(officer);
    assertThat(wire.send(cancel).expecting(200).text("state")).isEqualTo("cancelled");
    assertThat(pending()).doesNotContain(id);
    wire.send(cancel).expecting(409);
    assertThat(status(credential)).isEqualTo("valid");
  }

  private AgentCredential enrolled() {
    return AgentCredential.read(new Enrolment(nodes, wire).granted().certificate());
  }

  private String schedule(AgentCredential credential, Duration in) {
    String body =
        "{\"trigger\":\"decommissioning\",\"subject\":\"name:%s\",\"at\":\"%s\"}"
            .formatted(credential.agent(), Instant.now().plus(in));
    return wire.send(Call.post(nodes.authority("/v1/revocation-schedules"), body).as(officer))
        .expecting(201)
        .text("id");
  }

  private String pending() {
    return wire.send(Call.get(nodes.authority("/v1/revocation-schedules")).as(officer))
        .expecting(200)
        .body();
  }

  private String status(AgentCredential credential) {
    return wire.send(
            Call.get(nodes.authority("/v1/credentials/" + credential.serial().hex())).as(officer))
        .expecting(200)
        .text("status");
  }
}
