package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.bailiwick.client.key.Thumbprint;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * An owner's consent, signed by the owner's key, that this agent with this key may have these
 * capabilities (docs/dual-identity.md). The agent adds its signed acceptance; it never has the
 * owner's private key.
 */
public final class OwnerConsent {
  private static final Duration MAX_LIFETIME = Duration.ofHours(1);

  private final String text;
  private final String ownerKey;
  private final String agentKey;

  private OwnerConsent(String text, String ownerKey, String agentKey) {
    this.text = text;
    this.ownerKey = ownerKey;
    this.agentKey = agentKey;
  }

  /**
   * The terms to which the owner consents.
   *
   * @param authority base URL of the authority, as in its settings
   * @param agentKey thumbprint of the agent's key (RFC 7638)
   */
  public record Terms(
      String authority,
      AgentId agent,
      String agentKey,
      Owner owner,
      String profile,
      CapabilitySet capabilities) {}

  /**
   * Signs a consent that can be used once.
   *
   * @param lifetime an hour at most
   */
  public static OwnerConsent sign(KeyPair owner, Terms terms, Duration lifetime) {
    return sign(owner, terms, lifetime, Clock.systemUTC());
  }

  static OwnerConsent sign(KeyPair owner, Terms terms, Duration lifetime, Clock clock) {
    if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(MAX_LIFETIME) > 0) {
      throw refused("owner-consent-life", "A lifetime above zero and at most PT1H is needed", null);
    }
    Instant now = clock.instant();
    JsonObject claims =
        Json.createObjectBuilder()
            .add("aud", terms.authority())
            .add("agent", terms.agent().toString())
            .add("agent_jkt", terms.agentKey())
            .add("owner", terms.owner().value())
            .add("profile", terms.profile())
            .add("capabilities", Json.createArrayBuilder(terms.capabilities().texts()))
            .add("jti", UUID.randomUUID().toString())
            .add("iat", now.getEpochSecond())
            .add("exp", now.plus(lifetime).getEpochSecond())
            .build();
    return new OwnerConsent(
        StatementSigner.ofOwner(owner).sign("owner-consent+jwt", claims),
        Thumbprint.of(owner.getPublic()),
        terms.agentKey());
  }

  /**
   * Reads a consent without verifying it; the authority verifies it.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code owner-consent-form}
   */
  public static OwnerConsent parse(String text) {
    String compact = text.strip();
    JsonWebSignature jws = new JsonWebSignature();
    try {
      jws.setCompactSerialization(compact);
      PublicJsonWebKey owner = jws.getJwkHeader();
      if (owner == null) {
        throw new JoseException("no jwk in the header");
      }
      String agentKey = StrictJson.object(jws.getUnverifiedPayload()).getString("agent_jkt", "");
      return new OwnerConsent(compact, Thumbprint.of(owner.getPublicKey()), agentKey);
    } catch (JoseException | ProblemException e) {
      throw refused("owner-consent-form", "This is no owner's consent", e);
    }
  }

  /**
   * The agent's signed acceptance of this owner's key.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code owner-consent-key}, if the consent is
   *     for another key
   */
  String acceptance(KeyPair agent, String nonce, Owner owner) {
    String thumbprint = Thumbprint.of(agent.getPublic());
    // The authority would refuse the consent too, but without the thumbprint.
    if (!thumbprint.equals(agentKey)) {
      throw refused(
          "owner-consent-key",
          "The owner's consent is for another key; this one has the thumbprint " + thumbprint,
          null);
    }
    JsonObject claims =
        Json.createObjectBuilder()
            .add("nonce", nonce)
            .add("owner", owner.value())
            .add("owner_jkt", ownerKey)
            .build();
    return StatementSigner.unnamed(agent).sign("owner-acceptance+jwt", claims);
  }

  private static ProblemException refused(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail, cause);
  }

  /** The compact JWS. */
  public String text() {
    return text;
  }

  /** Omits the consent, which is a secret. */
  @Override
  public String toString() {
    return "OwnerConsent";
  }
}
