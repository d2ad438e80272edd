package org.bailiwick.ars.discovery;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.contract.credential.AttestationSummary;

/** Writes the signed attributes of a record as a JSON object. */
public final class AgentView {
  private AgentView() {}

  public static JsonObject of(AgentRecord record) {
    return Json.createObjectBuilder()
        .add("id", record.identifier())
        .add("agent", record.agent().toString())
        .add("owner", record.owner())
        .add("capabilities", Json.createArrayBuilder(record.capabilities().texts()))
        .add("locator", record.locator())
        .add("validation_methods", Json.createArrayBuilder(record.validationMethods()))
        .add("serial", record.credential().key().serial().hex())
        .add("expires_at", DateTimeFormatter.ISO_INSTANT.format(record.credential().notAfter()))
        .add("state", record.state().text())
        .add("certificate_sha256", record.credential().sha256())
        .build();
  }

  /**
   * The same of a record that changed, in this state and without the certificate's digest. Its
   * principal and its attestation are there too, since only nodes and auditors read changes.
   */
  static JsonObject of(ChangedAgents.Row agent, AgentState state) {
    JsonObjectBuilder view = Json.createObjectBuilder();
    agent.credential().attestation().ifPresent(found -> view.add("attestation", of(found)));
    return view.add("id", agent.identifier())
        .add("agent", agent.name())
        .add("owner", agent.claims().owner())
        .add("capabilities", Json.createArrayBuilder(agent.claims().capabilities()))
        .add("locator", agent.claims().locator())
        .add(
            "validation_methods",
            Json.createArrayBuilder(List.of(agent.claims().validationMethods().split(" ", -1))))
        .add("serial", agent.credential().serial())
        .add("expires_at", DateTimeFormatter.ISO_INSTANT.format(agent.credential().notAfter()))
        .add("state", state.text())
        .add(
            "principal",
            Json.createObjectBuilder()
                .add("kind", agent.claims().principal().kind())
                .add("issuer", agent.claims().principal().issuer())
                .add("subject", agent.claims().principal().subject()))
        .build();
  }

  private static JsonObjectBuilder of(AttestationSummary attestation) {
    return Json.createObjectBuilder()
        .add("status", attestation.status())
        .add("verifier", attestation.verifier())
        .add("policy", attestation.policy())
        .add("appraised_at", attestation.appraisedAt().toString());
  }
}
