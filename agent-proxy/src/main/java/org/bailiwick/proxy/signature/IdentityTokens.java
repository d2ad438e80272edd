package org.bailiwick.proxy.signature;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.wit.WitClient;
import org.bailiwick.client.wit.WorkloadToken;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The Workload Identity Token of the credential in use. It is fetched from the authority when it is
 * first needed, after a renewal of the credential, and after two thirds of its lifetime.
 */
final class IdentityTokens {
  private record Token(SerialNumber serial, String text, Instant renewAt) {}

  private final CredentialFolder folder;
  private final TrustedAuthority trusted;
  private final URI authority;
  private final Clock clock;
  private Optional<Token> token = Optional.empty();

  IdentityTokens(CredentialFolder folder, TrustedAuthority trusted, URI authority, Clock clock) {
    this.folder = folder;
    this.trusted = trusted;
    this.authority = authority;
    this.clock = clock;
  }

  /** The token for the credential with this serial number. */
  synchronized String of(SerialNumber serial) {
    Optional<Token> usable =
        token.filter(
            each -> each.serial().equals(serial) && clock.instant().isBefore(each.renewAt()));
    if (usable.isEmpty()) {
      token = Optional.of(fetch(serial));
    }
    return token.orElseThrow().text();
  }

  private Token fetch(SerialNumber serial) {
    try (WitClient client = new WitClient(authority, trusted, folder)) {
      WorkloadToken fetched = client.fetch();
      return new Token(serial, fetched.text(), fetched.dueAt());
    }
  }
}
