package org.bailiwick.policy.application;

import java.util.Optional;
import org.bailiwick.policy.Entity;

/**
 * What the domain knows itself of an entity of a built-in type (an agent's owner, status and
 * attestation, for example). No asker's word counts for such an entity.
 */
@FunctionalInterface
public interface KnownEntities {

  /** Empty if the domain knows no such entity; questions about it are then denied. */
  Optional<Entity> of(String type, String id);

  /** Nothing is known. */
  static KnownEntities none() {
    return (type, id) -> Optional.empty();
  }
}
