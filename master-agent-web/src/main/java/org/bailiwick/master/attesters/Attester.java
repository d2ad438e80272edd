package org.bailiwick.master.attesters;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.bailiwick.node.jose.JwtKeys;

/**
 * A client attester that an operator trusts: a server behind client instances, which signs what
 * their keys are (draft-ietf-oauth-attestation-based-client-auth section 3).
 *
 * @param name the name of its file, without the ending
 * @param issuer exact value of {@code iss} in its attestations
 * @param algorithms JWS algorithms of its attestations; all are asymmetric
 * @param keys its own keys, which verify nobody else's attestations
 * @param clients the client ids for which it may vouch
 * @param longest how long an attestation may count
 */
public record Attester(
    String name,
    String issuer,
    List<String> algorithms,
    JwtKeys keys,
    Set<String> clients,
    Duration longest) {

  public Attester {
    algorithms = List.copyOf(algorithms);
    clients = Set.copyOf(clients);
  }

  /** Whether an attestation about this client counts. */
  public boolean mayVouchFor(String clientId) {
    return clients.contains(clientId);
  }
}
