package org.bailiwick.aca.person;

import java.security.PublicKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.PublicJwk;

/**
 * The user behind a request, as a trusted identity provider describes this user now, and the owners
 * for whom the operator lets that user act.
 *
 * @param issuer the identity provider
 * @param subject the provider's name for the user
 * @param roles organisational roles that the token states
 * @param owners owners by subject, or by {@code role:<role>}
 * @param statedAt when the provider issued the token
 * @param keyThumbprint RFC 7638 thumbprint of the key that the provider bound the token to (RFC
 *     9449 section 6.1); empty if the token is not bound, and in a stored application
 */
public record UserContext(
    String issuer,
    String subject,
    Set<String> roles,
    Map<String, Set<String>> owners,
    Instant statedAt,
    Optional<String> keyThumbprint) {

  private static final String ROLE = "role:";

  /**
   * The user, if the token is a bearer token or was sent by the holder of the key that the provider
   * bound it to (RFC 9449 section 7.2).
   *
   * @param proved the key, other than the agent's, with which the sender signed this request
   * @throws ProblemException USER_TOKEN_REJECTED
   */
  public UserContext requireSender(Optional<PublicKey> proved) {
    Optional<String> thumbprint = proved.map(PublicJwk::thumbprint);
    if (keyThumbprint.isPresent() && !keyThumbprint.equals(thumbprint)) {
      throw new ProblemException(
          ProblemType.USER_TOKEN_REJECTED,
          "user-token-unproved",
          "The user token is bound to a key, and the sender does not prove possession of it.");
    }
    return this;
  }

  /** The person, or else the role, that lets the user act for this owner. */
  public Principal principalFor(Owner owner) {
    if (!allowsPerson(owner)) {
      for (String role : roles.stream().sorted().toList()) {
        if (allows(ROLE + role, owner)) {
          return new Principal(Principal.Kind.ROLE, issuer, role);
        }
      }
    }
    return new Principal(Principal.Kind.PERSON, issuer, subject);
  }

  /** Whether the user may act for this owner, in person or by a role. */
  public boolean mayActFor(Owner owner) {
    return allowsPerson(owner) || roles.stream().anyMatch(role -> allows(ROLE + role, owner));
  }

  /** A subject that begins with {@code role:} is not that role. */
  private boolean allowsPerson(Owner owner) {
    return !subject.startsWith(ROLE) && allows(subject, owner);
  }

  private boolean allows(String actor, Owner owner) {
    return owners.getOrDefault(actor, Set.of()).contains(owner.value());
  }
}
