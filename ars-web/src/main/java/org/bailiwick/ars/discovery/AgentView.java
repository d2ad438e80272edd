package org.bailiwick.ars.discovery;

import jakarta.json.bind.annotation.JsonbProperty;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.credential.Pem;

/** A record as the registry shows it. */
public record AgentView(
    String id,
    String agent,
    String owner,
    List<String> capabilities,
    String locator,
    @JsonbProperty("validation_methods") List<String> validationMethods,
    String serial,
    @JsonbProperty("expires_at") String expiresAt,
    String state,
    @JsonbProperty("certificate_sha256") String certificateSha256) {

  public static AgentView of(AgentRecord record) {
    return new AgentView(
        record.identifier(),
        record.agent().toString(),
        record.owner(),
        List.copyOf(record.capabilities().texts()),
        record.locator(),
        record.validationMethods(),
        record.serial().hex(),
        DateTimeFormatter.ISO_INSTANT.format(record.notAfter()),
        record.state().token(),
        Pem.sha256(record.certificate()));
  }
}
