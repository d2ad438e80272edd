package org.bailiwick.ars.discovery;

import jakarta.json.bind.annotation.JsonbProperty;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.credential.Pem;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A record as the registry shows it. */
@Schema(name = "Agent")
public record AgentView(
    @Schema(required = true, description = "urn:uuid of version 7, never given to another name")
        String id,
    @Schema(required = true, description = "the agent's SPIFFE id") String agent,
    @Schema(required = true) String owner,
    @Schema(required = true, description = "canonical texts, sorted") List<String> capabilities,
    @Schema(required = true) String locator,
    @Schema(required = true) @JsonbProperty("validation_methods") List<String> validationMethods,
    @Schema(required = true, description = "of the credential, lower-case hex") String serial,
    @Schema(required = true, format = "date-time") @JsonbProperty("expires_at") String expiresAt,
    @Schema(
            required = true,
            enumeration = {"listed", "revoked", "withdrawn"})
        String state,
    @Schema(required = true, description = "SHA-256 of the credential, base64url")
        @JsonbProperty("certificate_sha256")
        String certificateSha256) {

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
