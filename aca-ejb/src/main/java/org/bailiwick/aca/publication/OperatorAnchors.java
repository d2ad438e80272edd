package org.bailiwick.aca.publication;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Ended;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The operator CAs in use: those whose certificates are not revoked in the ledger. The revocation
 * of the last one has no effect until a ceremony has made another, since otherwise no operator
 * could act.
 */
@Singleton
public final class OperatorAnchors {

  private final Authorities authorities;
  private final RevokedCredentials revoked;

  /** Times of revocations, which are never taken back; they are needed for every request. */
  private final Map<String, Instant> ends = new ConcurrentHashMap<>();

  @Inject
  public OperatorAnchors(Authorities authorities, RevokedCredentials revoked) {
    this.authorities = authorities;
    this.revoked = revoked;
  }

  public List<Authority> inUse() {
    List<Authority> left =
        authorities.forOperators().stream().filter(each -> end(each).isEmpty()).toList();
    return left.isEmpty() ? List.of(authorities.operators()) : left;
  }

  /** The times at which the other operator CAs were revoked. */
  Stream<Instant> ends() {
    return authorities.forOperators().stream().flatMap(each -> end(each).stream());
  }

  private Optional<Instant> end(Authority operatorCa) {
    Instant known = ends.get(operatorCa.id());
    if (known != null) {
      return Optional.of(known);
    }
    SerialNumber own = new SerialNumber(operatorCa.certificate().getSerialNumber());
    Optional<Instant> end = revoked.find(new CredentialRef(operatorCa.id(), own)).map(Ended::at);
    end.ifPresent(at -> ends.put(operatorCa.id(), at));
    return end;
  }
}
