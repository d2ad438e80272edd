package org.bailiwick.ars.records;

import java.time.Instant;
import java.util.List;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * One agent of the registry, with the attributes from its credential. {@code identifier} is the
 * {@code urn:uuid} that the registry gave the agent.
 */
public record AgentRecord(
    String identifier,
    AgentId agent,
    String owner,
    CapabilitySet capabilities,
    String locator,
    List<String> validationMethods,
    Credential credential,
    AgentState state) {

  private static final String URN = "urn:uuid:";

  /** The identifier of which a path holds the part after {@code urn:uuid:}. */
  public static String identifier(String uuid) {
    return URN + uuid;
  }

  /**
   * The credential of a record, without the certificate itself, since to parse a certificate takes
   * longer than to read the whole row.
   *
   * @param notAfter the end of its validity
   * @param sha256 the certificate's SHA-256 in base64url
   */
  public record Credential(CredentialKey key, Instant notAfter, String sha256) {

    static Credential of(CredentialKey key, Instant notAfter, byte[] der) {
      return new Credential(key, notAfter, Sha256.base64url(der));
    }

    /** The same, taken from a credential that was parsed before. */
    public static Credential of(AgentCredential credential) {
      return of(
          CredentialKey.of(credential.certificate()),
          credential.certificate().getNotAfter().toInstant(),
          Pem.der(credential.certificate()));
    }
  }

  /** Whether the record may be shown at this moment. */
  public boolean isListedAt(Instant now) {
    return state == AgentState.LISTED && now.isBefore(credential.notAfter());
  }

  /** The refusal of an identifier that no record has, whatever its state. */
  public static ProblemException unknown() {
    return new ProblemException(
        ProblemType.AGENT_UNKNOWN, "agent-not-known", "No agent has this identifier");
  }

  /** The refusal of an identifier under which no agent is listed. */
  public static ProblemException unlisted() {
    return new ProblemException(
        ProblemType.AGENT_UNKNOWN, "agent-not-listed", "No agent is listed under this identifier");
  }
}
