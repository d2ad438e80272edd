package org.bailiwick.ars.audit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.node.component.ComponentSettings;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.tokenkeys.TokenKeyNotices;
import org.bailiwick.node.tokenkeys.TokenKeys;

/**
 * The keys in the domain node's PKCS#11 token that sign the heads of the registry's audit log. The
 * token is opened when a key is first needed, so that the registry answers requests while the token
 * is unavailable.
 */
@ApplicationScoped
public class RegistryKeys {
  @Inject private ArsSettings settings;
  private Pkcs11Token token;
  private TokenKeyNotices notices;

  /**
   * Returns the keys, including those that a ceremony added after this node started.
   *
   * @throws org.bailiwick.contract.problem.ProblemException signer-unavailable when the PKCS#11
   *     token cannot be used
   */
  public synchronized TokenKeys keys() {
    ComponentSettings.Signing signing = settings.component().signing();
    if (notices == null) {
      TokenKeys configured = new TokenKeys(token().key(signing.keyLabel()));
      notices = new TokenKeyNotices(signing.notices(), token, configured);
    }
    notices.follow();
    return notices.keys();
  }

  /**
   * The token itself.
   *
   * @throws org.bailiwick.contract.problem.ProblemException signer-unavailable when it cannot be
   *     used
   */
  public synchronized Pkcs11Token token() {
    if (token == null) {
      token = Pkcs11Token.open(settings.component().signing().token());
    }
    return token;
  }

  /** Why the token cannot sign at this moment; empty while it can. */
  public Optional<String> fault(Instant now) {
    return token().health(needed(now)) instanceof HsmHealth.Down down
        ? Optional.of(down.reason())
        : Optional.empty();
  }

  private synchronized Set<String> needed(Instant now) {
    return notices == null
        ? Set.of(settings.component().signing().keyLabel())
        : notices.keys().needed(now);
  }

  @PreDestroy
  synchronized void close() {
    if (token != null) {
      token.close();
    }
  }
}
