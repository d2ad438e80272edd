package org.bailiwick.ars.audit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.node.component.ComponentSettings;
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
   * The keys, including those that a ceremony has added since the start.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE
   */
  public synchronized TokenKeys keys() {
    ComponentSettings.Signing signing = settings.component().signing();
    if (token == null) {
      token = Pkcs11Token.open(signing.token());
    }
    if (notices == null) {
      TokenKeys first = new TokenKeys(token.key(signing.keyLabel()));
      notices = new TokenKeyNotices(signing.notices(), token, first);
    }
    notices.follow();
    return notices.keys();
  }

  @PreDestroy
  synchronized void close() {
    if (token != null) {
      token.close();
    }
  }
}
