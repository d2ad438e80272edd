package org.bailiwick.master.journal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.json.JsonText;

/**
 * The party to whom a job belongs: the caller, and the principal for whom it calls. Two principals
 * behind one caller have nothing in common, and neither have two callers for one principal.
 *
 * @param principal issuer and subject of the grant, as {@code <issuer>#<sub>}
 */
public record JobOwner(CallerIdentity caller, String principal) {

  /** Whether both are the same caller, with any certificate, for the same principal. */
  public boolean isSame(JobOwner other) {
    return caller.isSame(other.caller()) && principal.equals(other.principal());
  }

  /** The id of the job that this owner posted with this key, whatever its request was. */
  public Optional<String> findByKey(Store store, String idempotencyKey) {
    return store.read(em -> JobQueries.findByKey(em, this, idempotencyKey).map(JobRow::jobId));
  }

  /**
   * The digest of an Idempotency-Key of this owner. JSON keeps the parts apart, since the subject
   * of a grant may be any text.
   */
  String digest(String idempotencyKey) {
    return Sha256.hex(
        JsonText.of(
            Map.of(
                "key", List.of(caller.kind().text(), caller.name(), principal, idempotencyKey))));
  }
}
