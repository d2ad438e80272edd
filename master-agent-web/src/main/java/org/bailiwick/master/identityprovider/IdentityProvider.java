package org.bailiwick.master.identityprovider;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * An identity provider, as its file describes it.
 *
 * @param name the file's name without its ending
 * @param tlsAnchors of the provider's server; when empty, those of the platform
 * @param rolesClaim the claim of an ID token that has roles, with dots between nested members; may
 *     be empty
 * @param acrValues the authentication context classes that it knows, as far as the file says
 * @param scopes the largest scope of a subject, or of each member of {@code role:<role>}
 */
record IdentityProvider(
    String name,
    Endpoints endpoints,
    Set<X509Certificate> tlsAnchors,
    List<String> algorithms,
    ProviderClient client,
    String rolesClaim,
    List<String> acrValues,
    Map<String, CapabilitySet> scopes) {

  private static final String ROLE = "role:";

  IdentityProvider {
    tlsAnchors = Set.copyOf(tlsAnchors);
    algorithms = List.copyOf(algorithms);
    acrValues = List.copyOf(acrValues);
    scopes = Map.copyOf(scopes);
  }

  /** The provider's issuer identifier and URLs. */
  record Endpoints(String issuer, URI authorization, URI token, URI keys) {}

  /** All that this person may have done. */
  CapabilitySet scopesOf(SignedInPerson person) {
    Stream<String> names =
        Stream.concat(
            Stream.of(person.person().subject()), person.roles().stream().map(ROLE::concat));
    return CapabilitySet.of(
        names
            .filter(scopes::containsKey)
            .flatMap(name -> scopes.get(name).stream())
            .distinct()
            .toList());
  }
}
