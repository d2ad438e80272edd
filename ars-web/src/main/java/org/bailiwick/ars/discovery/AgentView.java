package org.bailiwick.ars.discovery;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.credential.Pem;

/** Writes a record as the JSON object that the registry shows. */
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
        .add("serial", record.serial().hex())
        .add("expires_at", DateTimeFormatter.ISO_INSTANT.format(record.notAfter()))
        .add("state", record.state().text())
        .add("certificate_sha256", Pem.sha256(record.certificate()))
        .build();
  }

  static JsonArrayBuilder all(List<AgentRecord> records) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    records.forEach(record -> all.add(of(record)));
    return all;
  }
}
