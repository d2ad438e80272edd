package org.bailiwick.aca.succession;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.ceremony.records.AuditSuccession;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.node.hsm.Keyring;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.records.AuditKeys;

/**
 * The audit keys of the records in this node's ceremony folder, one of which its token holds. The
 * records are read again when one is added.
 */
@Singleton
final class RecordedKeys implements AuditKeys {

  private final Path folder;
  private final Keyring keyring;
  private final Clock clock;
  private volatile Read read = new Read(List.of(), Optional.empty());

  private record Read(List<Path> records, Optional<AuditSuccession> succession) {}

  @Inject
  RecordedKeys(AcaSettings settings, @ForAca Keyring keyring, @ForAca Clock clock) {
    this.folder = settings.folders().ceremony();
    this.keyring = keyring;
    this.clock = clock;
  }

  /**
   * The succession in the records that an audit key in the token vouches for.
   *
   * @throws org.bailiwick.aca.ceremony.records.CeremonyException when there is no such key
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE
   */
  AuditSuccession succession() {
    List<Path> records = CeremonyRecord.laterFiles(folder);
    Read known = read;
    if (known.succession().isPresent() && known.records().equals(records)) {
      return known.succession().get();
    }
    AuditSuccession succession = AuditSuccession.read(folder).trusting(this::held);
    read = new Read(records, Optional.of(succession));
    return succession;
  }

  private Optional<PublicKey> held(String label) {
    return keyring.holds(label)
        ? Optional.of(keyring.certificate(label).getPublicKey())
        : Optional.empty();
  }

  @Override
  public List<PublicKey> all() {
    return succession().keys().stream().map(AuditSuccession.AuditKey::publicKey).toList();
  }

  @Override
  public PublicKey inService() {
    return succession().inService(clock.instant()).publicKey();
  }

  @Override
  public JwsSigner signer(PublicKey key) {
    String label =
        succession().keys().stream()
            .filter(each -> each.publicKey().equals(key))
            .map(AuditSuccession.AuditKey::label)
            .findFirst()
            .orElseThrow();
    return statementSigner(keyring.key(label));
  }

  /** The key id is the thumbprint (RFC 7638), under which the ceremony published the key. */
  static JwsSigner statementSigner(SigningKey key) {
    return new JwsSigner(key, PublicJwk.thumbprint(key.publicKey()));
  }
}
