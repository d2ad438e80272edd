package org.bailiwick.command.ledger;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.command.home.AuditKey;
import org.bailiwick.command.home.AuthorityHome;
import org.bailiwick.node.hsm.Keyring;
import org.bailiwick.node.hsm.Pkcs11Settings;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;

/**
 * The token of a home's authority, used with its PIN file while no authority is running. Anybody
 * with the PIN can sign anything.
 *
 * @param auditKey the only key that is used
 */
record AuditToken(AuthorityHome home, PublicKey auditKey) {
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final Duration CALL = Duration.ofSeconds(10);

  /** Opens the token and returns what the function makes with a signer of the audit key. */
  String sign(Function<JwsSigner, String> statement) {
    Optional<Pkcs11Settings> next =
        home.nextHsmConfiguration().map(file -> token(file, home.nextHsmPinFile()));
    try (Keyring keyring = Keyring.open(token(home.hsmConfiguration(), home.hsmPinFile()), next)) {
      return statement.apply(
          new JwsSigner(
              keyring.key(AuditKey.label(home.home(), auditKey)), PublicJwk.thumbprint(auditKey)));
    }
  }

  private static Pkcs11Settings token(Path configuration, Path pinFile) {
    return new Pkcs11Settings(configuration, Optional.of(pinFile), 1, WAIT, CALL);
  }
}
