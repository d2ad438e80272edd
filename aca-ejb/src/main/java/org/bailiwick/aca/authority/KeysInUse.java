package org.bailiwick.aca.authority;

import java.util.Set;

/**
 * Every key that this node needs in its token.
 *
 * @param labels as the ceremony gave them
 */
public record KeysInUse(Set<String> labels) {

  public KeysInUse {
    labels = Set.copyOf(labels);
  }
}
