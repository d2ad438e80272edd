package org.bailiwick.node.records;

import java.security.PublicKey;
import java.util.List;
import org.bailiwick.node.jose.JwsSigner;

/**
 * The keys that sign heads and archives of the audit log. Callers ask each time, since an HSM may
 * be unavailable and a later ceremony may add keys.
 */
public interface AuditKeys {

  /** All keys, oldest first; each key but the first was named by the one before. */
  List<PublicKey> all();

  /** The key that signs now. */
  PublicKey inService();

  /**
   * The signer of one of the keys.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE
   */
  JwsSigner signer(PublicKey key);
}
