package org.bailiwick.master.identityprovider;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;

/**
 * The identity providers, one file each ({@code providers/<name>.json}), read again within two
 * seconds of a change. A method with the name of a provider that is not described, or not readable
 * now, throws dependency-unavailable; {@link #isDescribed} tells before.
 */
public final class IdentityProviders {

  private final ReviewedFolder<ProviderExchange> folder;

  /** Without a folder there is no provider. */
  public IdentityProviders(Optional<Path> folder, Clock clock) {
    this.folder = new ReviewedFolder<>(folder, file -> exchange(file, clock), clock);
  }

  private static ProviderExchange exchange(Path file, Clock clock) throws IOException {
    return new ProviderExchange(ProviderFile.read(file), clock);
  }

  /** Whether a file without fault describes this provider. */
  public boolean isDescribed(String name) {
    return folder.find(name).isPresent();
  }

  /** Whether a fault hides the file of this provider, if it has one. */
  public boolean isFaulty(String name) {
    return folder.isFaulty(name);
  }

  /** The faults by name of the file, or by the folder if that cannot be read. */
  public Map<String, String> faults() {
    return folder.faults();
  }

  /** The provider's issuer identifier. */
  public String issuer(String name) {
    return find(name).provider().endpoints().issuer();
  }

  /** Where a browser goes to sign in, and comes back from to the callback. */
  public URI signInUrl(String name, SignInRequest request) {
    return find(name).signInUrl(request);
  }

  /** The authentication context classes that the provider's file names; none if it has a fault. */
  public List<String> acrValues(String name) {
    return folder.find(name).map(found -> found.provider().acrValues()).orElseGet(List::of);
  }

  /**
   * Exchanges the code of a sign-in at the provider.
   *
   * @throws ProblemException access-token-invalid for an ID token that is not right
   */
  public ProviderAnswer redeem(String name, String code, LoginSecret secret, URI callback) {
    return find(name).redeem(code, secret, callback);
  }

  /** Asks whether the provider still vouches for this person, by its refresh token. */
  public ProviderAnswer ask(String name, String refreshToken, SignedInPerson person) {
    return find(name).ask(refreshToken, person);
  }

  /** All that the provider's file lets this person have done. */
  public CapabilitySet scopesOf(String name, SignedInPerson person) {
    return find(name).provider().scopesOf(person);
  }

  private ProviderExchange find(String name) {
    return folder
        .find(name)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.DEPENDENCY_UNAVAILABLE,
                    "provider-description",
                    "The identity provider is not described, or its description has a fault."));
  }
}
