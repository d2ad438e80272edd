package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.client.key.Thumbprint;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * An owner's word, signed by a key of the owner's, that this agent with this key may have these
 * capabilities (docs/dual-identity.md). The owner makes it; the agent adds its acceptance and never
 * sees the owner's private key.
 */
public final class OwnerConsent {
  private static final Duration LONGEST = Duration.ofHours(1);

  private final String text;

  private OwnerConsent(String text) {
    this.text = text;
  }

  /**
   * To what the owner consents.
   *
   * @param authority base URL of the authority, as the authority names itself
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
   * Signs, for one use.
   *
   * @param life an hour at most
   */
  public static OwnerConsent sign(KeyPair owner, Terms terms, Duration life) {
    return sign(owner, terms, life, Clock.systemUTC());
  }

  static OwnerConsent sign(KeyPair owner, Terms terms, Duration life, Clock clock) {
    if (life.isNegative() || life.isZero() || life.compareTo(LONGEST) > 0) {
      throw refused("owner-consent-life", "A consent is good for an hour at most", null);
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
            .add("exp", now.plus(life).getEpochSecond())
            .build();
    return new OwnerConsent(StatementSigner.ofOwner(owner).sign("owner-consent+jwt", claims));
  }

  /** One that came from the owner; whether it is good is for the authority to say. */
  public static OwnerConsent parse(String text) {
    OwnerConsent consent = new OwnerConsent(text.strip());
    consent.ownersThumbprint();
    return consent;
  }

  /**
   * The agent's signed acceptance of this owner's key.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code owner-consent-key}, if the consent is
   *     for another key of the agent than this
   */
  String acceptance(KeyPair agent, String nonce, Owner owner) {
    requireFor(agent.getPublic());
    JsonObject claims =
        Json.createObjectBuilder()
            .add("nonce", nonce)
            .add("owner", owner.value())
            .add("owner_jkt", ownersThumbprint())
            .build();
    return StatementSigner.unnamed(agent).sign("owner-acceptance+jwt", claims);
  }

  /** Told here by its thumbprint: the authority could only say that it is another. */
  private void requireFor(PublicKey agent) {
    String ours = Thumbprint.of(agent);
    if (!Optional.of(ours).equals(part(1).map(claims -> claims.getString("agent_jkt", "")))) {
      throw refused(
          "owner-consent-key",
          "The owner's consent is for another key; this one has the thumbprint " + ours,
          null);
    }
  }

  private String ownersThumbprint() {
    return part(0)
        .map(header -> header.get("jwk"))
        .filter(JsonObject.class::isInstance)
        .map(jwk -> Thumbprint.ofJwk(jwk.toString()))
        .orElseThrow(() -> refused("owner-consent-form", "This is no owner's consent", null));
  }

  private Optional<JsonObject> part(int number) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(StrictJson.object(Base64.getUrlDecoder().decode(parts[number])));
    } catch (ProblemException | IllegalArgumentException e) {
      throw refused("owner-consent-form", "This is no owner's consent", e);
    }
  }

  private static ProblemException refused(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail, cause);
  }

  /** The compact JWS, for whoever carries it to the agent. */
  public String text() {
    return text;
  }

  /** Without the consent, which is good once to whoever has it and the agent's key. */
  @Override
  public String toString() {
    return "OwnerConsent";
  }
}
