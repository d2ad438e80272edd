package org.bailiwick.node.trust.accesstokens;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;

/**
 * On which terms access tokens that a partner's authorization server has issued for this domain
 * count, as the member {@code access_tokens} of the server describes them.
 *
 * @param audience the name of this resource server there, which must be among the values of {@code
 *     aud}
 * @param scopes the server's words, and what each stands for here
 * @param clients client ids of that server that are no SPIFFE ids, and the agent that each means
 * @param introspection where the server is asked about each token; without it, tokens are JWTs that
 *     its keys verify
 */
public record AccessTokenTerms(
    String audience,
    Map<String, CapabilitySet> scopes,
    Map<String, SpiffeId> clients,
    Optional<IntrospectionTerms> introspection) {

  public AccessTokenTerms {
    scopes = Map.copyOf(scopes);
    clients = Map.copyOf(clients);
  }

  /** What the words of a token's scope stand for; words that the terms lack stand for nothing. */
  public CapabilitySet scopeOf(String words) {
    return union(Arrays.stream(words.split(" ", -1)).filter(scopes::containsKey).map(scopes::get));
  }

  /** The capabilities that are in one of the sets. */
  static CapabilitySet union(Stream<CapabilitySet> sets) {
    return CapabilitySet.of(
        sets.flatMap(CapabilitySet::stream).collect(Collectors.toCollection(TreeSet::new)));
  }

  /** The agent that a client id means: the one that it names itself, or that the terms name. */
  public Optional<SpiffeId> agentOf(String clientId) {
    if (!clientId.startsWith(SpiffeId.SCHEME)) {
      return Optional.ofNullable(clients.get(clientId));
    }
    try {
      return Optional.of(SpiffeId.parse(clientId)).filter(id -> id.toString().equals(clientId));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }
}
