package org.bailiwick.system.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.Test;

/** Two holders of one device key renew one credential (threat 14), on running nodes. */
class CloneIT {
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final TestLeaf officer = nodes.operator("officer-1");

  @Test
  void theSecondRenewalOfOneCredentialFreezesTheNameUntilAnOfficerReleasesIt() {
    Enrolment first = new Enrolment(nodes, wire);
    Answer granted = wire.send(first.call()).expecting(201);
    assertThat(granted.text("renew_at")).isLessThan(granted.text("not_after"));
    String serial = granted.text("serial");
    String renewed = wire.send(renewal(first, serial)).expecting(201).text("serial");

    Answer alarm = wire.send(renewal(first, serial)).expecting(409);
    assertThat(alarm.body()).contains("urn:bailiwick:problem:identity-frozen");
    assertThat(status(serial)).isEqualTo("revoked");
    assertThat(status(renewed)).isEqualTo("revoked");
    wire.send(renewal(first, renewed)).expecting(409);

    wire.send(
            Call.post(
                    nodes.authority("/v1/frozen-identities/" + frozen(first) + "/release"),
                    "{\"circumstances\":\"drill\"}")
                .as(officer))
        .expecting(200);
    wire.send(again(first).call()).expecting(201);
  }

  private Call renewal(Enrolment first, String serial) {
    Enrolment renewal = again(first);
    renewal.statement().claim("replaces", serial);
    return renewal.call();
  }

  private Enrolment again(Enrolment first) {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("name", first.name());
    return enrolment;
  }

  private String frozen(Enrolment enrolment) {
    return wire
        .send(Call.get(nodes.authority("/v1/frozen-identities")).as(officer))
        .expecting(200)
        .json()
        .getJsonArray("identities")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(identity -> identity.getString("agent").endsWith("/" + enrolment.name()))
        .map(identity -> identity.getString("id"))
        .findFirst()
        .orElseThrow();
  }

  private String status(String serial) {
    return wire.send(Call.get(nodes.authority("/v1/credentials/" + serial)).as(officer))
        .expecting(200)
        .text("status");
  }
}
