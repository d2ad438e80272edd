package org.bailiwick.enforcement.subject;

import java.util.Map;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.policy.Entity;

/**
 * A caller whose certificate was verified.
 *
 * @param entity as policies see it
 * @param context what a Txn-Token says, for the context of decisions; empty without one
 */
public record CertifiedCaller(SpiffeId id, Entity entity, Map<String, Object> context) {
  public CertifiedCaller {
    context = Map.copyOf(context);
  }
}
