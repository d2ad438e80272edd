package org.bailiwick.ars.mirror;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.ars.description.AgentDescription;
import org.bailiwick.ars.identifier.AgentIdentifier;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.json.DefinedMembers;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * An agent of a partner domain.
 *
 * @param document what the partner's registry signed of it, as it is shown; what the agent says of
 *     itself is in the member {@code unsigned}
 * @param record the same as a record; the credential's issuer is not known here
 * @param attestation what the partner's authority claims of its attestation
 * @param said what it says of itself
 * @param identifiers its identifiers beside its name and its {@code urn:uuid}
 */
public record ForeignAgent(
    JsonObject document,
    AgentRecord record,
    Optional<AttestationSummary> attestation,
    Optional<AgentDescription> said,
    List<AgentIdentifier> identifiers) {

  /** The most characters of a record's JSON, so that a search of many records stays small. */
  public static final int LONGEST = 16_384;

  private static final String URN = "urn:uuid:";
  private static final int LONGEST_LOCATOR = 2048;
  private static final Set<String> MEMBERS =
      Set.of(
          "id",
          "agent",
          "owner",
          "capabilities",
          "locator",
          "validation_methods",
          "serial",
          "expires_at",
          "attestation",
          "unsigned",
          ToldIdentifiers.MEMBER);

  /** The domain, which the agent's name has. */
  public TrustDomain domain() {
    return record.agent().trustDomain();
  }

  Instant expiresAt() {
    return record.credential().notAfter();
  }

  /**
   * Reads an agent.
   *
   * @throws ProblemException malformed-request with check {@code export-record}, if anything is
   *     missing, unknown or of another form, or if the agent is not of this domain; with check
   *     {@code export-identifiers} if that is so of its identifiers
   */
  public static ForeignAgent read(JsonObject json, TrustDomain domain) {
    try {
      if (json.toString().length() > LONGEST) {
        throw refused("is longer than " + LONGEST + " characters", null);
      }
      DefinedMembers.require(json, MEMBERS, "", "an exported agent");
      AgentId agent = AgentId.parse(json.getString("agent"));
      if (!agent.trustDomain().equals(domain)) {
        throw refused("is not of the partner's trust domain", null);
      }
      CapabilitySet capabilities = CapabilitySet.parse(texts(json, "capabilities"));
      AgentRecord record =
          new AgentRecord(
              identifier(json.getString("id")),
              agent,
              Owner.parse(json.getString("owner")).value(),
              capabilities,
              locator(json.getString("locator")),
              methods(json),
              new AgentRecord.Credential(
                  new CredentialKey("", SerialNumber.parse(json.getString("serial"))),
                  Instant.parse(json.getString("expires_at")),
                  ""),
              AgentState.LISTED);
      return new ForeignAgent(
          json,
          record,
          attestation(json),
          said(json, capabilities),
          ToldIdentifiers.read(json, agent));
    } catch (ProblemException e) {
      throw e.check().startsWith("export-") ? e : refused(e.detail(), e);
    } catch (ClassCastException
        | NullPointerException
        | IllegalArgumentException
        | DateTimeException e) {
      throw refused("has a member that is missing or of the wrong form", e);
    }
  }

  /**
   * The agent with those of its capabilities that one of these covers; empty if there is none. What
   * it says of itself stays.
   */
  public Optional<ForeignAgent> within(CapabilitySet agreed) {
    List<String> kept =
        record.capabilities().stream().filter(agreed::covers).map(Capability::text).toList();
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    JsonObjectBuilder narrowed =
        Json.createObjectBuilder(document).add("capabilities", Json.createArrayBuilder(kept));
    return Optional.of(read(narrowed.build(), domain()));
  }

  /** The agent with those of its identifiers that count at this time. */
  ForeignAgent at(Instant now) {
    List<AgentIdentifier> counting =
        identifiers.stream().filter(each -> each.countsAt(now)).toList();
    if (counting.size() == identifiers.size()) {
      return this;
    }
    JsonObjectBuilder shown = Json.createObjectBuilder(document).remove(ToldIdentifiers.MEMBER);
    if (!counting.isEmpty()) {
      shown.add(ToldIdentifiers.MEMBER, AgentIdentifier.array(counting));
    }
    return new ForeignAgent(shown.build(), record, attestation, said, counting);
  }

  private static Optional<AttestationSummary> attestation(JsonObject json) {
    return Optional.ofNullable(json.getJsonObject("attestation"))
        .map(
            found -> {
              DefinedMembers.require(
                  found,
                  Set.of("status", "verifier", "policy", "appraised_at"),
                  "attestation.",
                  "an exported agent");
              return new AttestationSummary(
                  found.getString("verifier"),
                  found.getString("status"),
                  found.getString("policy"),
                  Instant.parse(found.getString("appraised_at")));
            });
  }

  private static Optional<AgentDescription> said(JsonObject json, CapabilitySet capabilities) {
    return Optional.ofNullable(json.getJsonObject("unsigned"))
        .map(found -> AgentDescription.read(found, capabilities));
  }

  private static List<String> methods(JsonObject json) {
    return texts(json, "validation_methods").stream()
        .map(text -> ValidationMethod.parse(text).text())
        .toList();
  }

  private static List<String> texts(JsonObject json, String name) {
    JsonArray array = json.getJsonArray(name);
    return array.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
  }

  /** An identifier as a registry writes it: a URN of a UUID in lower case. */
  static String identifier(String text) {
    if (!text.startsWith(URN)
        || !text.equals(URN + UUID.fromString(text.substring(URN.length())))) {
      throw refused("has an identifier that is no URN of a UUID", null);
    }
    return text;
  }

  private static String locator(String text) {
    URI locator = URI.create(text);
    if (text.length() > LONGEST_LOCATOR
        || !"https".equals(locator.getScheme())
        || locator.getHost() == null) {
      throw refused("has a locator that is no https URL", null);
    }
    return text;
  }

  private static ProblemException refused(String rule, Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, "export-record", "An exported agent: " + rule, cause);
  }
}
