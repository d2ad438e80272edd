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
 * Which operator CAs count. Each does until its own certificate ends or is revoked in the ledger.
 * The revocation of the last one has no effect until a ceremony has made another: else nobody would
 * be left who could do anything.
 */
@Singleton
public final class OperatorAnchors {

  private final Authorities authorities;
  private final RevokedCredentials revoked;

  /** A revocation holds for good, so each is looked up once; asked on every request. */
  private final Map<String, Instant> ends = new ConcurrentHashMap<>();

  @Inject
  public OperatorAnchors(Authorities authorities, RevokedCredentials revoked) {
    this.authorities = authorities;
    this.revoked = revoked;
  }

  /** The authorities that vouch for operators and nodes now. */
  public List<Authority> inUse() {
    List<Authority> left =
        authorities.forOperators().stream().filter(each -> end(each).isEmpty()).toList();
    return left.isEmpty() ? List.of(authorities.operators()) : left;
  }

  /** When others were revoked. */
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
