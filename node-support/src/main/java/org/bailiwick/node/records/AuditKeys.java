package org.bailiwick.node.records;

import java.security.PublicKey;
import java.util.List;
import org.bailiwick.node.jose.JwsSigner;

/**
 * The keys that sign what is said of the audit log. Asked for each time, since an HSM may be away
 * and a later ceremony adds to them.
 */
public interface AuditKeys {

  /** Oldest first; each was named by the one before. */
  List<PublicKey> all();

  /** The newest whose moment has come. */
  PublicKey inService();

  /**
   * Signs with one of them.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE
   */
  JwsSigner signer(PublicKey key);
}
